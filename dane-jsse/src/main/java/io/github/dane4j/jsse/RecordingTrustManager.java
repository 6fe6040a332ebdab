package io.github.dane4j.jsse;

import io.github.dane4j.Reason;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneResult.NotAuthenticated;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;

/** Notes on the session, and tells the application, what was decided about a server that passed. */
final class RecordingTrustManager extends ConnectionTrustManager {
    private final String host;
    private final int port;
    private final ServerVerdict.Basis basis;
    private final Optional<Reason> reason;
    private final ConnectionTrustManager judge;
    private final Clock clock;
    private final Consumer<ServerVerdict> listener;

    /** {@code reason} is why DANE does not decide, as far as DNS has said it. */
    RecordingTrustManager(
            String host,
            int port,
            ServerVerdict.Basis basis,
            Optional<Reason> reason,
            ConnectionTrustManager judge,
            Clock clock,
            Consumer<ServerVerdict> listener) {
        this.host = host;
        this.port = port;
        this.basis = basis;
        this.reason = reason;
        this.judge = judge;
        this.clock = clock;
        this.listener = listener;
    }

    @Override
    Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake)
            throws CertificateException {
        Optional<DaneResult> result = judge.check(chain, authType, handshake);
        ServerVerdict verdict = new ServerVerdict(
                host,
                port,
                basis,
                reason.or(() -> result.flatMap(RecordingTrustManager::mismatch)),
                result,
                clock.instant());
        SSLSession session = handshake.session();
        if (session != null) {
            verdict.mark(session);
        }
        listener.accept(verdict);
        return result;
    }

    private static Optional<Reason> mismatch(DaneResult result) {
        return result instanceof NotAuthenticated no ? Optional.of(no.reason()) : Optional.empty();
    }
}
