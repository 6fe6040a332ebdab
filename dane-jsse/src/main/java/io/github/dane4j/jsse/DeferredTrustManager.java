package io.github.dane4j.jsse;

import io.github.dane4j.verify.DaneResult;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses every server, until it is decided who judges. For an engine, which must exist before DNS has been asked. */
final class DeferredTrustManager extends ConnectionTrustManager {
    private volatile @Nullable ConnectionTrustManager judge;

    void decide(ConnectionTrustManager trust) {
        judge = trust;
    }

    @Override
    Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake)
            throws CertificateException {
        ConnectionTrustManager decided = judge;
        if (decided == null) {
            throw new CertificateException("it was not decided before the handshake what the server must prove");
        }
        return decided.check(chain, authType, handshake);
    }
}
