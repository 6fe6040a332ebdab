package io.github.dane4j.jsse;

import io.github.dane4j.verify.DaneResult;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * The TLS of one connection, and what its server proved. {@link SingleConnectionTls} implements it with the JDK's TLS, the
 * module {@code dane-bctls} with Bouncy Castle's.
 *
 * <p>A refused server ends the handshake with an {@code SSLHandshakeException} whose cause is a
 * {@link DaneCertificateException}. Implementations are thread-safe.
 */
public interface JudgedConnection {
    /**
     * A factory for the connection's socket, without client certificates. It is meant for one socket: with a second one
     * {@link #result()} and {@link #accepted()} start anew.
     */
    SSLSocketFactory socketFactory();

    /** What the last handshake proved by DANE, good or bad; empty before it, and if nothing has to be proven. */
    Optional<DaneResult> result();

    /**
     * Whether the server was judged in this connection, and accepted. A true counts only once the handshake is complete,
     * which proves that the server owns its key.
     */
    boolean accepted();

    /**
     * Whether the last handshake refused something that the next one will not ask for, so that the same server may be
     * accepted on another connection made by this object. An implementation that offers to accept raw public keys returns
     * true if the server's raw public key matches no record: its certificate may match.
     */
    default boolean retryMayHelp() {
        return false;
    }

    /**
     * Advice about a handshake that failed before the server could be judged, if a limit of the TLS implementation may be
     * the cause; otherwise empty.
     *
     * @param failure what the handshake threw
     */
    Optional<String> hint(IOException failure);
}
