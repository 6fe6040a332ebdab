package io.github.dane4j.clients;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import javax.net.ssl.SSLContext;

/** Gives Vert.x a TLS context as it is. */
final class DaneEngineOptions extends SSLEngineOptions {
    private final SSLContext context;

    DaneEngineOptions(SSLContext context) {
        this.context = context;
        setUseWorkerThread(true); // the engine asks DNS, which must not hold up the event loop
    }

    @Override
    public SSLEngineOptions copy() {
        return new DaneEngineOptions(context);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return () -> new JdkSslContext(
                context,
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                null,
                false);
    }
}
