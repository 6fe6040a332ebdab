package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Reactor Netty. */
final class ReactorNetty implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    static HttpClient client(ClientTls tls, ExecutorService lookups, ConnectionProvider connections) {
        SslContext ssl = new OffLoopSslContext(tls, lookups);
        HttpClient client = HttpClient.create(connections).secure(spec -> spec.sslContext(ssl));
        // The tests name their hosts in a file that only the JVM reads.
        return client.resolver(DefaultAddressResolverGroup.INSTANCE);
    }

    @Override
    public Visitor open(ClientTls tls) {
        ExecutorService lookups = Executors.newCachedThreadPool();
        ConnectionProvider connections = ConnectionProvider.newConnection();
        HttpClient client = client(tls, lookups, connections);
        return new Visitor() {
            @Override
            public String visit(String host, int port) {
                return String.valueOf(client.get()
                        .uri("https://" + host + ":" + port + "/")
                        .responseContent()
                        .aggregate()
                        .asString()
                        .block(Duration.ofSeconds(30)));
            }

            @Override
            public void close() {
                connections.dispose();
                lookups.shutdownNow();
            }
        };
    }
}
