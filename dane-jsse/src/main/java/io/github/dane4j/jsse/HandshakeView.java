package io.github.dane4j.jsse;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The handshake in which a server is judged: of a socket, of an engine, or one that is over. */
sealed interface HandshakeView {
    /** The session under construction; null if the provider does not show it. */
    @Nullable
    SSLSession session();

    /** A copy of the parameters of the connection. */
    SSLParameters parameters();

    /**
     * Asks another trust manager the same question. Always with the connection: without it names, algorithms and stapled
     * OCSP responses are silently left unchecked.
     */
    void ask(X509ExtendedTrustManager other, X509Certificate[] chain, String authType) throws CertificateException;

    record OfSocket(SSLSocket socket) implements HandshakeView {
        @Override
        public @Nullable SSLSession session() {
            return socket.getHandshakeSession();
        }

        @Override
        public SSLParameters parameters() {
            return socket.getSSLParameters();
        }

        @Override
        public void ask(X509ExtendedTrustManager other, X509Certificate[] chain, String authType)
                throws CertificateException {
            other.checkServerTrusted(chain, authType, socket);
        }
    }

    record OfEngine(SSLEngine engine) implements HandshakeView {
        @Override
        public @Nullable SSLSession session() {
            return engine.getHandshakeSession();
        }

        @Override
        public SSLParameters parameters() {
            return engine.getSSLParameters();
        }

        @Override
        public void ask(X509ExtendedTrustManager other, X509Certificate[] chain, String authType)
                throws CertificateException {
            other.checkServerTrusted(chain, authType, engine);
        }
    }

    /** A session that is established, perhaps by resumption, so that no trust manager was asked. */
    record Over(EstablishedSession session) implements HandshakeView {
        @Override
        public SSLParameters parameters() {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            return parameters;
        }

        @Override
        public void ask(X509ExtendedTrustManager other, X509Certificate[] chain, String authType)
                throws CertificateException {
            other.checkServerTrusted(chain, authType, new SessionView(session, parameters()));
        }
    }
}
