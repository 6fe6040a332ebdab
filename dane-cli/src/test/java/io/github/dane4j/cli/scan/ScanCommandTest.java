package io.github.dane4j.cli.scan;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.batch.Progress;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole command against a tree of domains. */
class ScanCommandTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames("mx.provider.test").build();

    private static final List<String> LIST = List.of(
            "# one of each",
            "good.test",
            "",
            "without-records.test",
            "unsigned.test",
            "bogus.test",
            "null-mx.test",
            "missing.test",
            "unusable.test",
            "not a name",
            "GOOD.test.");

    private DnsTree tree(int port) {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("plain A 127.0.0.1")
                                .record("mx2 A 127.0.0.1")
                                .record("_" + port + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1))
                                .record("_" + port + "._tcp.mx2 TLSA " + certificate.tlsa(1, 1, 1)))
                .zone("good.test", zone -> zone.record("@ MX 10 mx.provider.test."))
                .zone("without-records.test", zone -> zone.record("@ MX 10 plain.provider.test."))
                .zone("unsigned.test", zone -> zone.unsigned().record("@ MX 10 mx.provider.test."))
                .zone("bogus.test", zone -> zone.record("@ MX 10 mx.provider.test."))
                .zone("null-mx.test", zone -> zone.record("@ MX 0 ."))
                .zone("unusable.test", zone -> zone.record("@ MX 10 mx2.provider.test.")));
        tree.fault("bogus.test.", "MX", Fault.CORRUPT_SIGNATURES);
        return tree;
    }

    private Path list(List<String> lines) throws IOException {
        return Files.write(folder.resolve("list.txt"), lines);
    }

    private Path out() {
        return folder.resolve("out.jsonl");
    }

    private Dane scan(DnsTree tree, Path list, int port, String... more) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> args = new ArrayList<>(List.of(
                "scan",
                list.toString(),
                "--out",
                out().toString(),
                "--port",
                String.valueOf(port),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    private static String steady(String text) {
        return text.replaceAll("by key [0-9]+", "by key N")
                .replaceAll("RRSIG[^\"]*", "RRSIG ...")
                .replaceAll("port [0-9]{4,5}", "port PORT");
    }

    @Test
    void oneOfEachByDnsAlone() throws Exception {
        Dane text = scan(tree(2525), list(LIST), 2525, "--dns-only");
        String lines = Files.readString(out());
        Dane json = scan(tree(2525), list(LIST), 2525, "--dns-only", "--json");

        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.err()).isEmpty();
        assertGolden("scan.jsonl", steady(lines));
        assertGolden("scan.txt", text.out());
        assertThat(json.status()).isZero();
        assertGolden("scan.json", json.out());
        assertThat(Files.readString(out())).isEqualTo(lines);
    }

    /** By DNS alone: the summary says in how many ways lookups failed, and for how many domains each. */
    @Test
    void tellsHowLookupsFail() throws Exception {
        Instant now = Instant.now();
        DnsTree tree = network.start(DnsTree.builder()
                .zone("error.test", zone -> zone.record("@ MX 10 mx.error.test."))
                .zone("refused.test", zone -> zone.record("@ MX 10 mx.refused.test."))
                .zone("malformed.test", zone -> zone.record("@ MX 10 mx.malformed.test."))
                .zone("bogus.test", zone -> zone.record("@ MX 10 mx.bogus.test."))
                .zone(
                        "expired.test",
                        zone -> zone.signatures(now.minus(Duration.ofDays(30)), now.minus(Duration.ofDays(2)))
                                .record("@ MX 10 mx.expired.test."))
                .zone("keys.test", zone -> zone.wrongDs().record("@ MX 10 mx.keys.test."))
                .zone("parent.test", zone -> zone.record("@ MX 10 mx.parent.test."))
                .zone("unproven.test", zone -> zone.unsigned().record("@ MX 10 mx.unproven.test."))
                .zone("costly.test", zone -> zone.record("@ MX 10 mx.costly.test.")));
        tree.fault("error.test", "MX", Fault.SERVFAIL);
        tree.fault("refused.test", "MX", Fault.REFUSED);
        tree.fault("malformed.test", "MX", Fault.GARBAGE);
        tree.fault("bogus.test", "MX", Fault.CORRUPT_SIGNATURES);
        tree.fault("parent.test", "DS", Fault.SERVFAIL);
        tree.fault("unproven.test", "DS", Fault.STRIP_PROOFS);
        tree.fault("costly.test", "MX", Fault.corruptCopies(50));
        List<String> domains = List.of(
                "error.test",
                "refused.test",
                "malformed.test",
                "bogus.test",
                "expired.test",
                "keys.test",
                "parent.test",
                "unproven.test",
                "costly.test");

        Dane dane = scan(tree, list(domains), 2525, "--dns-only");

        assertThat(dane.status()).as(dane.err()).isZero();
        assertThat(dane.out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("findings"))
                        .skip(1)
                        .takeWhile(line -> !line.isEmpty())
                        .map(String::strip))
                .containsExactly(
                        "2  lookup-failed",
                        "1  chain-of-trust-broken",
                        "1  ds-not-proven",
                        "1  lookup-bogus",
                        "1  lookup-malformed",
                        "1  lookup-too-costly",
                        "1  parent-lookup-failed",
                        "1  signatures-expired");
    }

    /** By DNS alone as with connections: mail is not lost for a host that senders skip, if there is another one. */
    @Test
    void hostWithoutAddressBesideAnother() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.provider.test").certificate(certificate));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1)))
                .zone(
                        "half.test",
                        zone -> zone.record("@ MX 10 mx.provider.test.").record("@ MX 20 gone.provider.test."))
                .zone("gone.test", zone -> zone.record("@ MX 10 gone.provider.test.")));
        Path list = list(List.of("half.test", "gone.test"));
        for (String option : List.of("--dns-only", "--json")) {
            Files.deleteIfExists(out());
            assertThat(scan(tree, list, server.port(), option).status()).isZero();

            assertThat(Files.readAllLines(out()))
                    .satisfiesExactly(
                            half -> assertThat(half).contains("\"level\":\"warning\"", "\"codes\":[\"mx-no-address\"]"),
                            gone -> assertThat(gone)
                                    .contains("\"level\":\"failure\"", "\"codes\":[\"mx-no-address\"]"));
        }
    }

    /** A line that was cut short is made anew, and nothing before it. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 30", "3, 0", "3, 1", "8, 100"})
    void goesOnWhereItWasStopped(int whole, int half) throws Exception {
        DnsTree tree = tree(2525);
        Path list = list(LIST);
        scan(tree, list, 2525, "--dns-only");
        String all = Files.readString(out());
        int end = 0;
        for (int i = 0; i < whole; i++) {
            end = all.indexOf('\n', end) + 1;
        }
        Files.writeString(out(), all.substring(0, end + half));
        tree.clearQueries();

        Dane dane = scan(tree, list, 2525, "--dns-only");

        assertThat(dane.status()).as(dane.err()).isZero();
        assertThat(Files.readString(out())).isEqualTo(all);
        assertThat(tree.queries().stream().anyMatch(query -> query.name().equals("without-records.test.")))
                .isEqualTo(whole < 2);
        assertThat(dane.out()).startsWith("9 domains");
    }

    /** However many domains a provider has, its server is asked once, and once more for the other kind of key. */
    @Test
    void aServerIsConnectedToOnce() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.provider.test").certificate(certificate));
        List<String> domains = new ArrayList<>();
        DnsTree.Builder builder = DnsTree.builder()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1)));
        for (int i = 0; i < 20; i++) {
            domains.add("customer" + i + ".test");
            builder.zone("customer" + i + ".test", zone -> zone.record("@ MX 10 mx.provider.test."));
        }
        DnsTree tree = network.start(builder);

        Dane dane = scan(tree, list(domains), server.port());

        assertThat(dane.status()).as(dane.err()).isZero();
        assertThat(Files.readAllLines(out())).hasSize(20).allMatch(line -> line.contains("\"level\":\"ok\""));
        server.awaitClosed(2, Duration.ofSeconds(30));
        assertThat(server.connections()).isEqualTo(2);
        assertThat(dane.out()).containsPattern(" 20 +20 +20 +20 +0  provider\\.test");
    }

    @Test
    void serverWithAnotherKey() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.provider.test")
                .certificate(
                        TestCertificate.builder().dnsNames("mx.provider.test").build()));

        scan(tree(server.port()), list(List.of("good.test")), server.port());

        assertThat(Files.readString(out()))
                .contains("\"level\":\"failure\"", "\"not-authenticated\"", "127.0.0.1: the server matches none");
    }

    @Test
    void progressOnRequest() throws Exception {
        Dane dane = scan(tree(2525), list(LIST), 2525, "--dns-only", "--progress");

        assertThat(dane.err())
                .contains("\r")
                .contains("9 of 9, ")
                .contains(" per second, ")
                .endsWith("\n");
    }

    @Test
    void timeThatIsLeft() {
        long second = TimeUnit.SECONDS.toNanos(1);
        Progress progress = new Progress(new PrintWriter(Writer.nullWriter()), 1000, 100, 0);

        assertThat(progress.line(200, 10 * second)).isEqualTo("200 of 1000, 10 per second, 1m20s left");
        assertThat(progress.line(100, 10 * second)).isEqualTo("100 of 1000, 0 per second, ? left");
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.org, example.org",
        "mx.example.co.uk, example.co.uk",
        "a.b.example.de., example.de",
        "de, de",
        "aspmx.l.google.com, google.com",
        "'', ''",
        "'..', '.'"
    })
    void providerOfAHost(String host, String provider) {
        assertThat(Provider.of(host)).isEqualTo(provider);
    }

    // Bad input.

    @Test
    void outputOfAnotherList() throws Exception {
        DnsTree tree = tree(2525);
        scan(tree, list(List.of("good.test", "null-mx.test")), 2525, "--dns-only");
        String before = Files.readString(out());

        for (List<String> other : List.of(List.of("good.test", "bogus.test"), List.of("good.test"))) {
            Dane dane = scan(tree, list(other), 2525, "--dns-only");
            assertThat(dane.status()).isEqualTo(2);
            assertThat(dane.err()).contains("belongs to another list: its line 2 is about null-mx.test");
            assertThat(Files.readString(out())).isEqualTo(before);
        }
    }

    /** A line that was cut short tells as well to which list the output belongs, and is kept where it is another one. */
    @ParameterizedTest
    @CsvSource({
        "good.test null-mx.test bogus.test, 2, 60, good.test bogus.test, belongs to another list: its line 2 is about null-mx.test",
        "good.test null-mx.test bogus.test, 2, 60, good.test null-mx.test unsigned.test,"
                + " belongs to another list: its line 3 is about bogus.test",
        "good.test null-mx.test bogus.test, 2, 60, good.test null-mx.test,"
                + " belongs to another list: its line 3 is about bogus.test",
        "good.test null-mx.test bogus.test, 0, 60, null-mx.test, belongs to another list: its line 1 is about good.test",
        "good.test null-mx.test bogus.test, 2, 60, missing-list, cannot be read: there is no such file"
    })
    void outputThatWasCutShortAndIsRefused(String domains, int whole, int half, String other, String complaint)
            throws Exception {
        DnsTree tree = tree(2525);
        scan(tree, list(List.of(domains.split(" "))), 2525, "--dns-only");
        List<String> lines = Files.readAllLines(out());
        String cut = lines.subList(0, whole).stream().map(line -> line + "\n").collect(Collectors.joining())
                + lines.get(whole).substring(0, half);
        Files.writeString(out(), cut);

        Dane dane = scan(
                tree,
                other.equals("missing-list") ? folder.resolve(other) : list(List.of(other.split(" "))),
                2525,
                "--dns-only");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(complaint);
        assertThat(Files.readString(out())).isEqualTo(cut);
    }

    /** Whether it ends with a line or not, it stays as it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "my diary\n",
                "my diary",
                "first\nsecond",
                "first\rsecond",
                "\n",
                " ",
                "{}",
                "{\"format\":2}\n{\"for",
                "{\"format\":2,\"command\":\"check\",\"domain\":\"good.test\"",
                "{\"format\":2,\"command\":\"scan\",\"domain\":\"good.test\",\"level\":\"ok\"}\nmy diary\n",
                "{\"format\":2,\"command\":\"scan\",\"domain\":\"good.test\",\"level\":\"ok\"}\nmy\ndiary"
            })
    void outputThatIsSomethingElse(String content) throws Exception {
        Files.writeString(out(), content);

        Dane dane = scan(tree(2525), list(LIST), 2525, "--dns-only");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains("--out: " + out() + " cannot be used").doesNotContain("\tat ");
        assertThat(Files.readString(out())).isEqualTo(content);
    }

    @Test
    void twoScansAtATime() throws Exception {
        try (FileChannel other = FileChannel.open(out(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(other.lock()).isNotNull();

            Dane dane = scan(tree(2525), list(LIST), 2525, "--dns-only");

            assertThat(dane.status()).isEqualTo(2);
            assertThat(dane.err()).contains("another scan writes to it");
        }
    }

    @Test
    void listThatCannotBeRead() throws Exception {
        Dane dane = scan(tree(2525), folder.resolve("none.txt"), 2525, "--dns-only");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains("none.txt cannot be read: there is no such file");
    }

    /** A file that is no list is read to its end, line by line, and memory does not hold its lines. */
    @Test
    void linesThatAreNoNames() throws Exception {
        Path list = Files.writeString(
                folder.resolve("list.txt"), "\ufeffgood.test\r\n" + "x".repeat(5_000_000) + "\n<>\n\u0000\n");

        Dane dane = scan(tree(2525), list, 2525, "--dns-only");

        assertThat(dane.status()).as(dane.err()).isZero();
        List<String> lines = Files.readAllLines(out());
        assertThat(lines).hasSize(4).allMatch(line -> line.length() < 2000);
        assertThat(lines.get(0)).contains("\"domain\":\"good.test\",\"level\":\"ok\"");
        assertThat(lines.subList(1, 4)).allMatch(line -> line.contains("\"level\":\"unknown\",\"error\":\""));
    }

    @ParameterizedTest
    @CsvSource({"--parallel, 0", "--parallel, 1001", "--rate, 0"})
    void wrongNumbers(String option, String value) throws Exception {
        Dane dane = scan(tree(2525), list(LIST), 2525, option, value);

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(option + " is 1 to ").contains("not " + value);
    }
}
