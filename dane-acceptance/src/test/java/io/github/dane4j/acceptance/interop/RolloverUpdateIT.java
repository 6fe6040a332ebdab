package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.DaneCommand;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code dane rollover --update} against BIND, which takes signed updates (RFC 2136, RFC 8945) and signs the zone anew. */
@Timeout(120)
class RolloverUpdateIT {
    private static final Pattern SEEN = Pattern.compile("(\"seen\" : \")([^\"]+)\"");

    private final Parts parts = new Parts();
    private final TestCertificate current =
            TestCertificate.builder().dnsNames("mx.rollover.test").build();
    private final TestCertificate next =
            TestCertificate.builder().dnsNames("mx.rollover.test").build();

    private Path folder = Path.of("");
    private int port;
    private Bind bind;
    private SmtpServer server;

    @BeforeEach
    void start() throws IOException {
        folder = parts.keep(TemporaryFolder.create()).path();
        server = SmtpServer.builder("mx.rollover.test").certificate(current).start();
        port = server.port();
        Files.writeString(folder.resolve("current.pem"), current.pem());
        Files.writeString(folder.resolve("next.pem"), next.pem());
        String key = key("update.key", Bind.UPDATE_KEY);
        bind = parts.keep(Bind.startUpdatable(
                TemporaryFolder.open(folder.resolve("bind")),
                List.of(
                        Zone.signed(".", ""),
                        Zone.signed("test", ""),
                        Zone.signed(
                                "rollover.test",
                                "mx A 127.0.0.1\n_" + port + "._tcp.mx TLSA " + current.tlsa(3, 1, 1))),
                "rollover.test",
                key));
    }

    @AfterEach
    void stop() {
        server.close();
        parts.close();
    }

    private String key(String file, String name) throws IOException {
        String key = Command.run(Program.TSIG_KEYGEN, name);
        Files.writeString(folder.resolve(file), key);
        return key;
    }

    private record Outcome(int status, String out, String err) {}

    private Outcome run(String... more) {
        String address = "127.0.0.1:" + bind.address().getPort();
        List<String> args = new ArrayList<>(List.of(
                "rollover",
                "mx.rollover.test:" + port,
                "--current",
                folder.resolve("current.pem").toString(),
                "--next",
                folder.resolve("next.pem").toString(),
                "--state",
                folder.resolve("state").toString(),
                "--starttls",
                "smtp",
                "--nameserver",
                address,
                "--zone-server",
                address,
                "--trust-anchor",
                bind.rootAnchor().toString()));
        args.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = DaneCommand.run(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    private Outcome update(String keyFile) {
        return run(
                "--update",
                "127.0.0.1:" + bind.address().getPort(),
                "--tsig-key-file",
                folder.resolve(keyFile).toString());
    }

    private void pass(Duration time) throws IOException {
        Path state = folder.resolve("state");
        Files.writeString(
                state,
                SEEN.matcher(Files.readString(state))
                        .replaceAll(found ->
                                found.group(1) + Instant.parse(found.group(2)).minus(time) + "\""));
    }

    @Test
    void wholeRollover() throws Exception {
        Outcome publish = update("update.key");
        assertThat(publish.status()).as(publish.toString() + bind.log()).isEqualTo(1);
        assertThat(publish.out()).contains("the zone was changed", "TLSA " + next.tlsa(3, 1, 1));

        // Found secure, so BIND has signed what it was sent.
        Outcome wait = update("update.key");
        assertThat(wait.status()).as(wait.toString() + bind.log()).isEqualTo(1);
        assertThat(wait.out())
                .contains("wait; do not switch yet", current.tlsa(3, 1, 1), next.tlsa(3, 1, 1))
                .doesNotContain("the zone was changed");

        pass(Duration.ofDays(1));
        assertThat(run().status()).isZero();

        server.close();
        server = SmtpServer.builder("mx.rollover.test")
                .certificate(next)
                .port(port)
                .start();
        Outcome remove = update("update.key");
        assertThat(remove.status()).as(remove.toString() + bind.log()).isZero();
        assertThat(remove.out()).contains("  remove  ", "the zone was changed");

        Outcome done = run();
        assertThat(done.status()).as(done.toString()).isZero();
        assertThat(done.out())
                .contains("done: the server presents this key", next.tlsa(3, 1, 1))
                .doesNotContain(current.tlsa(3, 1, 1));
    }

    /** Neither a key of another name nor one with another secret changes anything. */
    @Test
    void serverThatDoesNotKnowTheKey() throws Exception {
        key("other.key", "other");
        key("secret.key", Bind.UPDATE_KEY);
        for (String file : List.of("other.key", "secret.key")) {
            Outcome outcome = update(file);

            assertThat(outcome.status()).as(outcome.toString()).isEqualTo(3);
            assertThat(outcome.err())
                    .contains("the zone is not changed", "compare the name, the algorithm and the secret");
            assertThat(outcome.out()).doesNotContain("the zone was changed");
        }
        assertThat(run().out()).contains(current.tlsa(3, 1, 1), "publish; do not switch yet");
    }
}
