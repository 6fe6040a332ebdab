package io.github.dane4j.spring;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.TlsSessionListener;
import jakarta.mail.Session;
import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Switches DANE on in every {@link JavaMailSenderImpl} bean, for the protocol that it uses, and at start-up checks for
 * singletons that it is in force. The application's own properties stay as they are.
 */
@AutoConfiguration(after = DaneResolverAutoConfiguration.class)
@ConditionalOnClass({JavaMailSenderImpl.class, Session.class})
@ConditionalOnProperty(prefix = "dane", name = "enabled", matchIfMissing = true)
public final class DaneMailAutoConfiguration {
    DaneMailAutoConfiguration() {}

    @Bean
    static BeanPostProcessor daneMailSenders(ObjectProvider<SenderSettings> settings) {
        return new MailSenderProcessor(settings);
    }

    @Bean
    SenderSettings daneSenderSettings(
            DaneProperties properties,
            DnssecResolver resolver,
            ObjectProvider<DaneResolverAutoConfiguration.OwnResolver> own,
            ObjectProvider<OutcomeListener> listeners,
            ObjectProvider<TlsSessionListener> sessions) {
        properties
                .resolver()
                .anySetting()
                .filter(unused -> own.getIfAvailable() == null)
                .ifPresent(setting -> {
                    throw new DaneSettingException(
                            setting,
                            setting + " has no effect: the application has a DnssecResolver bean of its own; remove one"
                                    + " of them");
                });
        return new SenderSettings(
                properties,
                resolver,
                new OutcomeListeners(() -> listeners.orderedStream().toList()),
                Optional.ofNullable(sessions.getIfAvailable()));
    }

    @Bean
    StartupCheck daneStartupCheck(
            DaneProperties properties, SenderSettings settings, ListableBeanFactory beans, Environment environment) {
        return new StartupCheck(properties, settings, beans, environment);
    }
}
