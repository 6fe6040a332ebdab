package io.github.dane4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health and the metrics of an application that sends. */
class ObservationTest extends ExampleDomain {
    @Configuration(proxyBeanMethods = false)
    static class Registry {
        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    /** {@code health()} of Boot 3 and of Boot 4 are methods of different types; this calls whichever is there. */
    private static String health(ConfigurableApplicationContext context) {
        try {
            Object indicator = context.getBean("daneHealthIndicator");
            for (Class<?> type : indicator.getClass().getInterfaces()) {
                return String.valueOf(type.getMethod("health").invoke(indicator));
            }
            throw new AssertionError(indicator);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @Test
    void healthIsUpWhileTheRootIsProvenAndDownWhenTheNameServerIsGone() {
        SmtpServer server = server();
        DnsTree dns = dns(server.port());
        Map<String, String> settings = relay(server, dns);
        settings.put("dane.timeout", "2s");
        try (ConfigurableApplicationContext context = Application.run(settings)) {
            assertThat(health(context)).contains("UP", "root=secure", "lookups=");
            dns.close();
            assertThat(health(context)).contains("DOWN", "reason=", "culprit=name_server", "advice=");
        }
    }

    @Test
    void healthIsDownWhereSignaturesDoNotHold() {
        SmtpServer server = server();
        DnsTree dns = dns(server.port());
        DnsTree other = dns(server.port());
        Map<String, String> settings = relay(server, dns);
        settings.put("dane.trust-anchors", resolver(other).get("dane.trust-anchors"));
        try (ConfigurableApplicationContext context = Application.run(settings)) {
            assertThat(health(context)).contains("DOWN", "reason=trust-anchor-failed");
        }
    }

    @Test
    void metricsHaveTheResultsAndNoNameInAnyTag() {
        SmtpServer server = server();
        MeterRegistry registry;
        try (ConfigurableApplicationContext context =
                Application.run(byMx(server, dns(server.port())), Registry.class)) {
            assertThat(Application.send(context)).isEmpty();
            server.certificate(OTHER);
            assertThat(Application.send(context)).isPresent();
            registry = context.getBean(MeterRegistry.class);

            assertThat(registry.get("dane.mail.recipients")
                            .tags("outcome", "delivered", "authenticated", "true", "reason", "none")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("dane.mail.recipients")
                            .tags("outcome", "deferred", "authenticated", "false", "reason", "leaf-mismatch")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("dane.dns.lookups")
                            .tags("type", "TLSA", "result", "secure", "reason", "none", "cached", "false")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("dane.dns.queries")
                            .tag("transport", "udp")
                            .timer()
                            .count())
                    .isPositive();
        }
        Set<String> tags = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith("dane.")) {
                for (Tag tag : meter.getId().getTags()) {
                    tags.add(tag.getValue());
                }
            }
        }
        assertThat(tags).hasSizeGreaterThan(8).noneMatch(value -> value.contains("example") || value.contains("."));
    }
}
