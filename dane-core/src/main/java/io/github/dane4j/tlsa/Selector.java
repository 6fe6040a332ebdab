package io.github.dane4j.tlsa;

import java.util.Optional;

/** Which part of the certificate a TLSA record is about (RFC 6698 section 2.1.2, names of RFC 7218). */
public enum Selector {
    /** 0: the whole certificate. */
    CERT(0, "Cert"),
    /** 1: its SubjectPublicKeyInfo. */
    SPKI(1, "SPKI");

    private final int number;
    private final String acronym;

    Selector(int number, String acronym) {
        this.number = number;
        this.acronym = acronym;
    }

    /** The selector with this number, if it is a known one. */
    public static Optional<Selector> of(int number) {
        return switch (number) {
            case 0 -> Optional.of(CERT);
            case 1 -> Optional.of(SPKI);
            default -> Optional.empty();
        };
    }

    /** The number in the record. */
    public int number() {
        return number;
    }

    /** The acronym of RFC 7218. */
    public String acronym() {
        return acronym;
    }
}
