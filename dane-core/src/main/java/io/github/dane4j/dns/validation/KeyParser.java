package io.github.dane4j.dns.validation;

import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.crypto.UnusableKeyException;
import org.jspecify.annotations.Nullable;

/** Parses public keys, and says by them whether signatures are valid. Thread-safe. */
@FunctionalInterface
public interface KeyParser {
    /** A key that is ready to verify with. */
    @FunctionalInterface
    interface ParsedKey {
        /** Whether the signature is valid. Never throws, whatever the bytes are. */
        boolean verify(byte[] signed, byte[] signature);
    }

    /**
     * Parses a key.
     *
     * @param algorithm the number of the IANA registry
     * @param publicKey the field of the DNSKEY record
     * @return null for a key that cannot be used: it counts as little as one that is not there
     */
    @Nullable
    ParsedKey parse(int algorithm, byte[] publicKey);

    /** One that leaves the arithmetic to {@code verifier}. */
    static KeyParser of(SignatureVerifier verifier) {
        return (algorithm, publicKey) -> {
            try {
                return verifier.dnskey(algorithm, publicKey, LookupLimits.RSA)::verify;
            } catch (UnusableKeyException e) {
                return null;
            }
        };
    }
}
