package io.github.dane4j.jsse;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** The trust manager of a server that wants to see the client's certificate, whatever it is. */
final class RememberingTrustManager implements X509TrustManager {
    private final X509Certificate[] seen;

    RememberingTrustManager(X509Certificate[] seen) {
        this.seen = seen;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        seen[0] = chain[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
