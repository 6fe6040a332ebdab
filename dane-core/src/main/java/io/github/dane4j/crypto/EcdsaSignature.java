package io.github.dane4j.crypto;

import io.github.dane4j.x509.DerReader;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The two numbers of an ECDSA signature, between the form of DNSSEC and the form of certificates. */
record EcdsaSignature(BigInteger r, BigInteger s) {
    private static final int SHORT_LENGTH = 0x80;

    /** From two numbers of fixed length, one after the other (RFC 6605 section 4); null if the length is wrong. */
    static @Nullable EcdsaSignature ofFixedLength(byte[] signature, int coordinate) {
        return signature.length == 2 * coordinate
                ? new EcdsaSignature(
                        new BigInteger(1, signature, 0, coordinate),
                        new BigInteger(1, signature, coordinate, coordinate))
                : null;
    }

    /** From the DER of a SEQUENCE of two INTEGERs (RFC 5480 appendix A), the one encoding there is; null for others. */
    static @Nullable EcdsaSignature ofDer(byte[] signature) {
        DerReader der = new DerReader(signature);
        if (!der.only(DerReader.SEQUENCE)) {
            return null;
        }
        der.enter();
        BigInteger r = number(der);
        BigInteger s = number(der);
        return r == null || s == null || !der.atEnd() ? null : new EcdsaSignature(r, s);
    }

    private static @Nullable BigInteger number(DerReader der) {
        if (!der.next(DerReader.INTEGER) || der.contentLength() == 0) {
            return null;
        }
        byte[] octets = der.copyOfContents();
        boolean padded = octets.length > 1 && octets[0] == 0 && octets[1] >= 0;
        return octets[0] < 0 || padded ? null : new BigInteger(octets);
    }

    byte[] toDer() {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        int length = 2 + first.length + 2 + second.length;
        int header = length < SHORT_LENGTH ? 2 : 3;
        byte[] der = new byte[header + length];
        der[0] = DerReader.SEQUENCE;
        // Two numbers of 66 bytes, the longest there are, need one byte for a long length.
        der[1] = (byte) (header == 2 ? length : SHORT_LENGTH + 1);
        der[header - 1] = (byte) length;
        put(der, header, first);
        put(der, header + 2 + first.length, second);
        return der;
    }

    private static void put(byte[] der, int at, byte[] number) {
        der[at] = DerReader.INTEGER;
        der[at + 1] = (byte) number.length;
        System.arraycopy(number, 0, der, at + 2, number.length);
    }
}
