package io.github.dane4j.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The curves on which signatures are verified, with their keys as SubjectPublicKeyInfo (RFC 5480, RFC 8410). */
enum Curve {
    P256(
            "EC",
            256,
            "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
    P384(
            "EC",
            384,
            "3076301006072a8648ce3d020106052b8104002203620004",
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"),
    P521(
            "EC",
            521,
            "30819b301006072a8648ce3d020106052b810400230381860004",
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef1"
                    + "09e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"),
    ED25519("Ed25519", 255, "302a300506032b6570032100", "", ""),
    ED448("Ed448", 448, "3043300506032b6571033a00", "", "");

    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final String keyAlgorithm;
    private final int bits;
    private final String prefix;
    private final @Nullable BigInteger prime;
    private final @Nullable BigInteger b;

    Curve(String keyAlgorithm, int bits, String prefix, String prime, String b) {
        this.keyAlgorithm = keyAlgorithm;
        this.bits = bits;
        this.prefix = prefix;
        this.prime = prime.isEmpty() ? null : new BigInteger(prime, 16);
        this.b = b.isEmpty() ? null : new BigInteger(b, 16);
    }

    /** The name of its kind of key in the JCA. */
    String keyAlgorithm() {
        return keyAlgorithm;
    }

    int bits() {
        return bits;
    }

    /** Whether it is used with ECDSA; the others are for EdDSA. */
    boolean isEcdsa() {
        return prime != null;
    }

    /** The length of one coordinate, and of each half of a signature, in bytes. */
    int coordinate() {
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** The length of a key without anything around it, in bytes: two coordinates, or one of EdDSA (RFC 8032). */
    int keyLength() {
        return isEcdsa() ? 2 * coordinate() : bits / Byte.SIZE + 1;
    }

    /** The SubjectPublicKeyInfo around a key of {@link #keyLength()} bytes. */
    byte[] encode(byte[] key) {
        byte[] before = HexFormat.of().parseHex(prefix);
        byte[] encoded = Arrays.copyOf(before, before.length + key.length);
        System.arraycopy(key, 0, encoded, before.length, key.length);
        return encoded;
    }

    /** The key in a SubjectPublicKeyInfo, or null if it is another form or curve. */
    byte @Nullable [] decode(byte[] encoded) {
        byte[] before = HexFormat.of().parseHex(prefix);
        return encoded.length == before.length + keyLength()
                        && Arrays.equals(encoded, 0, before.length, before, 0, before.length)
                ? Arrays.copyOfRange(encoded, before.length, encoded.length)
                : null;
    }

    /**
     * Whether the key is a point of the curve (SEC 1 section 3.2.2.1); these curves have no small subgroups. For EdDSA
     * the code that verifies looks at the point.
     */
    boolean contains(byte[] key) {
        BigInteger p = prime;
        BigInteger constant = b;
        if (key.length != keyLength() || p == null || constant == null) {
            return key.length == keyLength();
        }
        BigInteger x = new BigInteger(1, key, 0, coordinate());
        BigInteger y = new BigInteger(1, key, coordinate(), coordinate());
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        // y² = x³ - 3x + b
        BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(constant);
        return y.multiply(y).subtract(right).mod(p).signum() == 0;
    }
}
