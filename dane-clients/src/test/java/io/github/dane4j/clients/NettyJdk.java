package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Netty over a DANE context. */
final class NettyJdk implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    static SslContext context(ClientTls tls) {
        SslContext ssl = new JdkSslContext(
                tls.context(),
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                null,
                false);
        return ssl;
    }

    @Override
    public Visitor open(ClientTls tls) {
        SslContext ssl = context(tls);
        ExecutorService lookups = Executors.newCachedThreadPool();
        return new NettyVisitor((channel, host, port) -> handler(ssl, channel, host, port, lookups), lookups);
    }

    private static SslHandler handler(SslContext ssl, Channel channel, String host, int port, ExecutorService lookups) {
        SslHandler handler = ssl.newHandler(channel.alloc(), host, port, lookups); // never without host and port
        return handler;
    }
}
