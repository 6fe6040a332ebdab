package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/** gRPC over a DANE context. */
final class Grpc implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.GRPC;
    }

    @Override
    public Visitor open(ClientTls tls) {
        SslContext ssl = new JdkSslContext(
                tls.context(),
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        "h2"),
                ClientAuth.NONE,
                null,
                false);
        return (host, port) ->
                echo(NettyChannelBuilder.forAddress(host, port).sslContext(ssl).build());
    }

    /** One call, and the end of the channel. */
    static String echo(ManagedChannel channel) {
        try {
            return call(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    static String call(ManagedChannel channel) {
        return ClientCalls.blockingUnaryCall(
                channel, GrpcEndpoint.ECHO, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), WELCOME);
    }
}
