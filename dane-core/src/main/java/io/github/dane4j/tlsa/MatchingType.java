package io.github.dane4j.tlsa;

import java.util.Optional;

/** How the selected octets are presented in a TLSA record (RFC 6698 section 2.1.3, names of RFC 7218). */
public enum MatchingType {
    /** 0: as they are. */
    FULL(0, "Full"),
    /** 1: their SHA-256. */
    SHA2_256(1, "SHA2-256"),
    /** 2: their SHA-512. */
    SHA2_512(2, "SHA2-512");

    private final int number;
    private final String acronym;

    MatchingType(int number, String acronym) {
        this.number = number;
        this.acronym = acronym;
    }

    /** The matching type with this number, if it is a known one. */
    public static Optional<MatchingType> of(int number) {
        return number >= 0 && number < values().length ? Optional.of(values()[number]) : Optional.empty();
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
