package io.github.dane4j.jsse;

import io.github.dane4j.verify.DaneResult;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the server of one connection. JSSE leaves everything to an extended trust manager: it checks neither names nor
 * dates nor algorithms beside it.
 *
 * <p>What the server must prove is fixed when the object is made; nothing is read from the socket. A renegotiation asks
 * again, and the latest answer counts.
 */
abstract class ConnectionTrustManager extends X509ExtendedTrustManager {
    private static final X509Certificate[] NO_ISSUERS = {};

    private volatile boolean asked;
    private volatile boolean accepted;
    private volatile Optional<DaneResult> result = Optional.empty();

    /**
     * Returns if the server may be talked to, with what was proven by DANE, if anything. Keeps nothing, so that connections
     * may share it.
     */
    abstract Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake)
            throws CertificateException;

    /** What the last check proved; empty before it, if it broke off, and where nothing is to be proven by DANE. */
    final Optional<DaneResult> result() {
        return result;
    }

    /** Whether there was a check: a handshake can fail before. */
    final boolean asked() {
        return asked;
    }

    /** Whether the last check let the server pass. */
    final boolean accepted() {
        return accepted;
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!(socket instanceof SSLSocket tls)) {
            throw noHandshake();
        }
        judge(chain, authType, new HandshakeView.OfSocket(tls));
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (engine == null) {
            throw noHandshake();
        }
        judge(chain, authType, new HandshakeView.OfEngine(engine));
    }

    private void judge(X509Certificate[] chain, String authType, HandshakeView handshake) throws CertificateException {
        // First no, then perhaps yes: an exception of any kind must leave a no behind.
        asked = true;
        accepted = false;
        result = Optional.empty();
        try {
            result = check(chain, authType, handshake);
        } catch (DaneCertificateException e) {
            result = e.result();
            throw e;
        }
        accepted = true;
    }

    /** Refuses: JSSE never calls this on an extended trust manager, and there is no handshake here that could fail. */
    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noHandshake();
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServer();
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    private CertificateException noHandshake() {
        accepted = false;
        return new CertificateException("the server cannot be judged outside of a TLS handshake");
    }

    private static CertificateException noServer() {
        return new CertificateException("this TLS context is for clients; it trusts no client certificate");
    }

    /** None; never null, which would break JSSE. */
    @Override
    public final X509Certificate[] getAcceptedIssuers() {
        return NO_ISSUERS;
    }
}
