package io.github.dane4j.jsse;

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
    private final Optional<List<SNIServerName>> serverNames;

    /** {@code serverNames} are those set before the handshake; empty if they were left to the client. */
    PkixTrustManager(X509ExtendedTrustManager pkix, Optional<List<SNIServerName>> serverNames) {
        this.pkix = pkix;
        this.serverNames = serverNames;
    }

    @Override
    void check(X509Certificate[] chain, String authType, Handshake handshake) throws CertificateException {
        if (!(handshake.session() instanceof ExtendedSSLSession session)) {
            throw new CertificateException("the TLS provider does not show the session under construction");
        }
        String identification = handshake.parameters().getEndpointIdentificationAlgorithm();
        if (identification == null || identification.isEmpty()) {
            throw new CertificateException("the client switched the check of the server's name off");
        }
        if (serverNames.isPresent() && !serverNames.get().equals(session.getRequestedServerNames())) {
            throw new CertificateException("the client changed the server name from " + serverNames.get() + " to "
                    + session.getRequestedServerNames());
        }
        handshake.ask(pkix, chain, authType);
    }
}
