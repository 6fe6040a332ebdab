package io.github.dane4j.spring;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupListener;
import io.github.dane4j.dns.TrustAnchorException;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The resolver of the application, a bean that is closed with the context, made by the settings {@code dane.*}. It tells every
 * {@link LookupListener} that is a bean. An application that has a {@link DnssecResolver} of its own keeps that.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "dane", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(DaneProperties.class)
public final class DaneResolverAutoConfiguration {
    DaneResolverAutoConfiguration() {}

    /** A bean only if the resolver is ours. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(DnssecResolver.class)
    static final class OwnResolver {
        // Listeners are made first: they are told by threads of the resolver, which must not make beans while the
        // context
        // starts.
        @Bean(destroyMethod = "close")
        DnssecResolver daneResolver(DaneProperties properties, ObjectProvider<LookupListener> listeners) {
            List<LookupListener> all = listeners.orderedStream().toList();
            DnssecResolver.Builder builder = properties.resolver().builder();
            if (!all.isEmpty()) {
                builder.listener(new LookupListeners(all));
            }
            try {
                return builder.build();
            } catch (TrustAnchorException e) {
                throw new DaneSettingException(
                        ResolverSettings.TRUST_ANCHORS,
                        ResolverSettings.TRUST_ANCHORS + " cannot be used: " + e.getMessage());
            }
        }
    }
}
