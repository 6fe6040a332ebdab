package io.github.dane4j.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The kind of key a {@link TestCertificate} holds. */
public enum KeyAlgorithm {
    /** ECDSA on the curve P-256; the fastest to make, and the default. */
    EC_P256,
    /** ECDSA on the curve P-384. */
    EC_P384,
    /** RSA with 1024 bits: below what most policies accept. */
    RSA_1024,
    /** RSA with 2048 bits. */
    RSA_2048,
    /** RSA with 3072 bits. */
    RSA_3072,
    /** Ed25519 (RFC 8410). */
    ED25519;

    /**
     * Makes a new key pair.
     *
     * @return a pair no one else holds
     */
    public KeyPair generate() {
        try {
            return switch (this) {
                case EC_P256 -> ellipticCurve("secp256r1");
                case EC_P384 -> ellipticCurve("secp384r1");
                case RSA_1024 -> rsa(1024);
                case RSA_2048 -> rsa(2048);
                case RSA_3072 -> rsa(3072);
                case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime makes no " + this + " keys", e);
        }
    }

    private static KeyPair ellipticCurve(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
