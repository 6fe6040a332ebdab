package io.github.dane4j.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The health indicator {@code dane} for applications with the Actuator of Boot 3; Boot 4 has moved its types. */
@AutoConfiguration(after = DaneResolverAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("dane")
@ConditionalOnProperty(prefix = "dane", name = "enabled", matchIfMissing = true)
@Import(DaneProbeConfiguration.class)
public final class DaneBoot3HealthAutoConfiguration {
    DaneBoot3HealthAutoConfiguration() {}

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
