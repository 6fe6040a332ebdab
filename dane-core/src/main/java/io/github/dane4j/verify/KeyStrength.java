package io.github.dane4j.verify;

import io.github.dane4j.tlsa.PublicKeySize;
import org.jspecify.annotations.Nullable;

/**
 * The least strength of the keys that a verdict may rest on. Keys of other kinds, such as Ed25519, come in safe sizes
 * only; a key that cannot be read is not called weak. The JVM's own floor, the security property {@code
 * jdk.certpath.disabledAlgorithms}, holds for paths besides.
 *
 * @param modulusBits the least length of an RSA or DSA modulus, in bits
 * @param curveBits the least size of the field of an elliptic curve, in bits
 */
public record KeyStrength(int modulusBits, int curveBits) {
    /** Refuses nothing by length. */
    public static final KeyStrength ANY = new KeyStrength(0, 0);

    /** RSA and DSA 2048, elliptic curves 224: 112 bits of security (NIST SP 800-57 part 1, table 2). */
    public static final KeyStrength STANDARD = new KeyStrength(2048, 224);

    /**
     * A minimum.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public KeyStrength {
        if (modulusBits < 0 || curveBits < 0) {
            throw new IllegalArgumentException(
                    "a key strength is a number of bits, not " + Math.min(modulusBits, curveBits));
        }
    }

    /** What is too weak about a key of this size, or null if nothing is. */
    @Nullable
    String weakness(PublicKeySize key) {
        int minimum = switch (key.kind()) {
            case RSA, DSA -> modulusBits;
            case EC -> curveBits;
            case OTHER -> 0;
        };
        return key.bits() < minimum
                ? "key of " + key.bits() + " bits (" + key.kind() + "), fewer than " + minimum
                : null;
    }
}
