package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The built jar as a process of its own, as people run it. */
class DaneJarIT {
    private static final Path JAR = Path.of("target", "dane.jar");
    private static final Path FILES = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private Dane run(List<String> options, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Dane(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private String[] check(SmtpServer server, String records, String... more) throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> {
            zone.record("@ MX 10 mx");
            records.lines().forEach(zone::record);
        }));
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> args = new ArrayList<>(List.of(
                "check",
                "example.test",
                "--port",
                String.valueOf(server.port()),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    @Test
    void helpAndVersion() throws Exception {
        Dane help = run(List.of(), "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("Usage: dane", "check", "tlsa", "verify", "lookup", "demo");
        assertThat(help.err()).isEmpty();

        Dane version = run(List.of(), "--version");
        assertThat(version.out()).matches("(?s)dane \\d.*Java \\d.*");
    }

    /** The launcher trains the archive of classes by it. */
    @Test
    void trainingForTheLauncher() throws Exception {
        Dane dane = run(List.of(), "train");

        assertThat(dane.status()).isZero();
        assertThat(dane.out() + dane.err()).isEmpty();
    }

    @Test
    void checkOfADomain() throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));
        String tlsa = "_" + server.port() + "._tcp.mx TLSA ";

        Dane good = run(List.of(), check(server, "mx A 127.0.0.1\n" + tlsa + certificate.tlsa(3, 1, 1), "--dane-only"));
        assertThat(good.out())
                .contains("ok  example.test: every server is the one that DNS names")
                .doesNotContain("\u001b");
        assertThat(good.err()).isEmpty();
        assertThat(good.status()).isZero();

        Dane bad = run(List.of(), check(server, "mx A 127.0.0.1\n" + tlsa + "3 1 1 " + "00".repeat(32), "--json"));
        assertThat(bad.status()).isEqualTo(1);
        assertThat(bad.out()).startsWith("{").contains("\"code\": \"not-authenticated\"");
    }

    /** A machine without IPv6 comes to a verdict about a host that has both. */
    @Test
    void machineWithoutIpv6() throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));

        Dane dane = run(
                List.of("-Djava.net.preferIPv4Stack=true"),
                check(
                        server,
                        "mx A 127.0.0.1\nmx AAAA 2001:db8::1\n_" + server.port() + "._tcp.mx TLSA "
                                + certificate.tlsa(3, 1, 1)));

        assertThat(dane.out()).contains("ok    2001:db8:0:0:0:0:0:1: not tried: this machine has no route");
        assertThat(dane.status()).isZero();
    }

    @Test
    void wrongUseIsOneLineAndStatusTwo() throws Exception {
        for (String[] args : new String[][] {
            {"check", "smtp://mx.example.org"},
            {"tlsa", folder.resolve("none.pem").toString()},
            {"verify", FILES.resolve("chain.pem").toString(), "-r", "x"},
            {"lookup", "example.org", "TXT"}
        }) {
            Dane dane = run(List.of(), args);
            assertThat(dane.status()).isEqualTo(2);
            assertThat(dane.out()).isEmpty();
            assertThat(dane.err()).contains("See: dane " + args[0] + " --help").doesNotContain("\tat ");
        }
    }

    @Test
    void tlsaAndVerifyFitTogether() throws Exception {
        String chain = FILES.resolve("chain.pem").toString();
        Dane tlsa = run(List.of(), "tlsa", chain, "--name", "mx.example.org");
        Path zone = Files.writeString(folder.resolve("zone"), tlsa.out());

        assertThat(run(List.of(), "verify", chain, "--records", zone.toString()).status())
                .isZero();
    }

    /** Where the output cannot go anywhere, one line says so, and the exit status is not that of success. */
    @Test
    void fullDisk() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "only Linux has a device that is always full");

        assertOutputIsMissed(ProcessBuilder.Redirect.to(full.toFile()));
    }

    @Test
    void pipeThatCloses() throws Exception {
        assertOutputIsMissed(ProcessBuilder.Redirect.PIPE);
    }

    private void assertOutputIsMissed(ProcessBuilder.Redirect out) throws IOException, InterruptedException {
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toString(),
                        "tlsa",
                        FILES.resolve("chain.pem").toString())
                .redirectOutput(out)
                .redirectError(err.toFile())
                .start();
        // Long before the command has anything to say.
        process.getInputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(err))
                .singleElement()
                .asString()
                .startsWith("dane: not all of the output was written");
    }
}
