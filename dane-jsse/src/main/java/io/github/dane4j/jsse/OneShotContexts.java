package io.github.dane4j.jsse;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * Makes the {@code SSLContext} of each connection. A context holds the cache of sessions, and a resumed session never
 * asks a trust manager, in TLS 1.2 as in TLS 1.3; in a context of its own a connection has nothing to resume.
 */
final class OneShotContexts {
    private final KeyManager[] keyManagers;
    private final SecureRandom random = new SecureRandom();

    OneShotContexts(KeyManager... keyManagers) {
        this.keyManagers = keyManagers.clone();
    }

    /** A context that can name protocols, cipher suites and parameters, and refuses every server. */
    SSLContext template() throws SSLException {
        return create(new DeferredTrustManager());
    }

    SSLContext create(ConnectionTrustManager trust) throws SSLException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers, new TrustManager[] {trust}, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SSLException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }
}
