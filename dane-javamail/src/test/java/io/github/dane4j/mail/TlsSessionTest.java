package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.mail.TlsSession.Policy;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener is told of the TLS of each connection, and of those that are not made. */
class TlsSessionTest extends MailTest {
    private static final DomainName DOMAIN = DomainName.of("example.org");
    private static final DomainName MX = DomainName.of(HOST);

    /** The first line of a reply of several. */
    private static final String UNFINISHED = "554-5.7.1 not";

    private final List<TlsSession> told = new CopyOnWriteArrayList<>();

    private Properties heard(Properties properties, String protocol) {
        properties.put("mail." + protocol + ".dane.sessions", (TlsSessionListener) told::add);
        return properties;
    }

    private Properties byMxAndHeard(DnsTree dns, SmtpServer server) {
        return heard(byMx(dns, server), "smtp-mx");
    }

    private DnsTree domain(String... more) {
        return exampleOrg(Stream.concat(Stream.of("@ MX 10 mx", "mx A 127.0.0.1"), Stream.of(more))
                .toArray(String[]::new));
    }

    private TlsSession only() {
        assertThat(told).hasSize(1);
        return told.get(0);
    }

    private static Policy tlsa(TestCertificate certificate) {
        return new Policy(Policy.Type.TLSA, MX, List.of(certificate.tlsa(3, 1, 1)), List.of());
    }

    private static Policy none() {
        return new Policy(Policy.Type.NONE, DOMAIN, List.of(), List.of());
    }

    private static Optional<Reason> reason(TlsSession session) {
        return session.failure().map(TlsSession.Failure::reason);
    }

    @Test
    @DisplayName(
            "a server that matches its records: policy, host, both addresses, version of TLS; once for many recipients")
    void success() throws MessagingException {
        SmtpServer server = network.start(mx());

        send(byMxAndHeard(domain(tlsa(server, CERTIFICATE)), server), "a@example.org", "b@example.org");

        TlsSession session = only();
        assertThat(session.domain()).isEqualTo(DOMAIN);
        assertThat(session.policy()).isEqualTo(tlsa(CERTIFICATE));
        assertThat(session.mxHost()).contains(HOST);
        assertThat(session.receivingAddress()).contains(loopback(1));
        assertThat(session.sendingAddress()).contains(loopback(1));
        assertThat(session.tlsVersion()).isEqualTo(server.received().get(0).tlsProtocol());
        assertThat(session.failure()).isEmpty();
    }

    @Test
    @DisplayName("a server that does not match: the reason, and the addresses")
    void mismatch() {
        SmtpServer server = network.start(mx());

        failure(byMxAndHeard(domain(tlsa(server, OTHER)), server));

        TlsSession session = only();
        assertThat(session.policy()).isEqualTo(tlsa(OTHER));
        assertThat(session.failure())
                .contains(new TlsSession.Failure(Reason.LEAF_MISMATCH, Optional.empty(), OptionalInt.empty()));
        assertThat(session.receivingAddress()).contains(loopback(1));
        assertThat(session.sendingAddress()).contains(loopback(1));
        assertThat(session.tlsVersion()).isEmpty();
    }

    @Test
    @DisplayName("STARTTLS is stripped: told under TLSA, where nothing is sent, and without a policy, where it is")
    void startTlsNotOffered() throws MessagingException {
        SmtpServer server = network.start(mx().withoutStartTls());

        failure(byMxAndHeard(domain(tlsa(server, CERTIFICATE)), server));

        assertThat(only().policy()).isEqualTo(tlsa(CERTIFICATE));
        assertThat(reason(only())).contains(Reason.STARTTLS_NOT_OFFERED);

        told.clear();
        SmtpServer plain = network.start(mx().withoutStartTls());
        send(byMxAndHeard(domain(), plain));

        assertThat(only().policy()).isEqualTo(none());
        assertThat(reason(only())).contains(Reason.STARTTLS_NOT_OFFERED);
        assertThat(plain.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 shutting down", "451 4.3.0 later", ""})
    @DisplayName("EHLO answered for now, or not at all: nothing was learned about TLS, so nothing is told, and 4.4.2")
    void nothingLearned(String farewell) {
        SmtpServer server = network.start(mx().endAfter(0, "EHLO", farewell));

        MessagingException failure = failure(byMxAndHeard(domain(tlsa(server, CERTIFICATE)), server));

        assertThat(told).isEmpty();
        assertThat(RecipientOutcome.allIn(failure))
                .singleElement()
                .satisfies(each -> assertThat(each.statusCode()).isEqualTo("4.4.2"));
        assertThat(failure)
                .hasMessageContaining("4.4.2 mx.example.org:" + server.port() + ": "
                        + (farewell.isEmpty()
                                ? "the connection ended before the server had answered EHLO"
                                : "the server answered EHLO with: " + farewell));
        assertNothingGivenAway(server);
    }

    @Test
    @DisplayName("a connection that ends within the reply to EHLO: the beginning is not taken for the reply")
    void ehloCutOff() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "250-mx.example.org")
                .hangUpAfter("EHLO")
                .start()) {
            MessagingException failure = failure(toScripted(server, true));

            assertThat(failure)
                    .hasMessageContaining("4.4.2 mx.example.org:" + server.port()
                            + ": the connection ended before the server had answered EHLO")
                    .message()
                    .doesNotContain("250-");
            assertThat(told).isEmpty();
        }
    }

    @Test
    @DisplayName("EHLO answered for now, HELO taken: mail to a host without a policy goes, and nothing is told")
    void nothingLearnedAndSent() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "451 4.3.0 later")
                .start()) {
            Properties properties = byMxAndHeard(domain(), network.start(mx()));
            properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));

            send(properties);

            assertThat(server.commands()).contains(".");
            assertThat(told).isEmpty();
        }
    }

    @Test
    @DisplayName("EHLO refused for good: a server without extensions, which has no STARTTLS either")
    void withoutExtensions() {
        SmtpServer server = network.start(mx().refuseEhlo());

        assertThat(refusal(failure(byMxAndHeard(domain(tlsa(server, CERTIFICATE)), server)))
                        .statusCode())
                .isEqualTo("4.7.321");

        assertThat(reason(only())).contains(Reason.STARTTLS_NOT_OFFERED);
    }

    @Test
    @DisplayName("opportunistic TLS without a policy is a success, whatever the certificate")
    void opportunistic() throws MessagingException {
        SmtpServer server = network.start(mx().certificate(FOREIGN));

        send(byMxAndHeard(domain(), server));

        assertThat(only().policy()).isEqualTo(none());
        assertThat(only().failure()).isEmpty();
        assertThat(only().tlsVersion()).isPresent();
    }

    @Test
    @DisplayName("a handshake that fails twice, then cleartext: two sessions failed, and the third is not one")
    void handshakeFails() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "250-mx.example.org\r\n250 STARTTLS")
                .reply("STARTTLS", "220 go ahead\r\nno TLS at all")
                .start()) {
            Properties properties = byMxAndHeard(domain(), network.start(mx()));
            properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));

            send(properties);

            assertThat(told).hasSize(2).allSatisfy(session -> {
                assertThat(session.policy()).isEqualTo(none());
                assertThat(reason(session)).contains(Reason.HANDSHAKE_FAILED);
            });
        }
    }

    @Test
    @DisplayName("STARTTLS is refused, then cleartext: one session failed")
    void startTlsRefused() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "250-mx.example.org\r\n250 STARTTLS")
                .reply("STARTTLS", "454 4.7.0 not now")
                .start()) {
            Properties properties = byMxAndHeard(domain(), network.start(mx()));
            properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));

            send(properties);

            assertThat(reason(only())).contains(Reason.STARTTLS_REFUSED);
        }
    }

    private Properties toScripted(ScriptedServer server, boolean covered) {
        Properties properties = byMxAndHeard(
                covered ? domain("_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(3, 1, 1)) : domain(),
                network.start(mx()));
        properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));
        return properties;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "RFC 8460 section 4.3.4: no reply to STARTTLS in time says nothing of TLS: not told, and 4.4.2 or cleartext")
    void startTlsNotAnswered(boolean covered) throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "250-mx.example.org\r\n250 STARTTLS")
                .reply("STARTTLS", ScriptedServer.SILENCE)
                .start()) {
            Properties properties = toScripted(server, covered);
            properties.setProperty("mail.smtp-mx.timeout", "3000");

            if (covered) {
                assertThat(failure(properties))
                        .hasMessageContaining("4.4.2 mx.example.org:" + server.port() + ": no reply to STARTTLS: ");
                assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
            } else {
                send(properties);
                assertThat(server.commands()).contains(".");
            }
            assertThat(told).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedServer.RESET, ScriptedServer.HANG_UP, UNFINISHED})
    @DisplayName(
            "a connection that ends in place of a reply to STARTTLS, or within it: refused for now, however it ends, without a reply; no handshake failed")
    void connectionEndsAtStartTls(String end) throws MessagingException {
        try (ScriptedServer server = endingAtStartTls(end)) {
            MessagingException failure = failure(toScripted(server, true));

            DaneRefusedException refused = refusal(failure);
            assertThat(refused.reason()).isEqualTo(Reason.STARTTLS_REFUSED);
            assertThat(refused).hasMessageContaining("the connection ended before the server had answered STARTTLS");
            assertThat(refused.reply()).isEmpty();
            assertThat(refused.address()).contains(loopback(1));
            assertThat(RecipientOutcome.allIn(failure)).singleElement().satisfies(each -> {
                assertThat(each.kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
                assertThat(each.statusCode()).isEqualTo("4.7.321");
                assertThat(each.reply()).isEmpty();
            });
            assertThat(failure).message().doesNotContain("EOF");
            assertThat(reason(only())).contains(Reason.STARTTLS_REFUSED);
        }
    }

    private static ScriptedServer endingAtStartTls(String end) {
        ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "250-mx.example.org\r\n250 STARTTLS")
                .reply("STARTTLS", end);
        return (end.equals(UNFINISHED) ? server.hangUpAfter("STARTTLS") : server).start();
    }

    @Test
    @DisplayName("unusable records: TLS without authentication is what they ask for")
    void unusableRecords() throws MessagingException {
        SmtpServer server = network.start(mx());
        String unusable = CERTIFICATE.tlsa(1, 1, 1);

        send(byMxAndHeard(domain("_" + server.port() + "._tcp.mx TLSA " + unusable), server));

        assertThat(only().policy()).isEqualTo(new Policy(Policy.Type.TLSA, MX, List.of(unusable), List.of()));
        assertThat(only().failure()).isEmpty();
    }

    @Test
    @DisplayName("mandatory, and all records unusable: not connected, and the records are told")
    void mandatoryWithUnusableRecords() {
        SmtpServer server = network.start(mx());
        String unusable = CERTIFICATE.tlsa(1, 1, 1);
        Properties properties = byMxAndHeard(domain("_" + server.port() + "._tcp.mx TLSA " + unusable), server);
        properties.setProperty("mail.smtp-mx.dane", "mandatory");

        failure(properties);

        assertThat(only().policy()).isEqualTo(new Policy(Policy.Type.TLSA, MX, List.of(unusable), List.of()));
        assertThat(reason(only())).contains(Reason.NO_USABLE_RECORDS);
        assertThat(only().receivingAddress()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("mandatory, and no records: DANE is required of this host")
    void mandatoryWithoutRecords() {
        SmtpServer server = network.start(mx());
        Properties properties = byMxAndHeard(domain(), server);
        properties.setProperty("mail.smtp-mx.dane", "mandatory");

        failure(properties);

        assertThat(only().policy()).isEqualTo(new Policy(Policy.Type.TLSA, MX, List.of(), List.of()));
        assertThat(only().mxHost()).contains(HOST);
        assertThat(reason(only())).contains(Reason.NO_TLSA);
    }

    @ParameterizedTest
    @CsvSource({"true, DNSSEC_BOGUS, ZONE", "false, DNS_ERROR, ZONE"})
    @DisplayName("a TLSA lookup that fails: the host is told, with reason and culprit; the next host is connected to")
    void lookupFails(boolean bogus, Reason reason, Culprit culprit) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns =
                exampleOrg("@ MX 10 mx", "@ MX 20 mx2", "mx A 127.0.0.1", "mx2 A 127.0.0.1", tlsa(server, CERTIFICATE));
        dns.fault("_" + server.port() + "._tcp." + HOST, "TLSA", bogus ? Fault.CORRUPT_SIGNATURES : Fault.SERVFAIL);

        send(byMxAndHeard(dns, server));

        assertThat(told).hasSize(2);
        TlsSession skipped = told.get(0);
        assertThat(skipped.mxHost()).contains(HOST);
        assertThat(skipped.policy()).isEqualTo(new Policy(Policy.Type.TLSA, MX, List.of(), List.of()));
        assertThat(reason(skipped)).contains(reason);
        assertThat(skipped.failure().flatMap(TlsSession.Failure::culprit)).contains(culprit);
        assertThat(told.get(1).mxHost()).contains("mx2.example.org");
        assertThat(told.get(1).failure()).isEmpty();
    }

    @Test
    @DisplayName("the MX lookup fails: told of the domain, without a host")
    void mxLookupFails() {
        SmtpServer server = network.start(mx());
        DnsTree dns = domain(tlsa(server, CERTIFICATE));
        dns.fault("example.org", "MX", Fault.CORRUPT_SIGNATURES);

        failure(byMxAndHeard(dns, server));

        assertThat(only().domain()).isEqualTo(DOMAIN);
        assertThat(only().mxHost()).isEmpty();
        assertThat(only().policy()).isEqualTo(new Policy(Policy.Type.TLSA, DOMAIN, List.of(), List.of()));
        assertThat(reason(only())).contains(Reason.DNSSEC_BOGUS);
    }

    @Test
    @DisplayName("nothing is told where nothing is known of TLS: no connection, a greeting that refuses, mode none")
    void nothingToTell() throws MessagingException {
        SmtpServer closed = network.start(mx());
        Properties toClosed = byMxAndHeard(domain(), closed);
        closed.close();
        failure(toClosed);

        SmtpServer busy = network.start(mx().greeting("421 too busy"));
        failure(byMxAndHeard(domain(), busy));

        SmtpServer server = network.start(mx());
        Properties without = byMxAndHeard(exampleOrg("@ MX 10 localhost."), server);
        without.setProperty("mail.smtp-mx.dane", "none");
        send(without);

        assertThat(told).isEmpty();
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("audit-only: told what DANE would have said, and the mail is delivered")
    void audit(boolean matches) throws MessagingException {
        SmtpServer server = network.start(mx());
        TestCertificate published = matches ? CERTIFICATE : OTHER;
        Properties properties = byMxAndHeard(domain(tlsa(server, published)), server);
        properties.setProperty("mail.smtp-mx.dane", "audit-only");

        send(properties);

        assertThat(only().policy()).isEqualTo(tlsa(published));
        assertThat(reason(only())).isEqualTo(matches ? Optional.empty() : Optional.of(Reason.LEAF_MISMATCH));
        assertThat(only().tlsVersion()).isPresent();
        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("audit-only, and the TLSA lookup fails: told, and the mail is delivered")
    void auditOfAFailedLookup() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = domain(tlsa(server, CERTIFICATE));
        dns.fault("_" + server.port() + "._tcp." + HOST, "TLSA", Fault.CORRUPT_SIGNATURES);
        Properties properties = byMxAndHeard(dns, server);
        properties.setProperty("mail.smtp-mx.dane", "audit-only");

        send(properties);

        assertThat(reason(only())).contains(Reason.DNSSEC_BOGUS);
        assertThat(only().receivingAddress()).contains(loopback(1));
    }

    @Test
    @DisplayName("a relay is its own domain; it is told of too, matching or not, connected to or not")
    void relay() throws MessagingException {
        SmtpServer server = network.start(mx());
        send(heard(dropIn(hostWith(server, CERTIFICATE), server), "smtp"));
        assertThat(only().domain()).isEqualTo(MX);
        assertThat(only().policy()).isEqualTo(tlsa(CERTIFICATE));
        assertThat(only().failure()).isEmpty();

        told.clear();
        SmtpServer other = network.start(mx());
        failure(heard(dropIn(hostWith(other, OTHER), other), "smtp"));
        assertThat(reason(only())).contains(Reason.LEAF_MISMATCH);

        told.clear();
        SmtpServer unasked = network.start(mx());
        Properties mandatory = heard(dropIn(exampleOrg("mx A 127.0.0.1"), unasked), "smtp");
        mandatory.setProperty("mail.smtp.dane", "mandatory");
        failure(mandatory);
        assertThat(reason(only())).contains(Reason.NO_TLSA);
    }

    @Test
    @DisplayName("a relay without records, whose TLS the application's own settings do not start: nothing is told")
    void relayWithoutTls() throws MessagingException {
        SmtpServer server = network.start(mx());

        send(heard(dropIn(exampleOrg("mx A 127.0.0.1"), server), "smtp"));

        assertThat(told).isEmpty();
        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("a relay without records, whose certificate the application's own settings refuse")
    void relayRefusedByTheApplication() {
        SmtpServer server = network.start(mx());
        Properties properties = heard(dropIn(exampleOrg("mx A 127.0.0.1"), server), "smtp");
        properties.setProperty("mail.smtp.starttls.required", "true");

        failure(properties);

        assertThat(only().policy()).isEqualTo(new Policy(Policy.Type.NONE, MX, List.of(), List.of()));
        assertThat(reason(only())).contains(Reason.HANDSHAKE_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("what is not a listener is found by DaneMail.check, and nothing is sent")
    void wrongSetting(String protocol) {
        SmtpServer server = network.start(mx());
        DnsTree dns = domain();
        Properties properties = protocol.equals("smtp") ? dropIn(dns, server) : byMx(dns, server);
        properties.put("mail." + protocol + ".dane.sessions", "recorder");
        String error = "mail." + protocol + ".dane.sessions must be a TlsSessionListener";

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), protocol))
                .hasMessageStartingWith(error);
        assertThatThrownBy(() -> send(properties)).hasMessageStartingWith(error);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("a listener that fails changes nothing")
    void listenerThatFails() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(tlsa(server, CERTIFICATE)), server);
        properties.put("mail.smtp-mx.dane.sessions", (TlsSessionListener) session -> {
            throw new IllegalStateException("full");
        });

        send(properties);

        assertThat(server.received()).hasSize(1);
    }
}
