package io.github.dane4j.jsse;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Forbids the cipher suites in which the server proves nothing, so that no trust manager is asked, and those that do not
 * encrypt. The constraints hold also for what a client enables after the socket was made.
 */
final class SafeCipherSuites implements AlgorithmConstraints {
    private final @Nullable AlgorithmConstraints others;

    private SafeCipherSuites(@Nullable AlgorithmConstraints others) {
        this.others = others;
    }

    /**
     * Leaves only safe cipher suites in {@code parameters}, now and later; returns them. They must be those of the connection
     * that they are then set for: if all that it has enabled are safe, none are named, so that it keeps them and does not look
     * up each of them again.
     */
    static SSLParameters only(SSLParameters parameters) throws SSLException {
        String[] enabled = parameters.getCipherSuites();
        if (enabled != null) {
            List<String> safe = new ArrayList<>(enabled.length);
            for (String suite : enabled) {
                if (isSafe(suite)) {
                    safe.add(suite);
                }
            }
            if (safe.isEmpty()) {
                throw new SSLException(
                        "all enabled cipher suites are anonymous or do not encrypt: " + String.join(", ", enabled));
            }
            parameters.setCipherSuites(safe.size() == enabled.length ? null : safe.toArray(new String[0]));
        }
        parameters.setAlgorithmConstraints(new SafeCipherSuites(parameters.getAlgorithmConstraints()));
        return parameters;
    }

    private static boolean isSafe(String suite) {
        return !suite.contains("_anon_") && !suite.contains("_NULL_");
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        return isSafe(algorithm) && (others == null || others.permits(primitives, algorithm, parameters));
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return others == null || others.permits(primitives, key);
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
        return isSafe(algorithm) && (others == null || others.permits(primitives, algorithm, key, parameters));
    }
}
