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
 * The application's resolver, made from the settings {@code dane.*}: a bean that is closed with the context. It notifies
 * every {@link LookupListener} bean. An application that has a {@link DnssecResolver} bean of its own keeps that.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "dane", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(DaneProperties.class)
public final class DaneResolverAutoConfiguration {
    DaneResolverAutoConfiguration() {}

    /** Present only if the resolver is ours. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(DnssecResolver.class)
    static final class OwnResolver {
        // Listeners are created first: the resolver's threads call them, and must not create beans while the context
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
