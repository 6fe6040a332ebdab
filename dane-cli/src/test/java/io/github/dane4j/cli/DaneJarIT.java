package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        List<String> args = new ArrayList<>(List.of("check", "example.test", "--port", String.valueOf(server.port())));
        args.addAll(List.of(more));
        return dns(tree, args.toArray(String[]::new));
    }

    private String[] dns(DnsTree tree, String... args) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(
                List.of("--nameserver", "127.0.0.1:" + tree.address().getPort(), "--trust-anchor", anchors.toString()));
        return all.toArray(String[]::new);
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
            {"lookup", "example.org", "NS"}
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

    /** With these roots and no others. */
    private List<String> trusting(TestCertificate root) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        Path file = folder.resolve("roots.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return List.of(
                "-Djavax.net.ssl.trustStore=" + file,
                "-Djavax.net.ssl.trustStoreType=PKCS12",
                "-Djavax.net.ssl.trustStorePassword=changeit");
    }

    private static TestCertificate authority() {
        return TestCertificate.builder()
                .subject("CN=Test Root")
                .certificateAuthority()
                .build();
    }

    /** RFC 7671 section 4: where usages 0 and 1 count, the record must match, and PKIX must accept the chain as well. */
    @Test
    void usagesOfPkixWithARootThatIsTrustedHere() throws Exception {
        TestCertificate root = authority();
        TestCertificate leaf = TestCertificate.builder()
                .dnsNames("host.example.test")
                .issuedBy(root)
                .build();
        TlsServer server = network.start(TlsServer.builder().certificate(leaf));
        String host = "host.example.test:" + server.port();
        for (String record : List.of(leaf.tlsa(1, 1, 1), root.tlsa(0, 1, 1))) {
            DnsTree tree = network.start(DnsTree.builder()
                    .zone(
                            "example.test",
                            zone -> zone.record("host A 127.0.0.1")
                                    .record("_" + server.port() + "._tcp.host TLSA " + record)));
            String[] args = dns(tree, "check", host, "--format", "jsonl");

            Dane trusted = run(trusting(root), args);
            assertThat(trusted.out())
                    .contains("\"requirement\":\"authenticated\"", "\"code\":\"authenticated\"", "\"level\":\"ok\"");
            assertThat(trusted.status()).as(trusted.out()).isZero();

            Dane other = run(trusting(authority()), args);
            assertThat(other.out()).contains("\"code\":\"chain-incomplete\"", "no-pkix-path");
            assertThat(other.status()).as(other.out()).isEqualTo(1);
        }
    }

    /** A policy that can be fetched, and whether it fits the MX hosts; it never changes the verdict. */
    @Test
    void policyOfMtaSts() throws Exception {
        TestCertificate root = authority();
        TestCertificate leaf =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        SmtpServer mx = network.start(SmtpServer.builder("mx.example.test").certificate(leaf));
        AtomicReference<String> policy = new AtomicReference<>("");
        HttpsServer web = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setHttpsConfigurator(new HttpsConfigurator(TestCertificate.builder()
                .dnsNames("mta-sts.example.test")
                .issuedBy(root)
                .build()
                .serverContext()));
        web.createContext("/.well-known/mta-sts.txt", exchange -> {
            byte[] body = Objects.requireNonNull(policy.get()).getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        try {
            String[] args = check(
                    mx,
                    "mx A 127.0.0.1\nmta-sts A 127.0.0.1\n_mta-sts TXT \"v=STSv1; id=1\"\n_" + mx.port()
                            + "._tcp.mx TLSA " + leaf.tlsa(3, 1, 1),
                    "--mta-sts-port",
                    String.valueOf(web.getAddress().getPort()),
                    "--format",
                    "jsonl");
            List<String> roots = trusting(root);
            for (String[] each : new String[][] {
                {"enforce", "mx.example.test", "mta-sts-present", "MTA-STS: mode enforce, for 604800 seconds"},
                {"testing", "*.example.test", "mta-sts-present", "MTA-STS: mode testing, for 604800 seconds"},
                {"enforce", "*.mx.example.test", "mta-sts-mx-missing", "does not name the MX hosts mx.example.test"},
                {"perhaps", "mx.example.test", "mta-sts-policy-invalid", "the policy of example.test is not valid"}
            }) {
                policy.set("version: STSv1\r\nmode: " + each[0] + "\r\nmx: " + each[1] + "\r\nmax_age: 604800\r\n");

                Dane dane = run(roots, args);

                assertThat(dane.out()).contains("\"code\":\"" + each[2] + "\"", each[3]);
                assertThat(dane.status()).as(dane.out()).isZero();
            }
        } finally {
            web.stop(0);
        }
    }

    /** Colours are for terminals, and for those who have not asked to be spared. */
    @Test
    void coloursOnATerminal() throws Exception {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "only util-linux has the program that makes a terminal");
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));
        List<String> command = new ArrayList<>(List.of(java(), "-jar", JAR.toString()));
        command.addAll(List.of(check(
                server,
                "mx A 127.0.0.1\n_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1),
                "--dane-only")));
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));

        for (boolean wanted : new boolean[] {true, false}) {
            ProcessBuilder builder = new ProcessBuilder(script.toString(), "-qec", line, "/dev/null");
            builder.environment().keySet().removeAll(List.of("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"));
            builder.environment().put("TERM", "xterm");
            if (!wanted) {
                builder.environment().put("NO_COLOR", "1");
            }
            Dane dane = piped(builder);

            assertThat(dane.status()).as(dane.out()).isZero();
            assertThat(dane.out()).contains("every server is the one that DNS names");
            if (wanted) {
                assertThat(dane.out()).containsPattern("\u001b\\[32m ?ok\u001b\\[");
            } else {
                assertThat(dane.out()).doesNotContain("\u001b[");
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Dane piped(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        process.getOutputStream().close();
        // Neither says more than a pipe holds.
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Dane(process.exitValue(), out, err);
    }

    /** As on a disk on which files cannot grow: beyond so many blocks each write fails. */
    private static Dane withoutSpace(int blocks, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"));
        // The JVM's own file of counters would not fit either.
        command.addAll(List.of(java(), "-XX:-UsePerfData", "-jar", JAR.toString()));
        command.addAll(List.of(args));
        return piped(new ProcessBuilder(command));
    }

    private static void assertRefused(Dane dane, String complaint) {
        assertThat(dane.err()).startsWith(complaint).doesNotContain("\tat ", "internal error");
        assertThat(dane.err().lines()).hasSize(2).last().asString().startsWith("See: dane ");
        assertThat(dane.status()).isEqualTo(2);
    }

    private void assertNothingElseIn(Path place, String... names) throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            assertThat(all.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder(names);
        }
    }

    @Test
    void pageThatTheDiskCannotTake() throws Exception {
        Path pages = Files.createDirectory(folder.resolve("pages"));
        Path page = Files.writeString(pages.resolve("report.html"), "old");
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test"));

        Dane dane = withoutSpace(0, check(server, "mx A 127.0.0.1", "--dane-only", "--html", page.toString()));

        assertRefused(dane, "--html: " + page + " cannot be written: ");
        assertThat(page).hasContent("old");
        assertNothingElseIn(pages, "report.html");
    }

    @Test
    void stateThatTheDiskCannotTake() throws Exception {
        Path states = Files.createDirectory(folder.resolve("states"));
        Path state = states.resolve("state");
        TestCertificate current =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        Path key = Files.writeString(folder.resolve("current.pem"), current.pem());
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(current));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + current.tlsa(3, 1, 1))));
        String[] rollover = dns(
                tree,
                "rollover",
                "mx.example.test:" + server.port(),
                "--starttls",
                "smtp",
                "--current",
                key.toString(),
                "--next",
                key.toString(),
                "--zone-server",
                "127.0.0.1:" + tree.address().getPort(),
                "--state",
                state.toString());
        String[] inbound = dns(
                tree,
                "inbound",
                "status",
                "example.test",
                "--mx",
                "mx.example.test",
                "--port",
                String.valueOf(server.port()),
                "--dns-only",
                "--state",
                state.toString());
        for (String[] args : List.of(rollover, inbound)) {
            assertRefused(withoutSpace(0, args), "--state: " + state + " cannot be written: ");
            assertNothingElseIn(states);

            Dane before = run(List.of(), args);
            assertThat(before.status()).as(before.out() + before.err()).isZero();
            String written = Files.readString(state);
            assertRefused(withoutSpace(0, args), "--state: " + state + " cannot be written: ");
            assertThat(state).hasContent(written);
            assertNothingElseIn(states, "state");
            Files.delete(state);
        }
    }

    /** Whole lines are kept, and the scan goes on behind them where there is space again. */
    @Test
    void scanThatTheDiskCannotTake() throws Exception {
        List<String> domains =
                IntStream.range(0, 20).mapToObj(i -> "missing" + i + ".test").toList();
        Path list = Files.write(folder.resolve("domains.txt"), domains);
        Path out = folder.resolve("scan.jsonl");
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> zone.record("@ A 127.0.0.1")));
        String[] args = dns(tree, "scan", list.toString(), "--dns-only", "--out", out.toString());

        Dane full = withoutSpace(4, args);

        assertRefused(full, "--out: " + out + " cannot be written: ");
        assertThat(full.err()).contains("what is done is kept, start the scan again to go on");
        String kept = Files.readString(out);
        assertThat(kept).isNotEmpty().endsWith("}\n");

        Dane whole = run(List.of(), args);
        assertThat(whole.status()).as(whole.err()).isZero();
        assertThat(Files.readString(out)).startsWith(kept);
        assertThat(Files.readAllLines(out)).hasSize(domains.size());
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
