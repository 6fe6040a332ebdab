package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;

/**
 * The TLS of one connection: what the server must prove, and what it proved. For one connection only, because a resumed
 * session never asks a trust manager; each socket gets an {@code SSLContext} of its own.
 */
public final class SingleConnectionTls {
    private SingleConnectionTls() {}

    /** The server must match {@code records}; {@code baseDomain} is sent as the server name (RFC 7671 section 10.2). */
    public static SingleConnectionTls authenticated(
            DaneVerifier verifier,
            List<TlsaRecord> records,
            ReferenceIdentifiers names,
            DomainName baseDomain,
            Clock clock) {
        throw new UnsupportedOperationException();
    }

    /** Encryption, whoever answers; {@code serverName} is sent if present. Never for a server whose records are usable. */
    public static SingleConnectionTls unauthenticated(Optional<DomainName> serverName) {
        throw new UnsupportedOperationException();
    }

    /** A factory whose sockets are each in a context of their own; {@code keyManagers} hold client certificates, if any. */
    public SSLSocketFactory socketFactory(KeyManager... keyManagers) {
        throw new UnsupportedOperationException();
    }

    /** What the last handshake proved; empty before it, and for {@link #unauthenticated}. */
    public Optional<DaneResult> result() {
        throw new UnsupportedOperationException();
    }

    /** Whether the trust manager of this object was asked, and accepted. */
    public boolean accepted() {
        throw new UnsupportedOperationException();
    }
}
