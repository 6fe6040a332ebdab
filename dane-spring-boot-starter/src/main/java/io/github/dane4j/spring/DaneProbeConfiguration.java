package io.github.dane4j.spring;

import io.github.dane4j.dns.DnssecResolver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The probe that both health indicators use. */
@Configuration(proxyBeanMethods = false)
class DaneProbeConfiguration {
    @Bean
    ResolverProbe daneResolverProbe(
            DnssecResolver resolver,
            DaneProperties properties,
            ObjectProvider<DaneResolverAutoConfiguration.OwnResolver> own) {
        return own.getIfAvailable() == null
                ? ResolverProbe.of(resolver)
                : ResolverProbe.of(resolver, properties.resolver());
    }
}
