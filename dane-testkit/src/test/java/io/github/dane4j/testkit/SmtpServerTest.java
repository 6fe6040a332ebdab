package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final TrustAnything trust = new TrustAnything();
    private final SSLContext tls = trust.clientContext();

    private static SmtpServer.Builder mx() {
        return SmtpServer.builder("mx.example.org");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String deliver(SmtpClient client, String content) throws IOException {
        client.say("MAIL FROM:<alice@example.net> BODY=8BITMIME");
        client.say("RCPT TO:<bob@example.org>");
        client.say("DATA");
        return client.say(content + "\r\n.");
    }

    @Test
    void takesMailInTheClear() throws IOException {
        SmtpServer server = network.start(mx());
        try (SmtpClient client = new SmtpClient(server)) {
            assertThat(client.read()).isEqualTo("220 mx.example.org ESMTP");
            assertThat(client.say("EHLO client.example.net")).isEqualTo("250-mx.example.org|250-8BITMIME|250 STARTTLS");
            assertThat(deliver(client, "Subject: hé\r\n\r\n..dot\r\n...\r\nend"))
                    .isEqualTo("250 OK");
            assertThat(client.say("QUIT")).isEqualTo("221 mx.example.org closing");
        }

        ReceivedMail mail = server.received().get(0);
        assertThat(mail.sender()).isEqualTo("alice@example.net");
        assertThat(mail.recipients()).containsExactly("bob@example.org");
        assertThat(mail.content()).isEqualTo("Subject: hé\r\n\r\n.dot\r\n..\r\nend\r\n");
        assertThat(mail.encrypted()).isFalse();
        assertThat(mail.tlsProtocol()).isEmpty();
        assertThat(mail.serverName()).isEmpty();
        assertThat(server.commands())
                .containsExactly(
                        "EHLO client.example.net",
                        "MAIL FROM:<alice@example.net> BODY=8BITMIME",
                        "RCPT TO:<bob@example.org>",
                        "DATA",
                        "QUIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesMailOverStartTlsAndResumesSessions(String protocol) throws IOException {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.example.org").build();
        SmtpServer server = network.start(mx().certificate(certificate).tlsProtocols(protocol));
        for (int i = 0; i < 2; i++) {
            try (SmtpClient client = new SmtpClient(server)) {
                client.read();
                client.say("EHLO client");
                assertThat(client.say("STARTTLS")).startsWith("220");
                client.startTls(tls, "mx.example.org");
                assertThat(client.say("EHLO client")).doesNotContain("STARTTLS");
                assertThat(client.say("STARTTLS")).startsWith("502");
                deliver(client, "over TLS");
                client.say("QUIT");
            }
        }

        assertThat(server.received()).hasSize(2).allSatisfy(mail -> {
            assertThat(mail.encrypted()).isTrue();
            assertThat(mail.tlsProtocol()).contains(protocol);
            assertThat(mail.serverName()).contains("mx.example.org");
        });
        assertThat(server.handshakes()).extracting(Handshake::resumed).containsExactly(false, true);
        assertThat(server.serverNames()).containsExactly("mx.example.org", "mx.example.org");
        assertThat(trust.chains()).containsExactly(List.of(certificate.certificate()));
    }

    @Test
    void forgetsTheEnvelopeWhenTlsStarts() throws IOException {
        SmtpServer server = network.start(mx());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("EHLO client");
            client.say("MAIL FROM:<alice@example.net>");
            client.say("STARTTLS");
            client.startTls(tls, "mx.example.org");
            assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("503");
            assertThat(client.say("DATA")).startsWith("503");
        }
    }

    @Test
    void takesMailOverImplicitTls() throws IOException {
        SmtpServer server = network.start(mx().implicitTls());
        try (SmtpClient client = SmtpClient.overTls(server, tls, "mx.example.org")) {
            assertThat(client.read()).startsWith("220");
            assertThat(client.say("EHLO client")).doesNotContain("STARTTLS");
            deliver(client, "text");
        }

        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.encrypted()).isTrue());
    }

    @Test
    void mayNotOfferStartTls() throws IOException {
        SmtpServer server = network.start(mx().withoutStartTls());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            assertThat(client.say("EHLO client")).isEqualTo("250-mx.example.org|250 8BITMIME");
            assertThat(client.say("STARTTLS")).startsWith("502");
            assertThat(client.say("NOOP")).startsWith("250");
        }
    }

    @Test
    void mayRefuseStartTls() throws IOException {
        SmtpServer server = network.start(mx().refuseStartTls());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            assertThat(client.say("EHLO client")).contains("STARTTLS");
            assertThat(client.say("STARTTLS")).startsWith("454");
            assertThat(deliver(client, "in the clear after all")).startsWith("250");
        }
    }

    @Test
    void mayBreakTheHandshake() throws IOException {
        SmtpServer server = network.start(mx().breakHandshake());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("EHLO client");
            assertThat(client.say("STARTTLS")).startsWith("220");
            assertThatThrownBy(() -> client.startTls(tls, "mx.example.org")).isInstanceOf(IOException.class);
        }
        assertThat(server.handshakes()).isEmpty();
    }

    @Test
    void mayRefuseRecipients() throws IOException {
        SmtpServer server = network.start(mx().replyToRecipient("Carol@example.org", "550 no such user"));
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("HELO client");
            assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("503");
            client.say("MAIL FROM:<>");
            assertThat(client.say("RCPT TO:<carol@example.org>")).isEqualTo("550 no such user");
            assertThat(client.say("DATA")).startsWith("503");
            client.say("RCPT TO: bob@example.org");
            client.say("DATA");
            client.say(".");
        }

        assertThat(server.received())
                .containsExactly(new ReceivedMail("", List.of("bob@example.org"), "", Optional.empty()));
    }

    @Test
    void mayRefuseTheMessage() throws IOException {
        SmtpServer server = network.start(mx().replyToData("452 disk full"));
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("EHLO client");
            assertThat(deliver(client, "text")).isEqualTo("452 disk full");
            assertThat(client.say("RSET")).startsWith("250");
        }

        assertThat(server.received()).isEmpty();
    }

    @Test
    void keepsThePasswordsItIsGiven() throws IOException {
        SmtpServer server = network.start(mx().offerAuth());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            assertThat(client.say("EHLO client")).contains("AUTH PLAIN LOGIN");
            assertThat(client.say("AUTH PLAIN " + base64("\0alice\0secret"))).startsWith("235");
            assertThat(client.say("AUTH PLAIN")).startsWith("334");
            assertThat(client.say(base64("\0bob\0word"))).startsWith("235");
            client.say("STARTTLS");
            client.startTls(tls, "mx.example.org");
            assertThat(client.say("AUTH LOGIN")).isEqualTo("334 " + base64("Username:"));
            assertThat(client.say(base64("carol"))).isEqualTo("334 " + base64("Password:"));
            assertThat(client.say(base64("pass"))).startsWith("235");
            assertThat(client.say("AUTH CRAM-MD5")).startsWith("504");
            assertThat(client.say("AUTH")).startsWith("504");
        }

        assertThat(server.credentials())
                .containsExactly(
                        new SmtpServer.Credentials("alice", "secret", false),
                        new SmtpServer.Credentials("bob", "word", false),
                        new SmtpServer.Credentials("carol", "pass", true));
        assertThat(server.commands()).doesNotContain(base64("carol"), base64("pass"));
    }

    @Test
    void knowsNoPasswordsUnlessTold() throws IOException {
        SmtpServer server = network.start(mx());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            assertThat(client.say("AUTH PLAIN " + base64("\0alice\0secret"))).startsWith("504");
            assertThat(client.say("VRFY alice")).startsWith("500");
        }
        assertThat(server.credentials()).isEmpty();
    }

    @Test
    void hangsUpOnWhatIsNoBase64() throws IOException {
        SmtpServer server = network.start(mx().offerAuth());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            assertThatThrownBy(() -> client.say("AUTH PLAIN !!!")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void mayCloseAfterTheGreeting() throws IOException {
        SmtpServer server = network.start(mx().greeting("421 too busy").closeAfterGreeting());
        try (SmtpClient client = new SmtpClient(server)) {
            assertThat(client.read()).isEqualTo("421 too busy");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        server.awaitClosed(1, Duration.ofSeconds(10));
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void mayEndAConnectionThatHadEnough() throws IOException {
        SmtpServer server = network.start(mx().endAfter(1, "MAIL", "421 enough"));
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("MAIL FROM:<a@example.net>");
            client.say("RCPT TO:<b@example.org>");
            client.say("DATA");
            assertThat(client.say("text\r\n.")).isEqualTo("250 OK");
            assertThat(client.say("NOOP")).isEqualTo("250 OK");
            assertThat(client.say("MAIL FROM:<a@example.net>")).isEqualTo("421 enough");
            assertThatThrownBy(client::read).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void mayTakeAMessageAndNotSaySo() throws IOException {
        SmtpServer server = network.start(mx().endAfter(0, ".", ""));
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("MAIL FROM:<a@example.net>");
            client.say("RCPT TO:<b@example.org>");
            client.say("DATA");
            assertThatThrownBy(() -> client.say("text\r\n.")).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void maySayNothing() throws IOException {
        SmtpServer server = network.start(mx().silent());
        try (SmtpClient client = new SmtpClient(server)) {
            server.awaitConnections(1, Duration.ofSeconds(10));
            client.send("EHLO client");
        }
        server.awaitClosed(1, Duration.ofSeconds(10));

        assertThat(server.commands()).isEmpty();
    }

    @Test
    void presentsAnotherCertificateWhenTold() throws IOException {
        TestCertificate root = TestCertificate.builder().certificateAuthority().build();
        TestCertificate first = TestCertificate.builder().issuedBy(root).build();
        TestCertificate second = TestCertificate.builder().issuedBy(root).build();
        SmtpServer server = network.start(mx().chain(first, first.chain()).implicitTls());

        SmtpClient.overTls(server, tls, "mx.example.org").close();
        server.certificate(second);
        SmtpClient.overTls(server, tls, "mx.example.org").close();

        assertThat(trust.chains()).containsExactly(first.chain(), List.of(second.certificate()));
    }

    @Test
    void severalServersShareAPortAtSeveralAddresses() throws IOException {
        SmtpServer first = network.start(mx().address(InetAddress.getLoopbackAddress()));
        SmtpServer second = network.start(SmtpServer.builder("mx2.example.org")
                .address(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))
                .port(first.port()));
        try (SmtpClient client = new SmtpClient(second)) {
            assertThat(client.read()).contains("mx2.example.org");
        }
        assertThat(first.connections()).isZero();
        assertThat(first.failedHandshakes()).isZero();
    }

    @Test
    void takesChunksAsTheyAre() throws IOException {
        SmtpServer server = network.start(mx().offerChunking());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            assertThat(client.say("EHLO client.example.net")).contains("CHUNKING");
            client.say("MAIL FROM:<alice@example.net>");
            client.say("RCPT TO:<bob@example.org>");
            // Each chunk ends with the CRLF that the client adds to what it says.
            assertThat(client.say("BDAT many")).startsWith("501");
            assertThat(client.say("BDAT 6\r\n..\u00e9")).isEqualTo("250 OK");
            assertThat(client.say("BDAT 3 LAST\r\n.")).isEqualTo("250 OK");
        }
        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.content()).isEqualTo("..\u00e9\r\n.\r\n"));
    }

    @Test
    void breaksOffWhenAServerNameIsAskedFor() throws IOException {
        SmtpServer server = network.start(mx().refuseServerNames());
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("STARTTLS");
            assertThatThrownBy(() -> client.startTls(tls, "mx.example.org")).isInstanceOf(IOException.class);
        }
        try (SmtpClient client = new SmtpClient(server)) {
            client.read();
            client.say("STARTTLS");
            client.startTls(tls, "127.0.0.1");
            assertThat(client.say("NOOP")).isEqualTo("250 OK");
        }
        assertThat(server.serverNames()).containsExactly("mx.example.org");
        assertThat(server.failedHandshakes()).isEqualTo(1);
    }
}
