package io.github.dane4j.tlsa;

import java.util.Optional;

/** How a TLSA record binds the server (RFC 6698 section 2.1.1, names of RFC 7218). Other numbers make a record unusable. */
public enum CertificateUsage {
    /** 0: a CA on a path that PKIX trusts as well. */
    PKIX_TA(0, "PKIX-TA"),
    /** 1: the server's certificate, which PKIX trusts as well. */
    PKIX_EE(1, "PKIX-EE"),
    /** 2: the trust anchor of the server's path. */
    DANE_TA(2, "DANE-TA"),
    /** 3: the server's certificate or key, with no other condition. */
    DANE_EE(3, "DANE-EE");

    private final int number;
    private final String acronym;

    CertificateUsage(int number, String acronym) {
        this.number = number;
        this.acronym = acronym;
    }

    /** The usage with this number, if it is a known one. */
    public static Optional<CertificateUsage> of(int number) {
        return switch (number) {
            case 0 -> Optional.of(PKIX_TA);
            case 1 -> Optional.of(PKIX_EE);
            case 2 -> Optional.of(DANE_TA);
            case 3 -> Optional.of(DANE_EE);
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
