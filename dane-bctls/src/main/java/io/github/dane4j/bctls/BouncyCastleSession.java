package io.github.dane4j.bctls;

import io.github.dane4j.tlsa.EncodedCertificate;
import java.io.ByteArrayInputStream;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/** The session of a connection, as JSSE's clients see it. Never resumed. Thread-safe. */
final class BouncyCastleSession implements SSLSession {
    private static final int MAX_RECORD = 5 + (1 << 14) + 2048;
    private static final int MAX_DATA = 1 << 14;

    private final String host;
    private final int port;
    private final @Nullable Negotiated negotiated;
    private final long created = System.currentTimeMillis();
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private volatile boolean valid;

    /** {@code negotiated} is null if the handshake has failed. */
    BouncyCastleSession(String host, int port, @Nullable Negotiated negotiated) {
        this.host = host;
        this.port = port;
        this.negotiated = negotiated;
        this.valid = negotiated != null;
    }

    @Override
    public byte[] getId() {
        return new byte[0];
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public long getCreationTime() {
        return created;
    }

    @Override
    public long getLastAccessedTime() {
        return created;
    }

    @Override
    public void invalidate() {
        valid = false;
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public void putValue(String name, Object value) {
        Object before = values.put(name, value);
        unbind(name, before);
        if (value instanceof SSLSessionBindingListener listener) {
            listener.valueBound(new SSLSessionBindingEvent(this, name));
        }
    }

    @Override
    public @Nullable Object getValue(String name) {
        return values.get(name);
    }

    @Override
    public void removeValue(String name) {
        unbind(name, values.remove(name));
    }

    private void unbind(String name, @Nullable Object value) {
        if (value instanceof SSLSessionBindingListener listener) {
            listener.valueUnbound(new SSLSessionBindingEvent(this, name));
        }
    }

    @Override
    public String[] getValueNames() {
        return values.keySet().toArray(String[]::new);
    }

    /**
     * The certificates.
     *
     * @throws SSLPeerUnverifiedException if the server presented a raw public key, or if this JVM cannot parse one of them:
     *     then only {@link BouncyCastleTls#result()} says what was proven
     */
    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        return parsed().toArray(Certificate[]::new);
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return parsed().get(0).getSubjectX500Principal();
    }

    private List<X509Certificate> parsed() throws SSLPeerUnverifiedException {
        if (negotiated == null) {
            throw new SSLPeerUnverifiedException("the TLS handshake has failed");
        }
        List<EncodedCertificate> encoded = negotiated.presented().certificates();
        if (encoded.isEmpty()) {
            throw new SSLPeerUnverifiedException("the server presented a raw public key (RFC 7250), not a certificate");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (EncodedCertificate each : encoded) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each.der())));
            }
        } catch (CertificateException e) {
            SSLPeerUnverifiedException unreadable =
                    new SSLPeerUnverifiedException("this JVM cannot parse a certificate that the server presented");
            unreadable.initCause(e);
            throw unreadable;
        }
        return certificates;
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        return null;
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        return null;
    }

    @Override
    public String getCipherSuite() {
        return negotiated == null ? "SSL_NULL_WITH_NULL_NULL" : negotiated.suite();
    }

    @Override
    public String getProtocol() {
        return negotiated == null ? "NONE" : negotiated.protocol();
    }

    @Override
    public String getPeerHost() {
        return host;
    }

    @Override
    public int getPeerPort() {
        return port;
    }

    @Override
    public int getPacketBufferSize() {
        return MAX_RECORD;
    }

    @Override
    public int getApplicationBufferSize() {
        return MAX_DATA;
    }
}
