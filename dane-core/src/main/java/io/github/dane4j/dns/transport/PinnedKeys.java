package io.github.dane4j.dns.transport;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts a name server by its public key alone (RFC 7858 section 4.2). */
public final class PinnedKeys extends X509ExtendedTrustManager {
    private static final int SHA256_OCTETS = 32;

    private final Set<String> pins;

    private PinnedKeys(Set<String> pins) {
        this.pins = pins;
    }

    /**
     * The keys with these digests.
     *
     * @param pins SHA-256 digests of public keys (SubjectPublicKeyInfo) in Base64
     * @throws IllegalArgumentException if one is something else
     */
    public static SSLContext context(Set<String> pins) {
        for (String pin : pins) {
            if (Base64.getDecoder().decode(pin).length != SHA256_OCTETS) {
                throw new IllegalArgumentException("no SHA-256 digest in Base64: " + pin);
            }
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedKeys(Set.copyOf(pins))}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        String pin;
        try {
            pin = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(chain[0].getPublicKey().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
        if (!pins.contains(pin)) {
            throw new CertificateException("the server's key " + pin + " matches no pinned key");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("there are no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("there are no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("there are no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
