package io.github.dane4j.tlsa;

import io.github.dane4j.x509.DerReader;

/**
 * The kind and the size of a public key, as its SubjectPublicKeyInfo says (RFC 5280 section 4.1.2.7, algorithms of RFC
 * 3279, 4055 and 5480). Read from the bytes, so that a key which this JVM cannot parse has a size like any other.
 *
 * @param kind the kind of key
 * @param bits the length of the modulus for RSA and DSA, the size of the field for EC, rounded up to whole bytes; 0 if
 *     it cannot be read, and for {@link Kind#OTHER}
 */
public record PublicKeySize(Kind kind, int bits) {
    /** Kinds of keys that come in sizes. */
    public enum Kind {
        /** RSA, also if restricted to RSASSA-PSS. */
        RSA,
        /** DSA. */
        DSA,
        /** Elliptic curves in the form of X9.62, such as P-256. */
        EC,
        /** Something else, such as Ed25519; or no key at all. */
        OTHER
    }

    private static final PublicKeySize UNKNOWN = new PublicKeySize(Kind.OTHER, 0);

    /** 1.2.840.113549.1.1.1, rsaEncryption. */
    private static final byte[] RSA = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01};
    /** 2.5.8.1.1, rsa, which X.509 has and parsers read. */
    private static final byte[] RSA_OF_X509 = {0x55, 0x08, 0x01, 0x01};
    /** 1.2.840.113549.1.1.10, id-RSASSA-PSS. */
    private static final byte[] RSA_PSS = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0a};
    /** 1.2.840.10040.4.1, id-dsa. */
    private static final byte[] DSA = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x38, 0x04, 0x01};
    /** 1.2.840.10045.2.1, id-ecPublicKey. */
    private static final byte[] EC = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    /** The size of this key; {@link Kind#OTHER} if the data is not a SubjectPublicKeyInfo. */
    public static PublicKeySize of(byte[] subjectPublicKeyInfo) {
        return of(new DerReader(subjectPublicKeyInfo));
    }

    static PublicKeySize of(DerReader key) {
        if (!key.only(DerReader.SEQUENCE)) {
            return UNKNOWN;
        }
        key.enter();
        if (!key.next(DerReader.SEQUENCE)) {
            return UNKNOWN;
        }
        DerReader algorithm = key.contents();
        if (!algorithm.next(DerReader.OBJECT_IDENTIFIER) || !key.only(DerReader.BIT_STRING)) {
            return UNKNOWN;
        }
        if (algorithm.contentIs(EC)) {
            return new PublicKeySize(Kind.EC, pointBits(key));
        }
        if (algorithm.contentIs(RSA) || algorithm.contentIs(RSA_OF_X509) || algorithm.contentIs(RSA_PSS)) {
            // RSAPublicKey begins with the modulus; the first byte of a BIT STRING counts the unused bits.
            return new PublicKeySize(Kind.RSA, firstIntegerBits(key.contents(1)));
        }
        if (algorithm.contentIs(DSA)) {
            // Dss-Parms begins with the modulus.
            return new PublicKeySize(Kind.DSA, firstIntegerBits(algorithm));
        }
        return UNKNOWN;
    }

    /** By the length of the point: half of it, or all of it if the point is compressed. */
    private static int pointBits(DerReader bitString) {
        // One byte counts the unused bits, one says the form of the point (SEC 1 section 2.3.3).
        int length = bitString.contentLength() - 2;
        if (length <= 0) {
            return 0;
        }
        int form = bitString.contentOctet(1);
        boolean compressed = form == 2 || form == 3;
        return (compressed ? length : length / 2) * Byte.SIZE;
    }

    private static int firstIntegerBits(DerReader der) {
        if (!der.next(DerReader.SEQUENCE)) {
            return 0;
        }
        der.enter();
        if (!der.next(DerReader.INTEGER)) {
            return 0;
        }
        int length = der.contentLength();
        for (int i = 0; i < length; i++) {
            int octet = der.contentOctet(i);
            if (octet != 0) {
                return (length - i - 1) * Byte.SIZE + Integer.SIZE - Integer.numberOfLeadingZeros(octet);
            }
        }
        return 0;
    }

    /** For example {@code RSA, 2048 bits}. */
    @Override
    public String toString() {
        return kind == Kind.OTHER ? "another kind of key" : kind + ", " + bits + " bits";
    }
}
