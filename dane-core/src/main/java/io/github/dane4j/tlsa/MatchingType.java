package io.github.dane4j.tlsa;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** How the selected octets are presented in a TLSA record (RFC 6698 section 2.1.3, names of RFC 7218). */
public enum MatchingType {
    /** 0: as they are. */
    FULL(0, "Full", "", 0),
    /** 1: their SHA-256. */
    SHA2_256(1, "SHA2-256", "SHA-256", 32),
    /** 2: their SHA-512. */
    SHA2_512(2, "SHA2-512", "SHA-512", 64);

    private final int number;
    private final String acronym;
    private final String algorithm;
    private final int digestLength;

    MatchingType(int number, String acronym, String algorithm, int digestLength) {
        this.number = number;
        this.acronym = acronym;
        this.algorithm = algorithm;
        this.digestLength = digestLength;
    }

    /** The matching type with this number, if it is a known one. */
    public static Optional<MatchingType> of(int number) {
        return switch (number) {
            case 0 -> Optional.of(FULL);
            case 1 -> Optional.of(SHA2_256);
            case 2 -> Optional.of(SHA2_512);
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

    /** The octets that a digest of this type has; 0 for {@link #FULL}. */
    int digestLength() {
        return digestLength;
    }

    /** The digest of these octets; not for {@link #FULL}, which has none. */
    byte[] digest(byte[] octets, int from, int to) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(octets, from, to - from);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no security provider of this JVM has " + algorithm, e);
        }
    }
}
