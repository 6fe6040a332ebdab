package io.github.dane4j.verify;

/**
 * The least strength of the keys that a verdict may rest on. Keys of other kinds, such as Ed25519, come in safe sizes
 * only. The JVM's own floor, the security property {@code jdk.certpath.disabledAlgorithms}, holds for paths besides.
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
}
