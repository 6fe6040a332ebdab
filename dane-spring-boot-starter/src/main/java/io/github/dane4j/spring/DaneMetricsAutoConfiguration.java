package io.github.dane4j.spring;

import io.github.dane4j.mail.OutcomeListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Metrics of lookups and of mail, for applications with a Micrometer registry. */
@AutoConfiguration(
        before = DaneResolverAutoConfiguration.class,
        // The names in Boot 3 and Boot 4.
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnProperty(prefix = "dane", name = "enabled", matchIfMissing = true)
public final class DaneMetricsAutoConfiguration {
    DaneMetricsAutoConfiguration() {}

    @Bean
    LookupMetrics daneLookupMetrics(MeterRegistry registry) {
        return new LookupMetrics(registry);
    }

    /** Separate, because Jakarta Mail may be missing. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "jakarta.mail.Session")
    static final class Mail {
        @Bean
        OutcomeListener daneOutcomeMetrics(MeterRegistry registry) {
            return new OutcomeMetrics(registry);
        }
    }
}
