package io.github.dane4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** The lines of docs/mail.md, in an application with the starter, to real servers. */
class SendingTest extends ExampleDomain {
    /** So that the run for Boot 4 is one. */
    @Test
    void runsOnTheBootThatItIsMeantFor() {
        assertThat(SpringBootVersion.getVersion()).startsWith(System.getProperty("expected.boot", "3") + ".");
    }

    @Test
    void aRelayThatMatchesGetsTheMailAndAnImpostorNothing() {
        SmtpServer server = server();
        try (ConfigurableApplicationContext context = Application.run(relay(server, dns(server.port())))) {
            assertThat(Application.send(context)).isEmpty();
            server.certificate(OTHER);
            Exception refused = Application.send(context).orElseThrow();
            assertThat(DaneRefusal.in(refused)).hasValueSatisfying(refusal -> {
                assertThat(refusal.reason()).isEqualTo(Reason.LEAF_MISMATCH);
                assertThat(refusal.explain())
                        .contains(HOST + ":" + server.port())
                        .contains("3 1 1");
            });
        }
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void mxHostsThatMatchGetTheMailAndImpostorsNothing() {
        SmtpServer server = server();
        try (ConfigurableApplicationContext context = Application.run(byMx(server, dns(server.port())))) {
            assertThat(Application.send(context)).isEmpty();
            server.certificate(OTHER);
            Exception refused = Application.send(context).orElseThrow();
            assertThat(DaneRefusal.allIn(refused))
                    .singleElement()
                    .extracting(DaneRefusal::reason)
                    .isEqualTo(Reason.LEAF_MISMATCH);
        }
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void mandatoryRefusesAHostWithoutTlsaAndOpportunisticDoesNot() {
        SmtpServer server = server();
        DnsTree dns = dnsWithoutTlsa();
        Map<String, String> settings = byMx(server, dns);
        try (ConfigurableApplicationContext context = Application.run(settings)) {
            Exception refused = Application.send(context).orElseThrow();
            assertThat(DaneRefusal.allIn(refused))
                    .singleElement()
                    .extracting(DaneRefusal::reason)
                    .isEqualTo(Reason.NO_TLSA);
        }
        assertThat(server.received()).isEmpty();
        settings.put("dane.mode", "opportunistic");
        try (ConfigurableApplicationContext context = Application.run(settings)) {
            assertThat(Application.send(context)).isEmpty();
        }
        assertThat(server.received()).hasSize(1);
    }

    /** A dotted key of a map, as it is written in properties and in YAML. */
    @Test
    void aPolicyForOneDestinationRules() {
        SmtpServer server = server();
        Map<String, String> settings = byMx(server, dnsWithoutTlsa());
        settings.put("dane.mode", "opportunistic");
        settings.put("dane.policies.example.org", "mandatory");
        try (ConfigurableApplicationContext context = Application.run(settings)) {
            assertThat(Application.send(context)).isPresent();
        }
        assertThat(server.received()).isEmpty();
    }

    @Test
    void aPolicyForARelayRules() {
        SmtpServer server = server();
        Map<String, String> settings = relay(server, dnsWithoutTlsa());
        settings.put("dane.mode", "none");
        settings.put("dane.policies[[" + HOST + "]:" + server.port() + "]", "mandatory");
        try (ConfigurableApplicationContext context = Application.run(settings)) {
            assertThat(Application.send(context)).isPresent();
        }
        assertThat(server.received()).isEmpty();
    }

    @Test
    void allMailSendersShareOneResolverThatIsClosedWithTheContext() {
        SmtpServer server = server();
        DnssecResolver resolver;
        try (ConfigurableApplicationContext context = Application.run(relay(server, dns(server.port())))) {
            resolver = context.getBean(DnssecResolver.class);
            assertThat(Application.send(context)).isEmpty();
            assertThat(resolver.counts().secure()).isPositive();
        }
        assertThat(resolver.query(DomainName.of("example.org"), RecordType.MX)).isInstanceOf(Answer.Failure.class);
    }
}
