package io.github.dane4j.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers valid signatures of certificates, since a server presents the same chain in each handshake. A signature is known by
 * all that its validity depends on: every byte of the certificate, and every byte of the key. Failures are not remembered.
 *
 * <p>Bounded: the least recently used signatures are evicted first. Thread-safe.
 */
final class VerifiedSignatures {
    private final Map<String, Boolean> known;

    /** @param capacity the most signatures that are remembered, each by a digest */
    VerifiedSignatures(int capacity) {
        known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > capacity;
            }
        });
    }

    /** @param certificate one element of DER */
    boolean contains(byte[] certificate, byte[] key) {
        return known.get(identity(certificate, key)) != null;
    }

    /** To be called for a signature that has been found valid. */
    void add(byte[] certificate, byte[] key) {
        known.put(identity(certificate, key), true);
    }

    /** The two need nothing between them: a certificate is DER and so tells its own length, and the key is the rest. */
    private static String identity(byte[] certificate, byte[] key) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        digest.update(certificate);
        return HexFormat.of().formatHex(digest.digest(key));
    }
}
