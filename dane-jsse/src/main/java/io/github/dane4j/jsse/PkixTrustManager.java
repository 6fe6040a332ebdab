package io.github.dane4j.jsse;

import io.github.dane4j.verify.DaneResult;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets a server pass that PKIX trusts for the host the application asked for.
 *
 * <p>PKIX trust managers read from the connection whether to check names, and which: the server name first, then the
 * host. Both were set before the handshake, but a client can change them on a socket. Then the answer would be to
 * another question, so there is none.
 */
final class PkixTrustManager extends ConnectionTrustManager {
    private final X509ExtendedTrustManager pkix;
    private final List<SNIServerName> serverNames;

    /** {@code serverNames} are those of the host that was looked up. */
    PkixTrustManager(X509ExtendedTrustManager pkix, List<SNIServerName> serverNames) {
        this.pkix = pkix;
        this.serverNames = serverNames;
    }

    @Override
    Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake)
            throws CertificateException {
        if (!(handshake.session() instanceof ExtendedSSLSession session)) {
            throw new CertificateException("the TLS provider does not show the session under construction");
        }
        String identification = handshake.parameters().getEndpointIdentificationAlgorithm();
        if (identification == null || identification.isEmpty()) {
            throw new CertificateException("the client switched the check of the server's name off");
        }
        // Without a server name PKIX checks the host, which is the one that was looked up.
        List<SNIServerName> sent = session.getRequestedServerNames();
        if (!sent.isEmpty() && !sent.equals(serverNames)) {
            throw new CertificateException("the client changed the server name from " + serverNames + " to " + sent);
        }
        handshake.ask(pkix, chain, authType);
        return Optional.empty();
    }
}
