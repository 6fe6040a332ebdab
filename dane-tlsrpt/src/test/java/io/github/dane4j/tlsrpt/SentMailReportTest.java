package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dane4j.DomainName;
import io.github.dane4j.mail.DaneMail;
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
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Mail is sent by MX to real servers, and the report has what they have seen. */
class SentMailReportTest {
    private static final SessionStore.Reporter REPORTER = new SessionStore.Reporter("Sender", "tls@sender.example");

    private static final TestCertificate FIRST =
            TestCertificate.builder().dnsNames("mx1.example.org").build();
    private static final TestCertificate SECOND =
            TestCertificate.builder().dnsNames("mx2.example.org").build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private SmtpServer start(SmtpServer.Builder server, int last, int port) throws Exception {
        return network.start(server.address(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}))
                .port(port));
    }

    private Properties byMx(DnsTree dns, int port) throws Exception {
        Path anchors = Files.writeString(folder.resolve("anchors"), dns.trustAnchors() + "\n");
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.transport.protocol", "smtp-mx");
        properties.setProperty("mail.smtp-mx.port", String.valueOf(port));
        properties.setProperty("mail.smtp-mx.localhost", "client.sender.example");
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        properties.setProperty("mail.smtp-mx.dane.timeout", "60000");
        properties.setProperty(
                "mail.smtp-mx.dane.nameservers", "127.0.0.1:" + dns.address().getPort());
        properties.setProperty("mail.smtp-mx.dane.trustanchors", anchors.toString());
        return properties;
    }

    private static MimeMessage message(Properties properties, String... recipients) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("alice@sender.example"));
        for (String recipient : recipients) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setText("hello");
        return message;
    }

    private static JsonNode policies(SessionStore store, String domain) throws Exception {
        TlsReport report = store.report(DomainName.of(domain), LocalDate.now(ZoneOffset.UTC), REPORTER);
        return new ObjectMapper().readTree(TlsReportWriter.json(report)).get("policies");
    }

    @Test
    @DisplayName(
            "two MX hosts, one without STARTTLS, one domain with bogus records: the report has exactly what happened")
    void report() throws Exception {
        SmtpServer wrong = start(SmtpServer.builder("mx1.example.org").certificate(FIRST), 2, 0);
        int port = wrong.port();
        SmtpServer right = start(SmtpServer.builder("mx2.example.org").certificate(SECOND), 3, port);
        SmtpServer plain = start(SmtpServer.builder("mx.example.net").withoutStartTls(), 4, port);
        SmtpServer bogus = start(SmtpServer.builder("mx.example.com"), 5, port);
        String digest = SECOND.tlsa(3, 1, 1);
        DnsTree dns = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> List.of(
                                        "@ MX 10 mx1",
                                        "@ MX 20 mx2",
                                        "mx1 A 127.0.0.2",
                                        "mx2 A 127.0.0.3",
                                        "_" + port + "._tcp.mx1 TLSA " + digest,
                                        "_" + port + "._tcp.mx2 TLSA " + digest)
                                .forEach(zone::record))
                .zone(
                        "example.net",
                        zone -> List.of("@ MX 10 mx", "mx A 127.0.0.4").forEach(zone::record))
                .zone(
                        "example.com",
                        zone -> List.of("@ MX 10 mx", "mx A 127.0.0.5", "_" + port + "._tcp.mx TLSA " + digest)
                                .forEach(zone::record)));
        dns.fault("_" + port + "._tcp.mx.example.com", "TLSA", Fault.CORRUPT_SIGNATURES);
        Properties properties = byMx(dns, port);

        try (SessionStore store = SqliteSessionStore.open(folder.resolve("tls-sessions.db"))) {
            SessionRecorder recorder = new SessionRecorder(store);
            properties.put("mail.smtp-mx.dane.sessions", recorder);
            assertThat(DaneMail.check(Session.getInstance(properties))).hasSize(2);
            for (int i = 0; i < 3; i++) {
                Transport.send(message(properties, "a@example.org", "b@example.org", "c@example.net"));
                try {
                    Transport.send(message(properties, "d@example.com"));
                } catch (MessagingException e) {
                    assertThat(e).hasMessageContaining("4.7.324");
                }
            }
            recorder.close();
            assertThat(recorder.missing()).isZero();

            assertThat(right.received()).hasSize(3);
            assertThat(plain.received()).hasSize(3);
            assertThat(bogus.connections()).isZero();
            assertThat(store.unreported(LocalDate.now(ZoneOffset.UTC)))
                    .extracting(DomainName::toString)
                    .containsExactly("example.com", "example.net", "example.org");
            ObjectMapper json = new ObjectMapper();
            assertThat(policies(store, "example.org"))
                    .isEqualTo(json.readTree("""
                    [{"policy": {"policy-type": "tlsa", "policy-string": ["%1$s"], "policy-domain": "mx1.example.org"},
                      "summary": {"total-successful-session-count": 0, "total-failure-session-count": %2$d},
                      "failure-details": [{
                        "result-type": "validation-failure",
                        "sending-mta-ip": "127.0.0.1",
                        "receiving-mx-hostname": "mx1.example.org",
                        "receiving-ip": "127.0.0.2",
                        "failed-session-count": %2$d,
                        "failure-reason-code": "leaf-mismatch"}]},
                     {"policy": {"policy-type": "tlsa", "policy-string": ["%1$s"], "policy-domain": "mx2.example.org"},
                      "summary": {"total-successful-session-count": %3$d, "total-failure-session-count": 0}}]
                    """.formatted(digest, wrong.connections(), right.connections())));
            assertThat(policies(store, "example.net")).isEqualTo(json.readTree("""
                    [{"policy": {"policy-type": "no-policy-found", "policy-domain": "example.net"},
                      "summary": {"total-successful-session-count": 0, "total-failure-session-count": %1$d},
                      "failure-details": [{
                        "result-type": "starttls-not-supported",
                        "sending-mta-ip": "127.0.0.1",
                        "receiving-mx-hostname": "mx.example.net",
                        "receiving-ip": "127.0.0.4",
                        "failed-session-count": %1$d,
                        "failure-reason-code": "starttls-not-offered"}]}]
                    """.formatted(plain.connections())));
            JsonNode refused = policies(store, "example.com");
            assertThat(refused).hasSize(1);
            assertThat(refused.get(0).get("policy").get("policy-domain").asText())
                    .isEqualTo("mx.example.com");
            assertThat(refused.get(0)
                            .get("failure-details")
                            .get(0)
                            .get("result-type")
                            .asText())
                    .isEqualTo("dnssec-invalid");
            assertThat(refused.get(0)
                            .get("summary")
                            .get("total-failure-session-count")
                            .asInt())
                    .isEqualTo(3);
        }
    }
}
