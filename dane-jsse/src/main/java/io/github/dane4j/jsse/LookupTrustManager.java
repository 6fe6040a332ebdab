package io.github.dane4j.jsse;

import java.lang.reflect.InvocationTargetException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges the servers of contexts that others made: it looks up, during the handshake, the host and port of the connection.
 *
 * <p>It keeps sessions that it accepted from being resumed as far as the TLS provider lets it, since a resumed session asks
 * no trust manager.
 */
final class LookupTrustManager extends X509ExtendedTrustManager {
    /** In gRPC it has a prefix before it. */
    private static final String NETTY_SESSIONS = "io.netty.handler.ssl.OpenSslSessionContext";

    private final ConnectionPolicy policy;
    private final X509Certificate[] issuers;

    /** {@code issuers} are those that PKIX may find a server's path to end at. */
    LookupTrustManager(ConnectionPolicy policy, X509Certificate[] issuers) {
        this.policy = policy;
        this.issuers = issuers.clone();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!(socket instanceof SSLSocket tls)) {
            throw noHandshake();
        }
        judge(chain, authType, new HandshakeView.OfSocket(tls));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (engine == null) {
            throw noHandshake();
        }
        judge(chain, authType, new HandshakeView.OfEngine(engine));
    }

    private void judge(X509Certificate[] chain, String authType, HandshakeView handshake) throws CertificateException {
        SSLSession session = handshake.session();
        if (session == null) {
            throw noHandshake();
        }
        ConnectionTrustManager trust;
        try {
            trust = policy.connection(session.getPeerHost(), session.getPeerPort())
                    .trust();
        } catch (SSLException e) {
            throw new CertificateException(e.getMessage(), e);
        }
        trust.check(chain, authType, handshake);
        closeResumption(session);
    }

    /**
     * Invalidating keeps the providers BCJSSE and Conscrypt, and the JDK's in TLS 1.2, from resuming. Netty's OpenSSL knows
     * a switch of its own, which is found by its name, so that Netty is not needed here.
     */
    private static void closeResumption(SSLSession session) throws CertificateException {
        Object sessions = session.getSessionContext();
        if (sessions != null) {
            for (Class<?> type = sessions.getClass(); type != null; type = type.getSuperclass()) {
                if (type.getName().endsWith(NETTY_SESSIONS)) {
                    switchCacheOff(type, sessions);
                }
            }
        }
        session.invalidate();
    }

    private static void switchCacheOff(Class<?> type, Object sessions) throws CertificateException {
        try {
            type.getMethod("setSessionCacheEnabled", boolean.class).invoke(sessions, false);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new CertificateException("the session cache of Netty's OpenSSL cannot be switched off: " + e, e);
        }
    }

    /** Refuses: without the connection nobody knows whose certificates these are. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noHandshake();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    private static CertificateException noHandshake() {
        return new CertificateException("the TLS client does not show its connection, so that DANE cannot look its host"
                + " and port up; it must ask an X509ExtendedTrustManager");
    }

    private static CertificateException noServer() {
        return new CertificateException("this trust manager is for clients; it trusts no client certificate");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return issuers.clone();
    }
}
