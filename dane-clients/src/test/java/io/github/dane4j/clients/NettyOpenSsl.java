package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Netty with OpenSSL, which takes a trust manager only. */
final class NettyOpenSsl implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) throws Exception {
        SslContext ssl = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(tls.trustManager())
                .build();
        ExecutorService lookups = Executors.newCachedThreadPool();
        return new NettyVisitor((channel, host, port) -> ssl.newHandler(channel.alloc(), host, port, lookups), lookups);
    }
}
