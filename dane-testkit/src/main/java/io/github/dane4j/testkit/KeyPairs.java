package io.github.dane4j.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.DNSSEC;

/** Makes the key pairs of zones: a new one for each key, or one for all keys of an algorithm and purpose. Not thread-safe. */
final class KeyPairs {

    private final boolean shared;
    private final Map<Use, KeyPair> made = new HashMap<>();

    private record Use(int algorithm, int flags) {}

    /** @param shared whether keys of one algorithm and purpose are the same pair */
    KeyPairs(boolean shared) {
        this.shared = shared;
    }

    /** The pair for a key that a zone signs with. */
    KeyPair of(int algorithm, int flags) {
        return shared
                ? made.computeIfAbsent(new Use(algorithm, flags), use -> generate(algorithm))
                : generate(algorithm);
    }

    /** A pair that no other key has. */
    static KeyPair generate(int algorithm) {
        try {
            return generator(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key of algorithm " + algorithm, e);
        }
    }

    private static KeyPairGenerator generator(int algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case DNSSEC.Algorithm.RSASHA1,
                    DNSSEC.Algorithm.RSA_NSEC3_SHA1,
                    DNSSEC.Algorithm.RSASHA256,
                    DNSSEC.Algorithm.RSASHA512 -> {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(2048);
                yield rsa;
            }
            case DNSSEC.Algorithm.ECDSAP256SHA256 -> onCurve("secp256r1");
            case DNSSEC.Algorithm.ECDSAP384SHA384 -> onCurve("secp384r1");
            case DNSSEC.Algorithm.ED25519 -> KeyPairGenerator.getInstance("Ed25519");
            case DNSSEC.Algorithm.ED448 -> KeyPairGenerator.getInstance("Ed448");
            default -> throw new IllegalArgumentException("DNSSEC algorithm " + algorithm);
        };
    }

    private static KeyPairGenerator onCurve(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator;
    }
}
