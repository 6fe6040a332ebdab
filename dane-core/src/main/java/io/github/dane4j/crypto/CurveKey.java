package io.github.dane4j.crypto;

import org.jspecify.annotations.Nullable;

/** A public key on a curve, and the signature algorithm that it is used with. Immutable. */
final class CurveKey {
    private final Curve curve;
    private final String signature;
    private final byte[] key;

    private CurveKey(Curve curve, String signature, byte[] key) {
        this.curve = curve;
        this.signature = signature;
        this.key = key;
    }

    /** A key of DNSSEC (RFC 6605 section 4, RFC 8080 section 3), or null if the field is not a key of the algorithm. */
    static @Nullable CurveKey of(DnssecAlgorithm algorithm, byte[] field) {
        Curve curve = switch (algorithm) {
            case ECDSAP256SHA256 -> Curve.P256;
            case ECDSAP384SHA384 -> Curve.P384;
            case ED25519 -> Curve.ED25519;
            case ED448 -> Curve.ED448;
            case RSASHA1, RSASHA1_NSEC3_SHA1, RSASHA256, RSASHA512 ->
                throw new IllegalArgumentException(algorithm + " has no curve");
        };
        return of(curve, algorithm.jcaName(), field);
    }

    /** Null if the bytes are not a point of the curve. */
    static @Nullable CurveKey of(Curve curve, String signature, byte[] key) {
        return curve.contains(key) ? new CurveKey(curve, signature, key.clone()) : null;
    }

    Curve curve() {
        return curve;
    }

    /** The JCA name of the signature algorithm. */
    String signature() {
        return signature;
    }

    /** The key without anything around it; not to be changed. */
    byte[] key() {
        return key;
    }

    /** The JCA name of the digest, if it is an algorithm of ECDSA. */
    String digest() {
        return "SHA-" + signature.substring("SHA".length(), signature.indexOf("with"));
    }
}
