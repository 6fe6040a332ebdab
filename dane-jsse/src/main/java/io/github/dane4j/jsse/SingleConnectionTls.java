package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one connection: what the server must prove, and what it proved. For callers that already know the TLSA records;
 * {@link DaneSslContext} looks them up itself.
 *
 * <p>Each socket has an {@code SSLContext} of its own, because no trust manager is called for a resumed session. It uses TLS
 * 1.2 or later, and sends the server name given here, whatever host the factory is called with. Names are checked as DANE
 * requires; an endpoint identification algorithm set on the socket has no effect.
 *
 * <p>A refused server ends the handshake with an {@code SSLHandshakeException} whose cause is a
 * {@link DaneCertificateException}. A renegotiation is judged like the first handshake. Thread-safe.
 */
public final class SingleConnectionTls implements JudgedConnection {
    private final Optional<DomainName> serverName;
    private final Supplier<ConnectionTrustManager> trust;

    private volatile @Nullable ConnectionTrustManager current;

    private SingleConnectionTls(Optional<DomainName> serverName, Supplier<ConnectionTrustManager> trust) {
        this.serverName = serverName;
        this.trust = trust;
    }

    /**
     * The server must match {@code records}; {@code baseDomain} is sent as the server name (RFC 7671 section 10.2).
     *
     * @param verifier judges the server's certificates, and the strength of its key
     * @param records from a DNSSEC-secure answer; if none is usable, every server is refused
     * @param names the certificate must match one of these, the TLSA base domain first; ignored for DANE-EE
     * @param baseDomain the TLSA base domain
     * @param clock the time at which certificates must be valid; ignored for DANE-EE
     */
    public static SingleConnectionTls authenticated(
            DaneVerifier verifier,
            List<TlsaRecord> records,
            ReferenceIdentifiers names,
            DomainName baseDomain,
            Clock clock) {
        List<TlsaRecord> fixed = List.copyOf(records);
        JudgedServer server = new JudgedServer(baseDomain.toString(), Optional.empty());
        return new SingleConnectionTls(
                Optional.of(baseDomain), () -> new DaneTrustManager(server, verifier, fixed, names, clock));
    }

    /**
     * Encryption without authentication; {@code serverName} is sent if present. Never for a server whose records are usable.
     */
    public static SingleConnectionTls unauthenticated(Optional<DomainName> serverName) {
        return new SingleConnectionTls(serverName, UnauthenticatedTrustManager::new);
    }

    @Override
    public SSLSocketFactory socketFactory() {
        return socketFactory(new KeyManager[0]);
    }

    /**
     * A factory whose sockets are each in a context of their own; {@code keyManagers} hold client certificates, if any.
     * Meant for one socket: with a second one {@link #result()} and {@link #accepted()} start anew.
     */
    public SSLSocketFactory socketFactory(KeyManager... keyManagers) {
        return new OneShotSocketFactory(
                new OneShotContexts(keyManagers), connection -> Optional.empty(), (host, port) -> begin());
    }

    private ConnectionSetup begin() {
        ConnectionTrustManager fresh = trust.get();
        current = fresh;
        return new ConnectionSetup(fresh, ConnectionSetup.serverNames(serverName), Optional.empty(), Optional.empty());
    }

    /** What the last handshake proved, good or bad; empty before it, and for {@link #unauthenticated}. */
    @Override
    public Optional<DaneResult> result() {
        ConnectionTrustManager asked = current;
        return asked == null ? Optional.empty() : asked.result();
    }

    /**
     * Advice about a handshake that failed before the server could be judged, if a limit of this JVM's TLS may be the cause:
     * the limit, and the property that lifts it. Empty if DANE has judged the server, or if the failure is of another kind.
     *
     * @param failure what the handshake threw
     */
    @Override
    public Optional<String> hint(IOException failure) {
        ConnectionTrustManager asked = current;
        return asked == null ? Optional.empty() : JsseLimits.hint(failure, asked);
    }

    /**
     * Whether the server was judged in this connection, and accepted. That the server owns the key is only proven once
     * the handshake is complete; before that, a true means nothing.
     */
    @Override
    public boolean accepted() {
        ConnectionTrustManager asked = current;
        return asked != null && asked.accepted();
    }
}
