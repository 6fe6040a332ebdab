package io.github.dane4j.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers valid signatures of certificates, since a server presents the same chain in each handshake. A signature is known by
 * everything that its validity depends on: the key, the algorithm, what is signed, and its value. Failures are not remembered.
 *
 * <p>Bounded: the least recently used signatures are evicted first. Thread-safe.
 */
final class VerifiedSignatures {
    private final Map<String, Boolean> known;

    /** @param capacity the most signatures that are remembered, each by a name with a digest */
    VerifiedSignatures(int capacity) {
        known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > capacity;
            }
        });
    }

    boolean contains(CertificateSignature signature) {
        return known.get(identity(signature)) != null;
    }

    /** @param signature one that has been found valid */
    void add(CertificateSignature signature) {
        known.put(identity(signature), true);
    }

    /**
     * The parts need nothing between them: all keys of a curve have one length, what is signed is DER and so tells its own, and the
     * value is the rest.
     */
    private static String identity(CertificateSignature signature) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        CurveKey key = signature.key();
        digest.update(key.key());
        digest.update(signature.signed());
        digest.update(signature.value());
        return key.curve() + " " + key.signature() + " " + HexFormat.of().formatHex(digest.digest());
    }
}
