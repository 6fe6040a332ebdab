package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Kafka's client; producers and consumers connect in the same way as this one, which manages a cluster. */
final class Kafka implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.KAFKA;
    }

    @Override
    public Visitor open(ClientTls tls) {
        return (host, port) -> {
            Map<String, Object> settings = new HashMap<>();
            settings.put("bootstrap.servers", host + ":" + port);
            settings.put("security.protocol", "SSL");
            settings.put("ssl.engine.factory.class", DaneKafka.class);
            settings.put(DaneKafka.TLS, tls);
            Admin admin = Admin.create(settings);
            try {
                return admin.describeCluster().clusterId().get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                // The broker of the test can do nothing, but says so under TLS only.
                if (e.getCause() instanceof UnsupportedVersionException) {
                    return WELCOME;
                }
                throw e;
            } finally {
                admin.close(Duration.ZERO);
            }
        };
    }
}
