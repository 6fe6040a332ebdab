package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A domain under DANE: its signed DNS and its mail server. */
abstract class MailStackTest {
    static final String HOST = "mx.example.org";

    static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames(HOST).build();

    /** What an impostor has. */
    static final TestCertificate OTHER =
            TestCertificate.builder().dnsNames(HOST).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path directory;

    static SmtpServer.Builder mx() {
        return SmtpServer.builder(HOST).certificate(CERTIFICATE);
    }

    /** The DNS of {@code example.org}, whose MX host is at {@code port} and has {@code certificate}. */
    DnsTree exampleOrg(int port, TestCertificate certificate) {
        return network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + port + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1))));
    }

    /** Host, port and DNS of {@code server} for a protocol, in place of what is in production. */
    Properties to(SmtpServer server, String protocol) {
        return to(server, protocol, CERTIFICATE);
    }

    Properties to(SmtpServer server, String protocol, TestCertificate published) {
        return to(exampleOrg(server.port(), published), server.port(), protocol);
    }

    Properties to(DnsTree dns, int port, String protocol) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "host", HOST);
        properties.setProperty(prefix + "port", String.valueOf(port));
        properties.setProperty(
                prefix + "dane.nameservers", "127.0.0.1:" + dns.address().getPort());
        properties.setProperty(prefix + "dane.trustanchors", anchors(dns).toString());
        return protocol.equals("smtp-mx") ? onThisMachine(properties, protocol) : properties;
    }

    /** For delivery by MX: a recipient's domain does not lead to this machine otherwise. */
    static Properties onThisMachine(Properties properties, String protocol) {
        properties.setProperty("mail." + protocol + ".dane.allowloopback", "true");
        return properties;
    }

    Path anchors(DnsTree dns) {
        try {
            Path file = directory.resolve("anchors-" + dns.address().getPort());
            return Files.writeString(file, dns.trustAnchors() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the document shows. */
    static void report(Throwable failure) {
        for (DaneRefusal refused : DaneRefusal.allIn(failure)) {
            System.err.println(refused.server() + " " + refused.reason());
            System.err.println(refused.explain());
        }
    }

    /** That the server's certificate is the reason, and can be found. */
    static void assertMismatch(Throwable failure) {
        assertThat(failure).isNotNull();
        report(failure);
        assertThat(DaneRefusal.allIn(failure))
                .as(() -> String.valueOf(failure))
                .isNotEmpty()
                .allSatisfy(refused -> assertThat(refused.reason()).isEqualTo(Reason.LEAF_MISMATCH));
    }

    static MimeMessage message(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@example.net"));
        message.addRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.org"));
        message.setSubject("secret");
        message.setText("for nobody else");
        return message;
    }

    /** That an impostor's server has heard nothing but a greeting. */
    static void assertNothingGivenAway(SmtpServer server) {
        assertThat(server.received()).isEmpty();
        assertThat(server.credentials()).isEmpty();
        assertThat(server.commands()).allSatisfy(command -> assertThat(command).matches("(EHLO|HELO|STARTTLS|QUIT).*"));
    }
}
