package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Judges established sessions by the records that DNS has now, as if their handshake went on. Thread-safe. */
final class SessionJudge implements HostnameVerifier {
    /** No provider needs the key exchange to judge a server's certificate, and TLS 1.3 does not name it. */
    private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

    private final ConnectionPolicy policy;

    SessionJudge(ConnectionPolicy policy) {
        this.policy = policy;
    }

    /** Returns if the server of {@code session} may be talked to. */
    void judge(SSLSession session) throws SSLException {
        ConnectionTrustManager trust =
                policy.connection(session.getPeerHost(), session.getPeerPort()).trust();
        try {
            trust.check(chain(session), ANY_KEY_EXCHANGE, new HandshakeView.Over(new EstablishedSession(session)));
        } catch (CertificateException | RuntimeException e) {
            SSLException refused = new SSLPeerUnverifiedException(String.valueOf(e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    private static X509Certificate[] chain(SSLSession session) throws SSLException {
        Certificate[] sent = session.getPeerCertificates();
        X509Certificate[] chain =
                Arrays.stream(sent).filter(X509Certificate.class::isInstance).toArray(X509Certificate[]::new);
        if (chain.length < sent.length) {
            throw new SSLPeerUnverifiedException("the server's certificates are not X.509");
        }
        return chain;
    }

    /** Whether the session was made for {@code host}, and its server may be talked to. */
    @Override
    public boolean verify(String host, SSLSession session) {
        String connected = session.getPeerHost();
        if (connected == null || !normal(connected).equals(normal(host))) {
            return false;
        }
        try {
            judge(session);
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    private static String normal(String host) {
        try {
            return DomainName.of(host).toString();
        } catch (InvalidNameException e) {
            return host.toLowerCase(Locale.ROOT);
        }
    }
}
