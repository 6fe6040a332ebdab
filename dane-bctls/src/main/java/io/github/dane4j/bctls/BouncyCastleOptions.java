package io.github.dane4j.bctls;

import java.time.Duration;

/**
 * How a {@link BouncyCastleTls} connects, where the TLSA records leave a choice. Immutable, thread-safe; each method returns
 * a copy with one change.
 */
public final class BouncyCastleOptions {
    private static final BouncyCastleOptions STANDARD = new BouncyCastleOptions(true, false, Duration.ofSeconds(60));

    private final boolean rawPublicKeys;
    private final boolean compatible;
    private final Duration handshakeTimeout;

    private BouncyCastleOptions(boolean rawPublicKeys, boolean compatible, Duration handshakeTimeout) {
        this.rawPublicKeys = rawPublicKeys;
        this.compatible = compatible;
        this.handshakeTimeout = handshakeTimeout;
    }

    /** Raw public keys are offered, modern cipher suites only, and a handshake may take 60 seconds. */
    public static BouncyCastleOptions standard() {
        return STANDARD;
    }

    /** Never offers to take a raw public key, so that every server sends a certificate. */
    public BouncyCastleOptions withoutRawPublicKeys() {
        return new BouncyCastleOptions(false, compatible, handshakeTimeout);
    }

    /**
     * For servers that are years behind, as mail servers can be: adds in TLS 1.2 the cipher suites ECDHE with AES-CBC and DHE
     * with AES-GCM, groups of 2,048 to 8,192 bits, and talks to servers without secure renegotiation (RFC 5746). Nothing is
     * renegotiated in any case.
     */
    public BouncyCastleOptions compatible() {
        return new BouncyCastleOptions(rawPublicKeys, true, handshakeTimeout);
    }

    /**
     * How long a handshake may take in all, however slowly the server drips; the socket's own timeout bounds each read.
     *
     * @param limit 1 millisecond to 1 day
     * @throws IllegalArgumentException if it is out of range
     */
    public BouncyCastleOptions handshakeTimeout(Duration limit) {
        if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the handshake timeout must be between 1 ms and 1 day: " + limit);
        }
        return new BouncyCastleOptions(rawPublicKeys, compatible, limit);
    }

    boolean rawPublicKeys() {
        return rawPublicKeys;
    }

    boolean isCompatible() {
        return compatible;
    }

    Duration handshakeTimeout() {
        return handshakeTimeout;
    }
}
