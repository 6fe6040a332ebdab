package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lettuce, the client of Redis and Valkey, which takes a factory of trust managers only. */
final class Lettuce implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.REDIS;
    }

    @Override
    public Visitor open(ClientTls tls) {
        // The tests name their hosts in a file that only the JVM reads.
        ClientResources resources = ClientResources.builder()
                .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
                .build();
        RedisClient client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .sslOptions(SslOptions.builder()
                        .trustManager(tls.trustManagerFactory())
                        .build())
                .build());
        return new Visitor() {
            @Override
            public String visit(String host, int port) {
                RedisURI uri = RedisURI.builder()
                        .withHost(host)
                        .withPort(port)
                        .withSsl(true)
                        .build();
                try (StatefulRedisConnection<String, String> connection = client.connect(uri)) {
                    return connection.sync().get("greeting");
                }
            }

            @Override
            public void close() {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
                resources.shutdown(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
            }
        };
    }
}
