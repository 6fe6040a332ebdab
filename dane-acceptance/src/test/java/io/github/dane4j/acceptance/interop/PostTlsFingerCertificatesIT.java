package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.acceptance.interop.PostTlsFinger.Verdict;
import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.RecipientOutcome;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers whose certificates have something about them, as Postfix judges them at level {@code dane}, and as this library does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PostTlsFingerCertificatesIT {
    private final Instant longAgo = Instant.now().minus(Duration.ofDays(100));
    private final Instant yesterday = Instant.now().minus(Duration.ofDays(1));

    private final TestCertificate root = TestCertificate.builder()
            .subject("CN=Root of the mail hosts")
            .certificateAuthority()
            .build();

    private final Parts parts = new Parts();
    private final Map<String, SmtpServer> servers = new LinkedHashMap<>();
    private final List<String> records = new ArrayList<>();
    private DnsTree tree;
    private Path anchor;
    private PostTlsFinger finger;

    @BeforeAll
    void start() throws IOException {
        Prerequisites.check();
        TestCertificate right = issued("right", "mx.right.example.test");
        server("right", right, true, right.tlsa(3, 1, 1));
        TestCertificate named =
                TestCertificate.builder().dnsNames("elsewhere.test").build();
        server("other-name", named, true, named.tlsa(3, 1, 1));
        TestCertificate old = TestCertificate.builder()
                .dnsNames("mx.expired.example.test")
                .notBefore(longAgo)
                .notAfter(yesterday)
                .build();
        server("expired", old, true, old.tlsa(3, 1, 1));
        for (String[] each : new String[][] {
            {"ta", "mx.ta.example.test", "2 1 1"},
            {"ta-whole", "mx.ta-whole.example.test", "2 0 1"},
            {"ta-next-hop", "ta-next-hop.example.test", "2 1 1"},
            {"ta-other-name", "mx.elsewhere.test", "2 1 1"},
            {"ta-parent-name", "example.test", "2 1 1"},
            {"ta-wildcard", "*.ta-wildcard.example.test", "2 1 1"},
        }) {
            String[] numbers = each[2].split(" ", -1);
            server(
                    each[0],
                    issued(each[0], each[1]),
                    true,
                    root.tlsa(
                            Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2])));
        }
        TestCertificate expired = TestCertificate.builder()
                .dnsNames("mx.ta-expired.example.test")
                .issuedBy(root)
                .notBefore(longAgo)
                .notAfter(yesterday)
                .build();
        server("ta-expired", expired, true, root.tlsa(2, 1, 1));
        server("ta-not-sent", issued("ta-not-sent", "mx.ta-not-sent.example.test"), false, root.tlsa(2, 1, 1));
        server("ta-bare-key", issued("ta-bare-key", "mx.ta-bare-key.example.test"), false, root.tlsa(2, 1, 0));
        server("ta-in-dns", issued("ta-in-dns", "mx.ta-in-dns.example.test"), false, root.tlsa(2, 0, 0));
        TestCertificate self =
                TestCertificate.builder().dnsNames("mx.ta-is-leaf.example.test").build();
        server("ta-of-another", issued("ta-of-another", "mx.ta-of-another.example.test"), true, self.tlsa(2, 1, 1));

        tree = parts.keep(DnsTree.builder()
                .zone("example.test", zone -> records.forEach(zone::record))
                .start());
        Path folder = parts.keep(TemporaryFolder.create()).path();
        anchor = Files.writeString(folder.resolve("root.anchor"), tree.trustAnchors() + "\n");
        Unbound unbound =
                parts.keep(Unbound.forwarding(TemporaryFolder.open(folder.resolve("unbound")), tree.address(), anchor));
        finger = PostTlsFinger.withResolver(folder, unbound.standardPortAddress());
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    private TestCertificate issued(String name, String dnsName) {
        return TestCertificate.builder()
                .subject("CN=" + name)
                .dnsNames(dnsName)
                .issuedBy(root)
                .build();
    }

    /** {@code NAME.example.test} with one MX host, its server and its record. */
    private void server(String name, TestCertificate certificate, boolean sendsIssuer, String tlsa) {
        SmtpServer.Builder builder = SmtpServer.builder("mx." + name + ".example.test");
        SmtpServer server = parts.keep((sendsIssuer
                        ? builder.chain(certificate, certificate.chain())
                        : builder.chain(certificate, List.of(certificate.certificate())))
                .start());
        servers.put(name, server);
        records.add(name + " MX 10 mx." + name);
        records.add("mx." + name + " A 127.0.0.1");
        records.add("_" + server.port() + "._tcp.mx." + name + " TLSA " + tlsa);
    }

    @ParameterizedTest
    @CsvSource({
        "right, AUTHENTICATED",
        // RFC 7671 section 5.1: with DANE-EE neither names nor dates count.
        "other-name, AUTHENTICATED",
        "expired, AUTHENTICATED",
        "ta, AUTHENTICATED",
        "ta-whole, AUTHENTICATED",
        // RFC 7672 section 3.2.2: the next-hop domain is a name of the server too.
        "ta-next-hop, AUTHENTICATED",
        "ta-wildcard, AUTHENTICATED",
        "ta-other-name, REFUSED",
        "ta-parent-name, REFUSED",
        "ta-expired, REFUSED",
        // RFC 7671 section 5.2.2: the anchor has to be sent, unless the record has all of its key or certificate.
        "ta-not-sent, REFUSED",
        "ta-bare-key, AUTHENTICATED",
        "ta-in-dns, AUTHENTICATED",
        "ta-of-another, REFUSED"
    })
    void certificateIsJudgedAlike(String name, Verdict verdict) {
        SmtpServer server = Objects.requireNonNull(servers.get(name));
        String domain = name + ".example.test";

        assertThat(finger.judge("dane", "dane", domain, server.port())).isEqualTo(verdict);
        RecipientOutcome ours = ours(domain, server);
        assertThat(ours.kind())
                .as(ours.toString())
                .isEqualTo(
                        verdict == Verdict.AUTHENTICATED
                                ? RecipientOutcome.Kind.DELIVERED
                                : RecipientOutcome.Kind.DEFERRED);
        assertThat(ours.attempt().flatMap(RecipientOutcome.Attempt::tlsaRecord).isPresent())
                .isEqualTo(verdict == Verdict.AUTHENTICATED);
    }

    private RecipientOutcome ours(String domain, SmtpServer server) {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        properties.setProperty("mail.smtp-mx.dane.timeout", "20000");
        properties.setProperty(
                "mail.smtp-mx.dane.nameservers", "127.0.0.1:" + tree.address().getPort());
        properties.setProperty("mail.smtp-mx.dane.trustanchors", anchor.toString());
        properties.put("mail.smtp-mx.dane.outcomes", (OutcomeListener) outcomes::addAll);
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(properties));
            message.setFrom(new InternetAddress("alice@sender.test"));
            message.addRecipient(Message.RecipientType.TO, new InternetAddress("bob@" + domain));
            message.setText(Sender.freshText());
            Transport.send(message);
        } catch (MessagingException e) {
            // The outcome says why.
        }
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }
}
