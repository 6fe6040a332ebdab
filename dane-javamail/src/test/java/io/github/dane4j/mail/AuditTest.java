package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.policy.MailHost;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7672 section 9.1: DANE is tried and reported, and mail goes as without it; and the mode that asks for nothing. */
class AuditTest extends MailTest {
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("io.github.dane4j.mail");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord each) {
            if (each.getLevel().equals(Level.WARNING)) {
                warnings.add(new SimpleFormatter().formatMessage(each));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private Properties fixed(DnsTree dns, SmtpServer server, String mode) {
        Properties properties = dropIn(dns, server);
        properties.setProperty("mail.smtp.dane", mode);
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        return properties;
    }

    private Properties mx(DnsTree dns, SmtpServer server, String mode) {
        Properties properties = byMx(dns, server);
        properties.setProperty("mail.smtp-mx.dane", mode);
        return properties;
    }

    private DnsTree domainWith(SmtpServer server) {
        return exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, OTHER));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("9.1: a server that does not match gets the mail, and the log says what DANE would have refused")
    void mismatchIsDeliveredAndLogged(boolean byMx) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = domainWith(server);

        send(byMx ? mx(dns, server, "audit-only") : fixed(dns, server, "audit-only"));

        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("audit: DANE would have refused mx.example.org:" + server.port())
                .contains("not authenticated")
                .contains(OTHER.tlsa(3, 1, 1));
        assertThat(failure(byMx ? mx(dns, server, "opportunistic") : fixed(dns, server, "opportunistic")))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("9.1: a server that matches is not warned of")
    void matchIsNotWarnedOf(boolean byMx) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE));

        send(byMx ? mx(dns, server, "audit-only") : fixed(dns, server, "audit-only"));

        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("9.1: a server with TLSA records and without STARTTLS gets the mail in the clear, as without DANE")
    void missingStartTlsIsDeliveredAndLogged(boolean byMx) throws MessagingException {
        SmtpServer server = network.start(mx().withoutStartTls());
        DnsTree dns = domainWith(server);

        send(byMx ? mx(dns, server, "audit-only") : fixed(dns, server, "audit-only"));

        assertThat(server.received()).singleElement().matches(mail -> !mail.encrypted());
        assertThat(warnings).singleElement().asString().contains("does not offer STARTTLS");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("9.1: a failed TLSA lookup is logged, and the mail goes to the addresses that were found")
    void failedLookupIsDeliveredAndLogged(boolean byMx) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = domainWith(server);
        dns.fault("_" + server.port() + "._tcp.mx.example.org.", "TLSA", Fault.CORRUPT_SIGNATURES);

        send(byMx ? mx(dns, server, "audit-only") : fixed(dns, server, "audit-only"));

        assertThat(server.received()).hasSize(1);
        assertThat(warnings).singleElement().asString().contains("bogus");
    }

    @Test
    @DisplayName("a host about which DANE may not decide is where the system's resolver says")
    void addressesOfTheSystem() throws MessagingException {
        MailHost local = new MailHost("localhost", 25, MailHost.Origin.NON_MX, List.of());

        assertThat(SystemAddresses.of(local)).allMatch(InetAddress::isLoopbackAddress);
    }

    @Test
    @DisplayName("an audit never lowers what the application asks for")
    void applicationsOwnChecksStay() {
        SmtpServer server = network.start(mx());
        Properties pkix = fixed(domainWith(server), server, "audit-only");
        pkix.remove("mail.smtp.ssl.socketFactory");
        SmtpServer plain = network.start(mx().withoutStartTls());
        Properties required = fixed(domainWith(plain), plain, "audit-only");
        required.setProperty("mail.smtp.starttls.required", "true");

        assertThat(failure(pkix)).hasStackTraceContaining("unable to find valid certification path");
        assertThat(failure(required)).hasMessageContaining("STARTTLS is required");
        assertNothingGivenAway(server);
        assertNothingGivenAway(plain);
    }

    @Test
    @DisplayName("an audit asks the application's host name verifier too")
    void verifierOfTheApplicationIsAsked() {
        SmtpServer server = network.start(mx());
        Properties properties = fixed(domainWith(server), server, "audit-only");
        List<String> asked = new CopyOnWriteArrayList<>();
        javax.net.ssl.HostnameVerifier verifier = (host, session) -> {
            asked.add(host);
            return false;
        };
        properties.put("mail.smtp.ssl.hostnameverifier", verifier);

        assertThat(failure(properties)).isNotNull();

        assertThat(asked).containsExactly(HOST);
        assertThat(server.received()).isEmpty();
    }

    @Test
    @DisplayName("none: no TLSA record is asked for, and mail goes as without DANE")
    void noneAsksForNothing() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = domainWith(server);
        Properties properties = fixed(dns, server, "none");
        properties.setProperty("mail.smtp.host", "localhost");

        send(properties);

        assertThat(server.received()).hasSize(1);
        assertThat(dns.queries()).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "audit-only", "opportunistic"})
    @DisplayName("an address literal is reached in every mode but mandatory")
    void addressLiteral(String mode) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = mx(domainWith(server), server, mode);

        send(properties, "bob@[127.0.0.1]");

        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "AUDIT", "auditonly", "off", "false"})
    @DisplayName("what only looks like one of these is an error: nobody switches DANE off by accident")
    void nearMissIsAnError(String mode) {
        SmtpServer server = network.start(mx());

        assertThat(failure(fixed(domainWith(server), server, mode)))
                .hasMessage(
                        "mail.smtp.dane must be opportunistic, mandatory, audit-only or none, but is \"" + mode + "\"");
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("the check at start-up says that nothing is protected")
    void checkSaysSo() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = mx(domainWith(server), server, "audit-only");
        properties.setProperty("mail.transport.protocol", "smtp-mx");

        assertThat(DaneMail.check(jakarta.mail.Session.getInstance(properties)))
                .allMatch(route -> !route.appliesDane())
                .first()
                .asString()
                .endsWith("DANE audited only: it refuses nothing");
    }
}
