package io.github.dane4j.cli.rollover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The script src/dist/hooks/dane-deploy with the built jar, called as certbot and acme.sh call it. */
class DeployHookIT {
    private static final Path JAR = Path.of("target", "dane.jar").toAbsolutePath();
    private static final Path HOOK =
            Path.of("src", "dist", "hooks", "dane-deploy").toAbsolutePath();
    private static final Pattern SEEN = Pattern.compile("(\"seen\" : \")([^\"]+)\"");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate current =
            TestCertificate.builder().dnsNames("mx.example.test").build();
    private final TestCertificate next =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private SmtpServer server;
    private DnsTree tree;

    @BeforeEach
    void start() throws IOException {
        server = network.start(SmtpServer.builder("mx.example.test").certificate(current));
        tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + current.tlsa(3, 1, 1))));
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        Path live = Files.createDirectories(folder.resolve("live"));
        Files.writeString(live.resolve("chain.pem"), current.pem());
        Files.writeString(live.resolve("key.pem"), "the current key");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        executable("dane", "exec " + java + " -jar " + JAR + " \"$@\"");
        executable("reload", "echo reloaded >> " + folder.resolve("reloads"));
        String dns = "127.0.0.1:" + tree.address().getPort();
        Files.writeString(folder.resolve("conf"), """
            DANE_HOSTS="mx.example.test:%d"
            DANE_LIVE=%s
            DANE_RELOAD=%s
            DANE=%s
            DANE_OPTIONS="--starttls smtp --nameserver %s --zone-server %s --trust-anchor %s"
            """.formatted(
                        server.port(), live, folder.resolve("reload"), folder.resolve("dane"), dns, dns, anchors));
        // What certbot does: the hook is a command of the shell, and the lineage is in the environment.
        executable("certbot", """
            mkdir -p lineage
            cp renewed.pem lineage/fullchain.pem
            cp renewed.key lineage/privkey.pem
            RENEWED_LINEAGE="$PWD/lineage" RENEWED_DOMAINS=mx.example.test /bin/sh -c "$1"
            """);
        // What acme.sh does: it exports the paths, changes to the folder of the domain, and evaluates the command.
        executable("acme.sh", """
            mkdir -p mx.example.test
            cp renewed.pem mx.example.test/fullchain.cer
            cp renewed.key mx.example.test/mx.example.test.key
            export CERT_FULLCHAIN_PATH="$PWD/mx.example.test/fullchain.cer"
            export CERT_KEY_PATH="$PWD/mx.example.test/mx.example.test.key"
            export Le_Domain=mx.example.test
            cd mx.example.test && eval "$1"
            """);
        Files.writeString(folder.resolve("renewed.pem"), next.pem());
        Files.writeString(folder.resolve("renewed.key"), "the next key");
    }

    private void executable(String name, String script) throws IOException {
        Files.writeString(folder.resolve(name), "#!/bin/sh\nset -eu\n" + script + "\n");
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwx------"));
    }

    private record Outcome(int status, String output) {}

    private Outcome run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of("DANE_DEPLOY_CONF", folder.resolve("conf").toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private Outcome certbot() throws IOException, InterruptedException {
        return run(folder.resolve("certbot").toString(), HOOK.toString());
    }

    private Outcome acme() throws IOException, InterruptedException {
        return run(folder.resolve("acme.sh").toString(), HOOK.toString());
    }

    private Outcome timer() throws IOException, InterruptedException {
        return run(HOOK.toString());
    }

    private void publishBoth() {
        tree.replaceZone(
                "example.test",
                zone -> zone.record("mx A 127.0.0.1")
                        .record("_" + server.port() + "._tcp.mx TLSA " + current.tlsa(3, 1, 1))
                        .record("_" + server.port() + "._tcp.mx TLSA " + next.tlsa(3, 1, 1)));
    }

    private void pass() throws IOException {
        Path state = folder.resolve("live").resolve("state.json");
        Files.writeString(
                state,
                SEEN.matcher(Files.readString(state))
                        .replaceAll(found ->
                                found.group(1) + Instant.parse(found.group(2)).minusSeconds(86_400) + "\""));
    }

    private String live(String file) throws IOException {
        return Files.readString(folder.resolve("live").resolve(file));
    }

    private void assertUnchanged() throws IOException {
        assertThat(live("chain.pem")).isEqualTo(current.pem());
        assertThat(live("key.pem")).isEqualTo("the current key");
        assertThat(folder.resolve("reloads")).doesNotExist();
    }

    private void assertDeployed() throws IOException {
        assertThat(live("chain.pem")).isEqualTo(next.pem());
        assertThat(live("key.pem")).isEqualTo("the next key");
        assertThat(folder.resolve("reloads")).hasContent("reloaded");
    }

    @Test
    void certbotAndTheTimer() throws Exception {
        Outcome first = certbot();
        assertThat(first.status()).as(first.output()).isZero();
        assertThat(first.output()).contains("  add     ", "TLSA " + next.tlsa(3, 1, 1), "dane-deploy: not yet");
        assertUnchanged();

        publishBoth();
        Outcome second = timer();
        assertThat(second.output()).contains("wait; do not switch yet", "dane-deploy: not yet");
        assertUnchanged();

        pass();
        Outcome third = timer();
        assertThat(third.status()).as(third.output()).isZero();
        assertDeployed();
        assertThat(folder.resolve("live").resolve("waiting")).isEmptyDirectory();
    }

    @Test
    void acmeShAndTheTimer() throws Exception {
        assertThat(acme().output()).contains("dane-deploy: not yet");
        assertUnchanged();

        publishBoth();
        timer();
        pass();
        Outcome last = acme();
        assertThat(last.status()).as(last.output()).isZero();
        assertDeployed();
    }

    /** A key that is kept needs no wait. */
    @Test
    void renewedWithTheSameKey() throws Exception {
        TestCertificate renewed = TestCertificate.builder()
                .dnsNames("mx.example.test")
                .keyPair(current.keyPair())
                .build();
        Files.writeString(folder.resolve("renewed.pem"), renewed.pem());
        Files.writeString(folder.resolve("renewed.key"), "the current key");
        timer();
        pass();

        Outcome outcome = certbot();

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(live("chain.pem")).isEqualTo(renewed.pem());
    }

    /** Not known is not yes, and somebody has to know. */
    @Test
    void dnsThatDoesNotAnswer() throws Exception {
        tree.close();

        Outcome outcome = certbot();

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.output()).contains("dane-deploy: the server keeps its certificate");
        assertUnchanged();
    }
}
