package io.github.dane4j.crypto;

import io.github.dane4j.crypto.UnusableKeyException.Problem;
import java.math.BigInteger;
import java.security.spec.RSAPublicKeySpec;

/** The public key field of an RSA DNSKEY (RFC 3110 section 2). */
final class RsaField {
    private RsaField() {}

    static RSAPublicKeySpec parse(byte[] field, RsaLimits limits) throws UnusableKeyException {
        int at = 0;
        int exponentLength = 0;
        if (field.length > 0) {
            exponentLength = field[0] & 0xff;
            at = 1;
        }
        if (exponentLength == 0 && field.length > 2) {
            // A longer one has its length in two more bytes.
            exponentLength = (field[1] & 0xff) << Byte.SIZE | (field[2] & 0xff);
            at = 3;
        }
        int modulusLength = field.length - at - exponentLength;
        if (exponentLength == 0 || modulusLength <= 0) {
            throw new UnusableKeyException(Problem.MALFORMED, "the public key field is not an RSA key");
        }
        BigInteger exponent = new BigInteger(1, field, at, exponentLength);
        BigInteger modulus = new BigInteger(1, field, at + exponentLength, modulusLength);
        int bits = modulus.bitLength();
        if (bits < limits.minBits()) {
            throw new UnusableKeyException(
                    Problem.TOO_SHORT, "the RSA key has " + bits + " bits, fewer than " + limits.minBits());
        }
        if (bits > limits.maxBits()) {
            throw new UnusableKeyException(
                    Problem.TOO_LONG, "the RSA key has " + bits + " bits, more than " + limits.maxBits());
        }
        if (exponent.bitLength() > limits.maxExponentBits()) {
            throw new UnusableKeyException(
                    Problem.EXPONENT_TOO_LONG,
                    "the exponent of the RSA key has " + exponent.bitLength() + " bits, more than "
                            + limits.maxExponentBits());
        }
        return new RSAPublicKeySpec(modulus, exponent);
    }
}
