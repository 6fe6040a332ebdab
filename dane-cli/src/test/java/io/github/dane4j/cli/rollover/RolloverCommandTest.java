package io.github.dane4j.cli.rollover;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole command against a signed DNS tree and a server on loopback. */
@ExtendWith(ProducedCodes.class)
class RolloverCommandTest {
    private static final Pattern SEEN = Pattern.compile("(\"seen\" : \")([^\"]+)\"");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate current =
            TestCertificate.builder().dnsNames("mx.example.test").build();
    private final TestCertificate next =
            TestCertificate.builder().dnsNames("mx.example.test").build();
    private Path state = Path.of("");

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("current.pem"), current.pem());
        Files.writeString(folder.resolve("next.pem"), next.pem());
        state = folder.resolve("rollover.state");
    }

    private SmtpServer server(TestCertificate presented) {
        return network.start(SmtpServer.builder("mx.example.test").certificate(presented));
    }

    private static Consumer<ZoneBuilder> zone(int port, String... tlsa) {
        return zone -> {
            zone.record("@ MX 10 mx").record("mx A 127.0.0.1");
            for (String record : tlsa) {
                zone.record("_" + port + "._tcp.mx TLSA " + record);
            }
        };
    }

    private DnsTree tree(int port, String... tlsa) {
        return network.start(DnsTree.builder().zone("example.test", zone(port, tlsa)));
    }

    private Dane run(DnsTree tree, int port, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "rollover",
                "mx.example.test:" + port,
                "--current",
                folder.resolve("current.pem").toString(),
                "--next",
                folder.resolve("next.pem").toString(),
                "--state",
                state.toString()));
        args.addAll(dns(tree));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    private List<String> dns(DnsTree tree) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        String server = "127.0.0.1:" + tree.address().getPort();
        return List.of("--nameserver", server, "--zone-server", server, "--trust-anchor", anchors.toString());
    }

    /** As if the last run had been so many seconds ago. */
    private void pass(long seconds) throws IOException {
        Matcher matcher = SEEN.matcher(Files.readString(state));
        Files.writeString(
                state,
                matcher.replaceAll(
                        found -> found.group(1) + Instant.parse(found.group(2)).minusSeconds(seconds) + "\""));
    }

    private static String steady(String text) {
        return text.replaceAll("\\b[0-9a-f]{64}\\b", "SHA-256")
                .replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:PORT")
                .replaceAll("_[0-9]{2,5}\\._tcp", "_PORT._tcp")
                .replaceAll("test:[0-9]{2,5}", "test:PORT")
                .replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    }

    /** RFC 7671 section 8.1, from the first record set to the last. */
    @Test
    void wholeRollover() throws Exception {
        SmtpServer old = server(current);
        DnsTree tree = tree(old.port(), current.tlsa(3, 1, 1));

        Dane publish = run(tree, old.port());
        assertThat(publish.status()).as(publish.err()).isEqualTo(1);
        assertGolden("rollover-publish.txt", ordered(publish.out()));

        tree.replaceZone("example.test", zone(old.port(), current.tlsa(3, 1, 1), next.tlsa(3, 1, 1)));
        Dane wait = run(tree, old.port());
        assertThat(wait.status()).isEqualTo(1);
        assertGolden("rollover-wait.txt", ordered(wait.out()));

        // A loaded machine may take a minute of the ten that are to pass.
        pass(500);
        assertThat(run(tree, old.port()).status()).isEqualTo(1);
        pass(700);
        Dane now = run(tree, old.port());
        assertThat(now.status()).isZero();
        assertGolden("rollover-switch.txt", ordered(now.out()));

        int port = old.port();
        old.close();
        network.start(SmtpServer.builder("mx.example.test").certificate(next).port(port));
        Dane remove = run(tree, port);
        assertThat(remove.status()).isZero();
        assertThat(remove.out())
                .contains("  remove  _" + port + "._tcp.mx.example.test. IN TLSA " + current.tlsa(3, 1, 1));

        // The file of the current key is the new one now: what was old is remembered.
        Files.copy(folder.resolve("next.pem"), folder.resolve("new.pem"));
        Files.move(folder.resolve("new.pem"), folder.resolve("current.pem"), StandardCopyOption.REPLACE_EXISTING);
        Dane again = run(tree, port, "--json");
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("\"step\": \"remove\"", "\"of\": \"retired\"");

        tree.replaceZone("example.test", zone(port, next.tlsa(3, 1, 1)));
        Dane done = run(tree, port, "--json");
        assertThat(done.status()).isZero();
        assertGolden("rollover-done.json", steady(done.out()));
    }

    /** Two records come in the order of their digests, which differ from run to run. */
    private static String ordered(String text) {
        List<String> lines = steady(text).lines().collect(Collectors.toCollection(ArrayList::new));
        int first = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("  record  "))
                .findFirst()
                .orElseThrow());
        int end = first;
        while (lines.get(end).startsWith("  record  ")) {
            end++;
        }
        lines.subList(first, end).sort(null);
        return String.join("\n", lines) + "\n";
    }

    @Test
    void switchTooEarlyIsNoticed() throws Exception {
        SmtpServer server = server(next);
        DnsTree tree = tree(server.port(), current.tlsa(3, 1, 1));

        Dane dane = run(tree, server.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains("presents the next key already", "  add     ")
                .contains("TLSA " + next.tlsa(3, 1, 1));
    }

    @Test
    void aliasOfTheRecordsIsFollowed() throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx CNAME _dane")
                                .record("_dane TLSA " + current.tlsa(3, 1, 1))));

        Dane dane = run(tree, server.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out()).contains("  add     _dane.example.test. IN TLSA " + next.tlsa(3, 1, 1));
    }

    @Test
    void withoutRecordsASwitchBreaksNothing() throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = tree(server.port());

        Dane dane = run(tree, server.port());

        assertThat(dane.status()).isEqualTo(4);
        assertThat(dane.out()).contains("TLSA " + current.tlsa(3, 1, 1), "TLSA " + next.tlsa(3, 1, 1));
    }

    @Test
    void unsignedZone() throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone(server.port(), current.tlsa(3, 1, 1)).accept(zone.unsigned())));

        assertThat(run(tree, server.port()).status()).isEqualTo(4);
    }

    @Test
    void brokenZoneIsRefused() throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = tree(server.port(), current.tlsa(3, 1, 1), next.tlsa(3, 1, 1));
        tree.fault("_" + server.port() + "._tcp.mx.example.test.", "TLSA", Fault.CORRUPT_SIGNATURES);

        Dane dane = run(tree, server.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out()).contains("fails DNSSEC validation", "repair; do not switch");
    }

    /** Its records may be older than those of the others. */
    @Test
    void nameServerThatDoesNotAnswer() throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = tree(server.port(), current.tlsa(3, 1, 1), next.tlsa(3, 1, 1));
        run(tree, server.port());
        pass(100_000);
        String before = Files.readString(state);

        Dane dane = run(tree, server.port(), "--zone-server", "127.0.0.1:1", "--timeout", "2");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("the name server 127.0.0.1:1 of example.test cannot be asked");
        assertThat(Files.readString(state)).isEqualTo(before);
        assertThat(run(tree, server.port()).status()).isZero();
    }

    /** Without --zone-server those of the zone's NS records are asked. */
    @Test
    void nameServersAreFoundByTheZone() throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> {
            zone(server.port(), current.tlsa(3, 1, 1)).accept(zone);
            zone.record("@ NS ns").record("ns A 127.0.0.1");
        }));
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        String port = String.valueOf(tree.address().getPort());

        Dane dane = Dane.run(
                "rollover",
                "mx.example.test:" + server.port(),
                "--current",
                folder.resolve("current.pem").toString(),
                "--next",
                folder.resolve("next.pem").toString(),
                "--state",
                state.toString(),
                "--nameserver",
                "127.0.0.1:" + port,
                "--zone-server-port",
                port,
                "--trust-anchor",
                anchors.toString(),
                "--json");

        assertThat(dane.status()).as(dane.out() + dane.err()).isEqualTo(1);
        assertThat(dane.out()).contains("\"zone\": \"example.test\"", "\"nameServers\": 1", "\"step\": \"publish\"");
    }

    /** A resolver may still say that there are no records, for as long as the zone lets it (RFC 2308 section 5). */
    @Test
    void firstRecordsWaitForTheNegativeTtl() throws Exception {
        SmtpServer server = server(current);
        String soa = "@ 9000 IN SOA ns.example.test. hostmaster.example.test. 1 3600 600 86400 7200";
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone(server.port()).accept(zone.record(soa))));
        assertThat(run(tree, server.port(), "--json").out()).contains("\"step\": \"free\"");

        tree.replaceZone(
                "example.test",
                zone -> zone(server.port(), current.tlsa(3, 1, 1), next.tlsa(3, 1, 1))
                        .accept(zone.record(soa)));
        assertThat(run(tree, server.port(), "--json").out()).contains("\"step\": \"wait\"");

        // The records themselves are cached for 300 seconds, their absence for 7200: twice that has to pass.
        pass(12_000);
        Dane wait = run(tree, server.port());
        assertThat(wait.status()).isEqualTo(1);
        assertThat(wait.out()).contains("wait; do not switch yet");
        pass(2_400);
        assertThat(run(tree, server.port()).status()).isZero();
    }

    /** A cache that gets the records before the end of their signature drops them then. */
    @Test
    void signatureThatEndsDuringTheWait() throws Exception {
        SmtpServer server = server(current);
        Instant now = Instant.now();
        String owner = "_" + server.port() + "._tcp.mx 86400 IN TLSA ";
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> {
            zone(server.port()).accept(zone.signatures(now.minusSeconds(864_000), now.plusSeconds(86_400)));
            zone.record(owner + current.tlsa(3, 1, 1)).record(owner + next.tlsa(3, 1, 1));
        }));

        Dane dane = run(tree, server.port(), "--json");

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains("\"step\": \"wait\"", "\"code\": \"rollover-signature-ends\"", "have the zone signed again");
    }

    // The state file.

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 120})
    void stateFileThatIsCutShort(int length) throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = tree(server.port(), current.tlsa(3, 1, 1));
        run(tree, server.port());
        byte[] whole = Files.readAllBytes(state);
        assertThat(whole).hasSizeGreaterThan(120);
        Files.write(state, Arrays.copyOf(whole, length));

        Dane dane = run(tree, server.port());

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err())
                .contains(
                        "--state: " + state + " cannot be used: it is cut short", "remove it, and the wait begins anew")
                .doesNotContain("\tat ");
    }

    @Test
    void stateFileThatIsSomethingElse() throws Exception {
        DnsTree tree = tree(25, current.tlsa(3, 1, 1));
        Files.writeString(state, "{\"format\": 1, \"owners\": {\"x\": {\"ttl\": -5}}}");
        assertThat(run(tree, 25).err()).contains("cannot be used");

        Files.writeString(state, "PATH=/bin\n");
        assertThat(run(tree, 25).status()).isEqualTo(2);
        assertThat(Files.readString(state)).isEqualTo("PATH=/bin\n");
    }

    @Test
    void stateFileThatCannotBeWritten() throws Exception {
        SmtpServer server = server(current);
        DnsTree tree = tree(server.port(), current.tlsa(3, 1, 1));
        state = folder.resolve("missing").resolve("state");

        Dane dane = run(tree, server.port());

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err()).contains("cannot be written: there is no folder", "nothing was changed");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("current.pem", "next.pem", "root.key");
        }
    }

    // Wrong use.

    @ParameterizedTest
    @CsvSource({
        "mx.example.test:0, 'expected HOST or HOST:PORT, found mx.example.test:0'",
        "a..b, not",
        "https://mx.example.test/, 'expected HOST or HOST:PORT'",
    })
    void wrongHost(String host, String message) {
        Dane dane = Dane.run(
                "rollover",
                host,
                "--current",
                folder.resolve("current.pem").toString(),
                "--next",
                folder.resolve("next.pem").toString(),
                "--state",
                state.toString());

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(message).contains("See: dane rollover --help");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing here | expected key \"NAME\"",
                "key \"a\" { algorithm hmac-md5; secret \"AAAA\"; }; | expected the algorithm",
                "key \"a\" { algorithm hmac-sha256; }; | has no algorithm or no secret",
                "key \"a\" { algorithm hmac-sha256; secret \"AAA\"; }; key \"b\" { secret \"AAAA\"; }; | several keys",
            })
    void wrongKeyFile(String text, String message) throws Exception {
        Path key = Files.writeString(folder.resolve("update.key"), text, StandardCharsets.US_ASCII);
        Dane dane = Dane.run(
                "rollover",
                "mx.example.test",
                "--current",
                folder.resolve("current.pem").toString(),
                "--next",
                folder.resolve("next.pem").toString(),
                "--state",
                state.toString(),
                "--update",
                "127.0.0.1",
                "--tsig-key-file",
                key.toString());

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(message).doesNotContain("AAAA");
    }
}
