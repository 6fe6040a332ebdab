package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;

/** Runs the tasks of its engines, and so the DNS lookups, in an executor instead of the event loop. */
final class OffLoopSslContext extends JdkSslContext {
    private final Executor lookups;

    OffLoopSslContext(ClientTls tls, Executor lookups) {
        super(
                tls.context(),
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                null,
                false);
        this.lookups = lookups;
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, String host, int port, boolean startTls) {
        return newHandler(allocator, host, port, startTls, lookups);
    }
}
