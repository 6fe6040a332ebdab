package io.github.dane4j.jsse;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A context only to look at: each of its sockets and engines is in a context of its own, unless sessions may be resumed. */
final class ClientContextSpi extends SSLContextSpi {
    private final OneShotContexts contexts;
    private final SharedContexts shared;
    private final ConnectionPolicy policy;
    private final SSLContext template;

    /** {@code template} answers questions about parameters, and holds no session ever. */
    ClientContextSpi(OneShotContexts contexts, SharedContexts shared, ConnectionPolicy policy, SSLContext template) {
        this.contexts = contexts;
        this.shared = shared;
        this.policy = policy;
        this.template = template;
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new OneShotSocketFactory(contexts, shared, policy);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        DeferredTrustManager trust = new DeferredTrustManager();
        return new DaneEngine(context(trust).createSSLEngine(), trust, shared, policy);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        DeferredTrustManager trust = new DeferredTrustManager();
        return new DaneEngine(context(trust).createSSLEngine(host, port), trust, shared, policy);
    }

    private SSLContext context(ConnectionTrustManager trust) {
        try {
            return contexts.create(trust);
        } catch (SSLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keyManagers, TrustManager @Nullable [] trustManagers, @Nullable SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("a DANE context is set up by its builder, and cannot be initialised again");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("a DANE context is for clients");
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return template.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return template.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return template.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return template.getSupportedSSLParameters();
    }
}
