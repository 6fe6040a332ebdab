package io.github.dane4j.bctls;

import java.time.Duration;

/**
 * How a {@link BouncyCastleTls} connects where the TLSA records leave a choice. Immutable and thread-safe; each method
 * returns a copy with one change.
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

    /** Raw public keys are offered, only modern cipher suites are used, and a handshake may take 60 seconds. */
    public static BouncyCastleOptions standard() {
        return STANDARD;
    }

    /** Never offers to accept a raw public key, so that every server sends a certificate. */
    public BouncyCastleOptions withoutRawPublicKeys() {
        return new BouncyCastleOptions(false, compatible, handshakeTimeout);
    }

    /**
     * For outdated servers, as mail servers can be: adds the TLS 1.2 cipher suites ECDHE with AES-CBC and DHE with AES-GCM,
     * with groups of 2,048 to 8,192 bits, and accepts servers without secure renegotiation (RFC 5746). Nothing is ever
     * renegotiated.
     */
    public BouncyCastleOptions compatible() {
        return new BouncyCastleOptions(rawPublicKeys, true, handshakeTimeout);
    }

    /**
     * How long a whole handshake may take, however slowly the server sends; the socket's own timeout bounds each read.
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
