package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;

/** gRPC's own credentials, which take a trust manager only. */
final class GrpcCredentials implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.GRPC;
    }

    @Override
    public Visitor open(ClientTls tls) {
        ChannelCredentials credentials = TlsChannelCredentials.newBuilder()
                .trustManager(tls.trustManager())
                .build();
        return (host, port) -> Grpc.echo(io.grpc.Grpc.newChannelBuilderForAddress(host, port, credentials)
                .build());
    }
}
