package io.github.dane4j.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The health indicator {@code dane} for applications with {@code spring-boot-health} of Boot 4, whose types differ from
 * those of Boot 3.
 */
@AutoConfiguration(after = DaneResolverAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("dane")
@ConditionalOnProperty(prefix = "dane", name = "enabled", matchIfMissing = true)
@Import(DaneProbeConfiguration.class)
public final class DaneBoot4HealthAutoConfiguration {
    DaneBoot4HealthAutoConfiguration() {}

    @Bean
    HealthIndicator daneHealthIndicator(ResolverProbe probe) {
        return () -> {
            ResolverProbe.State state = probe.ask();
            return (state.up() ? Health.up() : Health.down())
                    .withDetails(state.details())
                    .build();
        };
    }
}
