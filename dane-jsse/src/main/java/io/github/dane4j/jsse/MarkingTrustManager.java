package io.github.dane4j.jsse;

import io.github.dane4j.verify.DaneResult;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Notes on the session that DANE accepted it for a host, so that {@link DaneHostnameVerifier} can tell. */
final class MarkingTrustManager extends ConnectionTrustManager {
    private final String host;
    private final ConnectionTrustManager judge;

    MarkingTrustManager(String host, ConnectionTrustManager judge) {
        this.host = host;
        this.judge = judge;
    }

    @Override
    void check(X509Certificate[] chain, String authType, Handshake handshake) throws CertificateException {
        judge.check(chain, authType, handshake);
        SSLSession session = handshake.session();
        if (session != null) {
            DaneHostnameVerifier.mark(session, host);
        }
    }

    @Override
    Optional<DaneResult> result() {
        return judge.result();
    }
}
