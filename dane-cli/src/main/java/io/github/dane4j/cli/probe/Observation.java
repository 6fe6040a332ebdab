package io.github.dane4j.cli.probe;

import io.github.dane4j.tlsa.EncodedCertificate;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What one address of a server did. Immutable.
 *
 * @param address where
 * @param protocol what was spoken to it before TLS
 * @param outcome how far it got
 * @param said what the server said, or what went wrong, not escaped; empty if the handshake was completed
 * @param tls the TLS that was agreed on; empty if the handshake was not completed
 * @param chain what the server sent, its own certificate first; empty if the handshake was not completed
 * @param otherChain what it sends to a client that cannot verify the first kind of key; empty if it has only one
 */
public record Observation(
        InetAddress address,
        Protocol protocol,
        Outcome outcome,
        String said,
        Optional<Tls> tls,
        List<EncodedCertificate> chain,
        List<EncodedCertificate> otherChain) {
    /** How far a connection got. */
    public enum Outcome {
        /** The handshake was completed: the server has the key of its certificate. */
        SECURED,
        /** Not tried: the user asked for the other address family. */
        LEFT_OUT,
        /** Not tried: this machine has no way to addresses of this family. */
        NO_ROUTE,
        /** No connection. */
        NOT_REACHED,
        /** The time was up. */
        SLOW,
        /** The connection ended before TLS. */
        BROKEN_OFF,
        /** The server greeted with an error. */
        REFUSES_SERVICE,
        /** The server speaks something else. */
        OTHER_PROTOCOL,
        /** The server does not offer STARTTLS. */
        NOT_OFFERED,
        /** The server offers STARTTLS and refuses it. */
        REFUSED,
        /** The handshake failed. */
        HANDSHAKE_FAILED,
        /** The handshake failed, because the server has nothing but TLS 1.0 or 1.1. */
        OUTDATED
    }

    /**
     * The outcome of a handshake.
     *
     * @param version in JSSE's words, for example {@code TLSv1.3}
     * @param cipherSuite in JSSE's words
     */
    public record Tls(String version, String cipherSuite) {}

    /** Copies the lists. */
    public Observation {
        chain = List.copyOf(chain);
        otherChain = List.copyOf(otherChain);
    }

    /** One that got no TLS. */
    static Observation without(InetAddress address, Protocol protocol, Outcome outcome, String said) {
        return new Observation(address, protocol, outcome, said, Optional.empty(), List.of(), List.of());
    }

    /** Whether a connection was tried at all. */
    public boolean tried() {
        return outcome != Outcome.LEFT_OUT && outcome != Outcome.NO_ROUTE;
    }
}
