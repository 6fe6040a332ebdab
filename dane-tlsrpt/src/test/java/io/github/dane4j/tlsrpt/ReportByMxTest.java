package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mail.TlsSessionListener;
import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A report about a domain whose TLS fails goes to that very domain, by the same transport as the mail that is kept back (RFC 8460
 * sections 3 and 5.3.1).
 */
class ReportByMxTest {
    private static final DomainName DOMAIN = DomainName.of("example.test");
    private static final SessionStore.Reporter REPORTER = new SessionStore.Reporter("Sender", "tls@sender.test");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant MORNING = Instant.parse("2026-11-26T04:00:00Z");

    private static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames("mx.example.test").build();
    private static final TestCertificate OTHER =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private static DkimKey key;

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final DnssecResolver unused = DnssecResolver.builder().build();

    @AfterEach
    void close() {
        unused.close();
    }

    @BeforeAll
    static void makeKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = new DkimKey(
                DomainName.of("sender.test"),
                "tlsrpt",
                generator.generateKeyPair().getPrivate());
    }

    private static Properties byMx() {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.smtp-mx.dane", "none");
        return properties;
    }

    private Properties byMx(DnsTree dns, int port) throws Exception {
        Path anchors = Files.writeString(folder.resolve("anchors"), dns.trustAnchors() + "\n");
        Properties properties = byMx();
        properties.setProperty("mail.smtp-mx.port", String.valueOf(port));
        properties.setProperty("mail.smtp-mx.localhost", "client.sender.test");
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        properties.setProperty("mail.smtp-mx.dane.timeout", "60000");
        properties.setProperty(
                "mail.smtp-mx.dane.nameservers", "127.0.0.1:" + dns.address().getPort());
        properties.setProperty("mail.smtp-mx.dane.trustanchors", anchors.toString());
        return properties;
    }

    private DnsTree dns(int port) {
        DnsTree dns = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> List.of(
                                        "@ MX 10 mx",
                                        "mx A 127.0.0.1",
                                        "_" + port + "._tcp.mx TLSA " + OTHER.tlsa(3, 1, 1),
                                        "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.test\"")
                                .forEach(zone::record)));
        return dns;
    }

    private static MimeMessage mail(Properties properties) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("alice@sender.test"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.test"));
        message.setText("hello");
        return message;
    }

    @ParameterizedTest
    @CsvSource({"mismatch, true", "handshake, false", "no-starttls, false", "bogus, true"})
    @DisplayName("the mail waits and is counted; the report about it arrives, and is not")
    void reportArrivesWhereMailWaits(String fault, boolean encrypted) throws Exception {
        SmtpServer.Builder host = SmtpServer.builder("mx.example.test").certificate(CERTIFICATE);
        SmtpServer server = network.start(
                switch (fault) {
                    case "handshake" -> host.breakHandshake();
                    case "no-starttls" -> host.withoutStartTls();
                    default -> host;
                });
        DnsTree dns = dns(server.port());
        if (fault.equals("bogus")) {
            dns.fault("_" + server.port() + "._tcp.mx.example.test", "TLSA", Fault.CORRUPT_SIGNATURES);
        }
        try (SessionStore store = SqliteSessionStore.open(folder.resolve("sessions.db"));
                DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(dns.address())
                        .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                        .build()) {
            SessionRecorder recorder = new SessionRecorder(store);
            Properties application = byMx(dns, server.port());
            application.setProperty("mail.smtp-mx.dane", "opportunistic");
            application.put("mail.smtp-mx.dane.sessions", recorder);
            assertThatThrownBy(() -> Transport.send(mail(application))).hasMessageContaining("4.7.32");
            assertThat(server.received()).isEmpty();
            store.record(
                    new SessionResult(
                            DOMAIN,
                            new AppliedPolicy(
                                    PolicyType.TLSA, List.of(OTHER.tlsa(3, 1, 1)), "mx.example.test", List.of()),
                            Optional.of(ResultType.VALIDATION_FAILURE),
                            Optional.empty(),
                            Optional.of("mx.example.test"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    NOON);
            store.recordMissing(Optional.of(DOMAIN), LocalDate.ofInstant(NOON, ZoneOffset.UTC), 3);

            List<Submission> submissions = ReportSender.builder(store, resolver, REPORTER)
                    .mail(Session.getInstance(byMx(dns, server.port())), key)
                    .build()
                    .sendDue(MORNING);
            recorder.close();

            assertThat(submissions).singleElement().satisfies(each -> {
                assertThat(each.status()).as(each.detail()).isEqualTo(Submission.Status.ACCEPTED);
                assertThat(each.missingSessions()).isEqualTo(3);
                assertThat(each.detail()).endsWith("; up to 3 sessions are missing from it");
            });
            assertThat(server.received()).singleElement().satisfies(each -> {
                assertThat(each.recipients()).containsExactly("tls@example.test");
                assertThat(each.encrypted()).isEqualTo(encrypted);
                assertThat(each.content())
                        .contains("TLS-Required: No", "up to 3 are missing from this report")
                        .containsPattern("h=[^;]*tls-required");
            });
            // That of the mail, and not that of the report.
            assertThat(store.report(DOMAIN, LocalDate.now(ZoneOffset.UTC), REPORTER)
                            .policies())
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.failedSessions()).isEqualTo(1);
                        assertThat(each.successfulSessions()).isZero();
                    });
        }
    }

    @Test
    @DisplayName("a store that is damaged while mail is sent: the mail goes on, and no report pretends to know")
    void damagedStore() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(OTHER));
        DnsTree dns = dns(server.port());
        Path file = folder.resolve("damaged.db");
        try (SessionStore store = SqliteSessionStore.open(file);
                DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(dns.address())
                        .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                        .build()) {
            Damage.to(file);
            SessionRecorder recorder = new SessionRecorder(store);
            Properties application = byMx(dns, server.port());
            application.setProperty("mail.smtp-mx.dane", "mandatory");
            application.put("mail.smtp-mx.dane.sessions", recorder);
            Transport.send(mail(application));
            Transport.send(mail(application));
            recorder.close();

            assertThat(server.received()).hasSize(2);
            assertThat(recorder.missing(SessionRecorder.Loss.STORE_FAILED)).isEqualTo(2);
            ReportSender sender =
                    ReportSender.builder(store, resolver, REPORTER).build();
            assertThatThrownBy(() -> sender.sendDue(MORNING))
                    .isInstanceOf(SessionStoreException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    private ReportSender.Builder builder() {
        return ReportSender.builder(
                new SessionStore() {
                    @Override
                    public void record(SessionResult result, Instant time) {}

                    @Override
                    public void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions) {}

                    @Override
                    public List<DomainName> unreported(LocalDate day) {
                        return List.of();
                    }

                    @Override
                    public TlsReport report(DomainName domain, LocalDate day, Reporter reporter) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void reported(DomainName domain, LocalDate day) {}

                    @Override
                    public void forgetBefore(LocalDate day) {}

                    @Override
                    public void close() {}
                },
                unused,
                REPORTER);
    }

    static Stream<List<Object>> unfit() {
        TlsSessionListener listener = session -> {};
        MailPolicies policies = (domain, tenant) -> Optional.<MailPolicy>empty();
        return Stream.of(
                List.of("mail.smtp-mx.dane", "mandatory"),
                List.of("mail.smtp-mx.dane", "opportunistic"),
                List.of("mail.smtp-mx.dane", ""),
                List.of("mail.smtp-mx.dane.mtasts", "opportunistic"),
                List.of("mail.smtp-mx.dane.policyfile", "policies"),
                List.of("mail.smtp-mx.dane.policy", policies),
                List.of("mail.smtp-mx.dane.policy.example.org", "mandatory"),
                List.of("mail.smtp-mx.dane.sessions", listener),
                List.of("mail.smtp-mx.starttls.required", "true"),
                List.of("mail.smtp-mx.mailextension", "BODY=8BITMIME REQUIRETLS"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    @DisplayName("a session that would keep reports back, or count its own, is refused with the name of the property")
    void sessionThatIsNotFit(List<Object> property) {
        Properties properties = byMx();
        properties.put(property.get(0), property.get(1));
        ReportSender.Builder builder = builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.mail(Session.getInstance(properties), key))
                .withMessageContaining(property.get(0) + " ");
    }

    @Test
    @DisplayName(
            "a session by MX without a mode is refused, under another name of the transport too, and in the defaults")
    void sessionByMxWithoutAMode() {
        ReportSender.Builder builder = builder();
        Properties named = new Properties();
        named.setProperty("mail.smtp.class", "io.github.dane4j.mail.MxTransport");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.mail(Session.getInstance(named), key))
                .withMessageContaining("mail.smtp.dane is not set");
        Properties defaults = new Properties(named);
        defaults.setProperty("mail.smtp.dane", "audit-only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.mail(Session.getInstance(new Properties(defaults)), key))
                .withMessageContaining("mail.smtp.dane is \"audit-only\"");
        Properties unknown = new Properties();
        unknown.setProperty("mail.transport.protocol.rfc822", "pigeon");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.mail(Session.getInstance(unknown), key))
                .withMessageContaining("cannot send reports");
    }

    @Test
    @DisplayName(
            "a relay is the reporter's own: it may be held to DANE, and its sessions are not counted for reports all the same")
    void sessionOfARelay() {
        Properties relay = new Properties();
        relay.setProperty("mail.transport.protocol.rfc822", "smtp-dane");
        relay.setProperty("mail.smtp-dane.dane", "mandatory");
        relay.setProperty("mail.smtp-dane.starttls.required", "true");
        assertThat(builder().mail(Session.getInstance(relay), key)).isNotNull();
        TlsSessionListener listener = session -> {};
        relay.put("mail.smtp-dane.dane.sessions", listener);
        ReportSender.Builder builder = builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.mail(Session.getInstance(relay), key))
                .withMessageContaining("mail.smtp-dane.dane.sessions");
    }
}
