package io.github.dane4j.jsse;

import io.github.dane4j.verify.DaneResult;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Lets a server pass that PKIX trusts, and asks DANE what it would have said. */
final class AuditTrustManager extends ConnectionTrustManager {
    private final ConnectionTrustManager pkix;
    private final ConnectionTrustManager dane;

    AuditTrustManager(ConnectionTrustManager pkix, ConnectionTrustManager dane) {
        this.pkix = pkix;
        this.dane = dane;
    }

    @Override
    Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake)
            throws CertificateException {
        pkix.check(chain, authType, handshake);
        try {
            return dane.check(chain, authType, handshake);
        } catch (DaneCertificateException e) {
            // The result tells; refusing is not for an audit.
            return e.result();
        }
    }
}
