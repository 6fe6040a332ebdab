package io.github.dane4j.jsse;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.verify.DaneResult;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What was decided about a server that may be talked to, and by what. It can be read from the session:
 *
 * <pre>{@code
 * ServerVerdict.of(socket.getSession()).ifPresent(verdict -> log.info(verdict.toString()));
 * }</pre>
 *
 * <p>It is made in the handshake, before the server has proven that it owns the key; it counts once the handshake is
 * complete. Immutable.
 */
public final class ServerVerdict {
    /** By what the server was authenticated. */
    public enum Basis {
        /** By a TLSA record. */
        DANE,
        /** By PKIX, with a check of the name. */
        PKIX,
        /** Not at all: it is encryption without authentication, as {@link DaneSslContext.Builder#unauthenticatedWithoutDane} allows. */
        NOTHING
    }

    private static final String KEY = ServerVerdict.class.getName();

    private final String host;
    private final int port;
    private final Basis basis;
    private final Optional<Reason> reason;
    private final Optional<DaneResult> result;
    private final Instant judged;

    ServerVerdict(
            String host, int port, Basis basis, Optional<Reason> reason, Optional<DaneResult> result, Instant judged) {
        this.host = host;
        this.port = port;
        this.basis = basis;
        this.reason = reason;
        this.result = result;
        this.judged = judged;
    }

    /**
     * The verdict of a session; empty if no trust manager of ours judged it, or if the TLS provider does not keep values that
     * are set during a handshake, as Conscrypt does not.
     */
    public static Optional<ServerVerdict> of(SSLSession session) {
        return session.getValue(KEY) instanceof ServerVerdict verdict ? Optional.of(verdict) : Optional.empty();
    }

    void mark(SSLSession session) {
        session.putValue(KEY, this);
    }

    /** The host that was looked up, as the client gave it. */
    public String host() {
        return host;
    }

    /** The port that was looked up. */
    public int port() {
        return port;
    }

    /** By what the server was authenticated. */
    public Basis basis() {
        return basis;
    }

    /**
     * Why it was not DANE: for example {@link Reason#NO_TLSA}, or in {@link DaneMode#AUDIT} also {@link
     * Reason#LEAF_MISMATCH}. Empty if DANE authenticates the server, and if DNS was not asked.
     */
    public Optional<Reason> reason() {
        return reason;
    }

    /** What the certificates proved by TLSA records; empty if there are no usable ones. */
    public Optional<DaneResult> result() {
        return result;
    }

    /** When the server was judged. */
    public Instant judged() {
        return judged;
    }

    /** The verdict in one line, for a log. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(host).append(':').append(port).append(' ');
        text.append(
                switch (basis) {
                    case DANE -> "authenticated by DANE";
                    case PKIX -> "authenticated by PKIX";
                    case NOTHING -> "encrypted, not authenticated";
                });
        if (result.isPresent() && result.get() instanceof DaneResult.Authenticated yes) {
            text.append(basis == Basis.DANE ? ", " : "; DANE agrees, ").append(yes.record());
            if (!yes.weakKeys().isEmpty()) {
                text.append(", with a weak key (")
                        .append(yes.weakKeys().get(0).size())
                        .append(')');
            }
        }
        reason.ifPresent(why -> text.append("; without DANE: ").append(why.description()));
        return text.toString();
    }
}
