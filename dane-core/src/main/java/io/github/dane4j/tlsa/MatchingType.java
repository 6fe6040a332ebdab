package io.github.dane4j.tlsa;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the selected bytes are presented in a TLSA record (RFC 6698 section 2.1.3, names of RFC 7218). */
public enum MatchingType {
    /** 0: as they are. */
    FULL(0, "Full", "", 0),
    /** 1: their SHA-256. */
    SHA2_256(1, "SHA2-256", "SHA-256", 32),
    /** 2: their SHA-512. */
    SHA2_512(2, "SHA2-512", "SHA-512", 64);

    private static final List<MatchingType> ALL = List.of(values());

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
        return Optional.ofNullable(ofNullable(number));
    }

    static @Nullable MatchingType ofNullable(int number) {
        for (MatchingType type : ALL) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    /** The number in the record. */
    public int number() {
        return number;
    }

    /** The acronym of RFC 7218. */
    public String acronym() {
        return acronym;
    }

    /** The bytes that a digest of this type has; 0 for {@link #FULL}. */
    int digestLength() {
        return digestLength;
    }

    /** A copy of these bytes, or their digest: what a record of this type holds. */
    byte[] present(byte[] octets, int from, int to) {
        if (this == FULL) {
            return Arrays.copyOfRange(octets, from, to);
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(octets, from, to - from);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no security provider of this JVM has " + algorithm, e);
        }
    }
}
