package io.github.dane4j.crypto;

/**
 * The RSA keys of DNSSEC that are used; others are left out, as if their algorithm were unknown.
 *
 * @param minBits the shortest modulus, in bits
 * @param maxBits the longest modulus, in bits: what a verification costs grows with its square
 * @param maxExponentBits the longest public exponent, in bits: what a verification costs grows with it
 */
public record RsaLimits(int minBits, int maxBits, int maxExponentBits) {
    /** 1024 to 4096 bits (RFC 3110 section 2, RFC 5702 section 2.1), and an exponent of at most 64. */
    public static final RsaLimits STANDARD = new RsaLimits(1024, 4096, 64);

    /** @throws IllegalArgumentException if no key could be used */
    public RsaLimits {
        if (minBits < 1 || maxBits < minBits || maxExponentBits < 2) {
            throw new IllegalArgumentException("no RSA key has " + minBits + " to " + maxBits
                    + " bits and an exponent of at most " + maxExponentBits);
        }
    }
}
