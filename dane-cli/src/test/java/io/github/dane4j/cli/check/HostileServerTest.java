package io.github.dane4j.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that say what no server should: the check ends, in a line of its own words. */
class HostileServerTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    /** Checks a server that says {@code first}, then {@code again} for as long as anybody listens. */
    private Dane check(String first, String again, int timeout) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> talk(listener, first, again));
            server.setDaemon(true);
            server.start();
            DnsTree tree = network.start(DnsTree.builder()
                    .zone(
                            "example.test",
                            zone -> zone.record("mx A 127.0.0.1")
                                    .record("_" + listener.getLocalPort() + "._tcp.mx TLSA 3 1 1 " + "00".repeat(32))));
            Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
            return Dane.run(
                    "check",
                    "mx.example.test:" + listener.getLocalPort(),
                    "--starttls",
                    "smtp",
                    "--timeout",
                    String.valueOf(timeout),
                    "--nameserver",
                    "127.0.0.1:" + tree.address().getPort(),
                    "--trust-anchor",
                    anchors.toString());
        }
    }

    private static void talk(ServerSocket listener, String first, String again) {
        try (Socket client = listener.accept();
                OutputStream out = client.getOutputStream()) {
            out.write(first.getBytes(StandardCharsets.ISO_8859_1));
            while (!again.isEmpty()) {
                out.write(again.getBytes(StandardCharsets.ISO_8859_1));
            }
            // The rest of the dialog, so that the client hears all of this before the end.
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client has heard enough.
        }
    }

    private static String text(String escaped) {
        return escaped.replace("CRLF", "\r\n").replace("ESC", "\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                | 220-wait CRLF | a reply of more than 100 lines, 220-wait",
                "''                | x             | a line of more than 1024 characters, xxxxxxxxxxxxxxxxxxxx",
                "''                | helloCRLF     | the server does not speak SMTP; it said: hello",
                "''                | ESC[2JCRLF    | the server does not speak SMTP; it said: \\u001b[2J",
                "''                | 999 noCRLF    | the server does not speak SMTP; it said: 999 no",
                "''                | 22CRLF        | the server does not speak SMTP; it said: 22",
                "220 helloCRLF550 ESC[31mCRLF550 noCRLF | '' | it said: 550 \\u001b[31m",
                "220CRLF502CRLF550 noCRLF | ''     | the server does not want to talk; it said: 502",
            })
    void saysTooMuchOrTheWrongThing(String first, String again, String message) throws Exception {
        Dane dane = check(text(first), text(again), 10);

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("?     127.0.0.1: the server", message).doesNotContain("\u001b");
    }

    /** RFC 3207 section 4.2: what comes in the clear behind the reply to STARTTLS is no part of the TLS connection. */
    @Test
    void textBehindTheReplyToStartTlsIsNoHandshake() throws Exception {
        Dane dane = check(text("220 hiCRLF250-hiCRLF250 STARTTLSCRLF220 goCRLF250 injectedCRLF"), "", 10);

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out()).contains("the TLS handshake failed");
    }

    /** RFC 3207 section 4, RFC 5321 section 4.1.1.1: one keyword, and not in the first line, which is the greeting. */
    @Test
    void startTlsIsOfferedAsAKeyword() throws Exception {
        Dane dane = check(text("220 hiCRLF250-STARTTLSCRLF250-XSTARTTLSCRLF250 STARTTLSXCRLF"), "", 10);

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out()).contains("the server does not offer STARTTLS");
    }

    @Test
    void silenceInTheHandshakeIsNoVerdict() throws Exception {
        Dane dane = check(text("220 hiCRLF250-hiCRLF250 STARTTLSCRLF220 goCRLF"), "", 5);

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("?     127.0.0.1: the server took more than 5 seconds");
    }
}
