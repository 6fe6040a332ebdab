package io.github.dane4j.verify;

import io.github.dane4j.der.DerReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the size of a key from its SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7, algorithms of RFC 3279, 4055 and
 * 5480). Works on the octets, so that a key which this JVM cannot parse is judged like any other.
 */
final class PublicKeyStrength {
    /** 1.2.840.113549.1.1.1, rsaEncryption. */
    private static final byte[] RSA = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01};
    /** 1.2.840.113549.1.1.10, id-RSASSA-PSS. */
    private static final byte[] RSA_PSS = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0a};
    /** 1.2.840.10040.4.1, id-dsa. */
    private static final byte[] DSA = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x38, 0x04, 0x01};
    /** 1.2.840.10045.2.1, id-ecPublicKey. */
    static final byte[] EC = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private PublicKeyStrength() {}

    /** What is too weak about the key, or null if nothing is. A key that cannot be read is not called weak. */
    static @Nullable String weakness(ByteBuffer subjectPublicKeyInfo, KeyStrength minimum) {
        DerReader key = new DerReader(subjectPublicKeyInfo);
        if (!key.only(DerReader.SEQUENCE)) {
            return null;
        }
        key.enter();
        if (!key.next(DerReader.SEQUENCE)) {
            return null;
        }
        DerReader algorithm = new DerReader(key.contents());
        if (!algorithm.next(DerReader.OBJECT_IDENTIFIER) || !key.only(DerReader.BIT_STRING)) {
            return null;
        }
        if (algorithm.contentIs(EC)) {
            return compare("EC", pointBits(key), minimum.curveBits());
        }
        if (algorithm.contentIs(RSA) || algorithm.contentIs(RSA_PSS)) {
            return compare("RSA", modulusBits(key), minimum.modulusBits());
        }
        if (algorithm.contentIs(DSA)) {
            return compare("DSA", primeBits(algorithm), minimum.modulusBits());
        }
        return null;
    }

    private static @Nullable String compare(String family, int bits, int minimum) {
        return bits < minimum ? "key of " + bits + " bits (" + family + "), fewer than " + minimum : null;
    }

    /** The size of the field, by the length of the point: half of it, or all of it if the point is compressed. */
    private static int pointBits(DerReader bitString) {
        // One octet counts the unused bits, one says the form of the point (SEC 1 section 2.3.3).
        int length = bitString.contentLength() - 2;
        if (length <= 0) {
            return 0;
        }
        int form = bitString.contentOctet(1);
        boolean compressed = form == 2 || form == 3;
        return (compressed ? length : length / 2) * Byte.SIZE;
    }

    private static int modulusBits(DerReader bitString) {
        ByteBuffer content = bitString.contents();
        if (!content.hasRemaining()) {
            return 0;
        }
        content.position(1);
        DerReader key = new DerReader(content);
        if (!key.next(DerReader.SEQUENCE)) {
            return 0;
        }
        key.enter();
        return key.next(DerReader.INTEGER) ? bitLength(key) : 0;
    }

    private static int primeBits(DerReader algorithm) {
        if (!algorithm.next(DerReader.SEQUENCE)) {
            return 0;
        }
        algorithm.enter();
        return algorithm.next(DerReader.INTEGER) ? bitLength(algorithm) : 0;
    }

    private static int bitLength(DerReader integer) {
        int length = integer.contentLength();
        for (int i = 0; i < length; i++) {
            int octet = integer.contentOctet(i);
            if (octet != 0) {
                return (length - i - 1) * Byte.SIZE + Integer.SIZE - Integer.numberOfLeadingZeros(octet);
            }
        }
        return 0;
    }
}
