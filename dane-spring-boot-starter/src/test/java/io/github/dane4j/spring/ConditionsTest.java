package io.github.dane4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.TlsSessionListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Which beans there are, by what is on the class path and in the application. */
class ConditionsTest {
    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Application.class);

    /** With nothing of Spring Boot's own, so that it starts in no time. */
    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DaneResolverAutoConfiguration.class,
                    DaneMailAutoConfiguration.class,
                    DaneMetricsAutoConfiguration.class));

    private static JavaMailSenderImpl sender(String protocol, String... namesAndValues) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setProtocol(protocol);
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        sender.setJavaMailProperties(properties);
        return sender;
    }

    @Test
    void withoutSpringsMailThereIsAResolverAlone() {
        bare.withClassLoader(new FilteredClassLoader(JavaMailSenderImpl.class, MeterRegistry.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(DnssecResolver.class)
                        .doesNotHaveBean(StartupCheck.class)
                        .doesNotHaveBean(LookupMetrics.class));
    }

    @Test
    void withoutARegistryThereAreNoMetrics() {
        bare.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(LookupMetrics.class)
                .doesNotHaveBean(OutcomeListener.class));
        bare.withBean(SimpleMeterRegistry.class)
                .run(context ->
                        assertThat(context).hasSingleBean(LookupMetrics.class).hasSingleBean(OutcomeListener.class));
    }

    @Test
    void switchedOffThereIsNothing() {
        application
                .withPropertyValues("dane.enabled=false", "dane.mode=nonsense")
                .withBean(SimpleMeterRegistry.class)
                .withBean(JavaMailSenderImpl.class, () -> sender("smtp"))
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .doesNotHaveBean(DnssecResolver.class)
                            .doesNotHaveBean("daneHealthIndicator")
                            .doesNotHaveBean(LookupMetrics.class);
                    assertThat(context.getBean(JavaMailSenderImpl.class).getJavaMailProperties())
                            .isEmpty();
                });
    }

    @Test
    void theHealthIndicatorCanBeSwitchedOff() {
        application.run(context -> assertThat(context).hasBean("daneHealthIndicator"));
        application
                .withPropertyValues("management.health.dane.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("daneHealthIndicator"));
    }

    @Test
    void everySenderGetsTheClassOfItsProtocol() {
        bare.withPropertyValues("dane.mode=mandatory", "dane.insecure-mx=encrypt")
                .withBean("relay", JavaMailSenderImpl.class, () -> sender("smtp"))
                .withBean("submission", JavaMailSenderImpl.class, () -> sender("smtps"))
                .withBean("mx", JavaMailSenderImpl.class, () -> sender("smtp-mx"))
                .withBean(
                        "byClass",
                        JavaMailSenderImpl.class,
                        () -> sender("smtp", "mail.smtp.class", "io.github.dane4j.mail.MxTransport"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    DnssecResolver resolver = context.getBean(DnssecResolver.class);
                    assertThat(properties(context.getBean("relay", JavaMailSenderImpl.class)))
                            .containsEntry("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport")
                            .containsEntry("mail.smtp.dane", "mandatory")
                            .containsEntry("mail.smtp.dane.resolver", resolver)
                            .hasSize(4);
                    assertThat(properties(context.getBean("submission", JavaMailSenderImpl.class)))
                            .containsEntry("mail.smtps.class", "io.github.dane4j.mail.SMTPSSLTransport")
                            .containsEntry("mail.smtps.dane", "mandatory")
                            .hasSize(4);
                    assertThat(properties(context.getBean("mx", JavaMailSenderImpl.class)))
                            .containsEntry("mail.smtp-mx.dane", "mandatory")
                            .containsEntry("mail.smtp-mx.dane.insecuremx", "encrypt")
                            .containsKey("mail.smtp-mx.dane.outcomes");
                    assertThat(properties(context.getBean("byClass", JavaMailSenderImpl.class)))
                            .containsEntry("mail.smtp.class", "io.github.dane4j.mail.MxTransport")
                            .containsEntry("mail.smtp.dane.insecuremx", "encrypt");
                });
    }

    private static Properties properties(JavaMailSenderImpl sender) {
        return sender.getJavaMailProperties();
    }

    /** The application's own is never lowered, nor is anything raised behind its back. */
    @Test
    void whatTheApplicationHasSetStays() {
        bare.withBean(
                        JavaMailSenderImpl.class,
                        () -> sender(
                                "smtp",
                                "mail.smtp.dane",
                                "mandatory",
                                "mail.smtp.starttls.required",
                                "true",
                                "mail.smtp.dane.nameservers",
                                "127.0.0.1"))
                .run(context -> assertThat(properties(context.getBean(JavaMailSenderImpl.class)))
                        .containsEntry("mail.smtp.dane", "mandatory")
                        .containsEntry("mail.smtp.starttls.required", "true")
                        .doesNotContainKey("mail.smtp.dane.resolver"));
    }

    /** A resolver that has no servers to ask. */
    private static final class OwnResolver implements DnssecResolver {
        @Override
        public <T> Answer<T> query(DomainName name, RecordType<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void aResolverOfTheApplicationIsUsed() {
        OwnResolver own = new OwnResolver();
        bare.withBean(DnssecResolver.class, () -> own)
                .withBean(JavaMailSenderImpl.class, () -> sender("smtp"))
                .run(context -> assertThat(properties(context.getBean(JavaMailSenderImpl.class)))
                        .containsEntry("mail.smtp.dane.resolver", own));
        bare.withBean(DnssecResolver.class, () -> own)
                .withPropertyValues("dane.timeout=5s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("dane.timeout has no effect: the application has a DnssecResolver bean of its own;"
                                + " remove one of them"));
    }

    @Test
    void aListenerOfTlsSessionsIsHandedOnUnlessTheSenderHasOne() {
        TlsSessionListener bean = session -> {};
        TlsSessionListener own = session -> {};
        JavaMailSenderImpl other = sender("smtp-mx");
        properties(other).put("mail.smtp-mx.dane.sessions", own);
        bare.withBean(TlsSessionListener.class, () -> bean)
                .withBean("relay", JavaMailSenderImpl.class, () -> sender("smtp"))
                .withBean("mx", JavaMailSenderImpl.class, () -> other)
                .run(context -> {
                    assertThat(properties(context.getBean("relay", JavaMailSenderImpl.class)))
                            .containsEntry("mail.smtp.dane.sessions", bean);
                    assertThat(properties(other)).containsEntry("mail.smtp-mx.dane.sessions", own);
                });
    }

    @Test
    void settingsForMailWithoutASenderAreAnError() {
        bare.withPropertyValues("dane.mode=mandatory")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageStartingWith("dane.mode has no effect: there is no JavaMailSender"));
    }

    @Test
    void listenersOfTheApplicationAreToldBesideThatOfTheSender() {
        List<String> told = new ArrayList<>();
        OutcomeListener own = outcomes -> told.add("own");
        JavaMailSenderImpl sender = sender("smtp-mx");
        sender.getJavaMailProperties().put("mail.smtp-mx.dane.outcomes", own);
        bare.withBean("failing", OutcomeListener.class, () -> outcomes -> {
                    throw new IllegalStateException("fails");
                })
                .withBean("bean", OutcomeListener.class, () -> outcomes -> told.add("bean"))
                .withBean(JavaMailSenderImpl.class, () -> sender)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    OutcomeListener all = (OutcomeListener)
                            Objects.requireNonNull(properties(sender).get("mail.smtp-mx.dane.outcomes"));
                    try {
                        all.onOutcomes(List.of());
                        throw new AssertionError("the failure is lost");
                    } catch (IllegalStateException e) {
                        assertThat(told).containsExactly("own", "bean");
                    }
                });
    }
}
