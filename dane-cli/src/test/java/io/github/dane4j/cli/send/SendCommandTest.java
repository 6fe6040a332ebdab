package io.github.dane4j.cli.send;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One message, delivered, deferred and refused. */
class SendCommandTest {
    private static final String MESSAGE = """
            From: Bob <bob@sender.test>
            To: alice@example.test
            Bcc: carol@example.test
            Subject: Under DANE

            Hello.
            """;

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private Dane send(SmtpServer server, String records, String... args) throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> {
            zone.record("@ MX 10 mx").record("mx A 127.0.0.1");
            records.lines().forEach(zone::record);
        }));
        List<String> all = new ArrayList<>(List.of(
                "send",
                "--allow-loopback",
                "--port",
                String.valueOf(server.port()),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                Files.writeString(folder.resolve("root.key"), tree.trustAnchors())
                        .toString()));
        all.addAll(List.of(args));
        return Dane.run(all.toArray(String[]::new));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("message.eml"), text).toString();
    }

    private String tlsa(SmtpServer server, String record) {
        return "_" + server.port() + "._tcp.mx TLSA " + record;
    }

    @Test
    void deliveredToTheRecipientsOfTheHeader() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));

        Dane dane = send(server, tlsa(server, certificate.tlsa(3, 1, 1)), file(MESSAGE), "--mode", "mandatory");

        assertThat(dane.status()).as(dane.out() + dane.err()).isZero();
        assertThat(dane.out())
                .contains("MX secure, TLSA secure (1); asks for: TLS, and the server matches its TLSA records")
                .endsWith("delivered  alice@example.test\ndelivered  carol@example.test\n");
        assertThat(server.received()).allSatisfy(mail -> {
            assertThat(mail.encrypted()).isTrue();
            assertThat(mail.sender()).isEqualTo("bob@sender.test");
            assertThat(mail.content()).contains("Subject: Under DANE", "Hello.").doesNotContain("Bcc");
        });
        assertThat(server.received().stream().flatMap(mail -> mail.recipients().stream()))
                .containsExactlyInAnyOrder("alice@example.test", "carol@example.test");
    }

    @Test
    void fromStandardInputToOthers() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.US_ASCII)));
            Dane dane = send(
                    server,
                    tlsa(server, certificate.tlsa(3, 1, 1)),
                    "--to",
                    "dave@example.test",
                    "--from",
                    "eve@sender.test");
            assertThat(dane.status()).as(dane.out() + dane.err()).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(server.received()).singleElement().satisfies(mail -> {
            assertThat(mail.recipients()).containsExactly("dave@example.test");
            assertThat(mail.sender()).isEqualTo("eve@sender.test");
        });
    }

    @Test
    void deferredWithTheWholeExplanation() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));
        String another =
                TestCertificate.builder().dnsNames("mx.example.test").build().tlsa(3, 1, 1);

        Dane dane = send(server, tlsa(server, another), file(MESSAGE));
        Dane json = send(server, tlsa(server, another), file(MESSAGE), "--json");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains(": leaf-mismatch", "deferred  alice@example.test");
        assertThat(json.status()).isEqualTo(3);
        assertThat(json.out()).contains("\"fate\": \"deferred\"", "\"reason\": \"leaf-mismatch\"");
        assertThat(server.received()).isEmpty();
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void jsonOfADelivery() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));

        Dane dane = send(server, tlsa(server, certificate.tlsa(3, 1, 1)), file(MESSAGE), "--json");

        assertGolden("send.json", dane.out().replace(":" + server.port(), ":PORT"));
    }

    @Test
    void refusedByTheServer() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test")
                .certificate(certificate)
                .replyToRecipient("alice@example.test", "550 5.1.1 no such user"));

        Dane dane = send(server, tlsa(server, certificate.tlsa(3, 1, 1)), file(MESSAGE));

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains("refused  alice@example.test: 550 5.1.1 no such user", "delivered  carol@example.test");
    }

    /** RFC 1047: neither sent again without a word, nor called delivered. */
    @Test
    void serverThatDoesNotSayWhetherItAccepts() throws Exception {
        SmtpServer server = network.start(
                SmtpServer.builder("mx.example.test").certificate(certificate).endAfter(0, ".", ""));

        Dane dane = send(server, tlsa(server, certificate.tlsa(3, 1, 1)), file(MESSAGE));
        Dane json = send(server, tlsa(server, certificate.tlsa(3, 1, 1)), file(MESSAGE), "--json");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("sent again, it may arrive twice", "uncertain  alice@example.test");
        assertThat(json.out()).contains("\"fate\": \"uncertain\"", "\"uncertain\": true");
    }

    /** Mandatory mode sends nothing in the clear, and opportunistic mode only where nothing is promised. */
    @Test
    void serverWithoutTls() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").withoutStartTls());

        assertThat(send(server, "", file(MESSAGE), "--mode", "mandatory").status())
                .isEqualTo(3);
        assertThat(send(server, tlsa(server, certificate.tlsa(3, 1, 1)), file(MESSAGE))
                        .status())
                .isEqualTo(3);
        assertThat(server.received()).isEmpty();
        assertThat(send(server, "", file(MESSAGE)).status()).isZero();
        assertThat(server.received()).isNotEmpty().noneMatch(mail -> mail.encrypted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty; expected a message",
                "'From: a@b.test\n\nx'|names no recipient; give one with --to",
                "'To: a@b.test\n\nx'|names no sender; give one with --from"
            })
    void messageThatCannotBeSent(String text, String complaint) throws Exception {
        Dane dane = Dane.run("send", file(text));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(complaint).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--to x|expected an address such as alice@example.org",
                "--mode off|--mode",
                "--mode ''|--mode",
                "--port 0|--port is 1 to 65535",
                "--deadline 0|--deadline is 1 to 86400"
            })
    void wrongUse(String args, String complaint) throws Exception {
        List<String> all = new ArrayList<>(List.of("send", file(MESSAGE)));
        all.addAll(List.of(args.replace("''", "").split(" ", -1)));

        Dane dane = Dane.run(all.toArray(String[]::new));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(complaint).doesNotContain("\tat ");
    }
}
