package io.github.dane4j.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.dane4j.cli.Dane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table situations.txt: for each case the level, who is to blame, and what the advice says. */
class SituationsTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    /** A line of the table. */
    record Situation(
            String name,
            String zone,
            String records,
            String faults,
            String server,
            String destination,
            int exit,
            String level,
            String code,
            String culprit,
            String advice) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Situation> situations() {
        try (InputStream in = SituationsTest.class.getResourceAsStream("situations.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line ->
                            Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                    .map(cell -> new Situation(
                            cell.get(0),
                            cell.get(1),
                            cell.get(2),
                            cell.get(3),
                            cell.get(4),
                            cell.get(5),
                            Integer.parseInt(cell.get(6)),
                            cell.get(7),
                            cell.get(8),
                            cell.get(9),
                            cell.get(10)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thereAreAtLeastSixty() {
        assertThat(situations()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(situations()).extracting(Situation::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("situations")
    void isJudgedRightly(Situation situation) throws Exception {
        if (situation.records().contains("2001:db8::1")) {
            assumeFalse(SituationServers.hasIpv6(), "this machine can reach IPv6 addresses");
        }
        if (situation.server().contains("at-ipv6")) {
            assumeTrue(SituationServers.hasIpv6Loopback(), "this machine has no IPv6");
        }
        SituationServers servers = SituationServers.start(network, situation.server());
        DnsTree tree =
                network.start(DnsTree.builder().zone("example.test", zone -> fill(zone, situation, servers.port())));
        for (String fault : list(situation.faults())) {
            String[] words =
                    fault.replace("PORT", String.valueOf(servers.port())).split(" ", -1);
            tree.fault(words[0], words[1], fault(words[2]));
        }

        Dane dane = Dane.run(arguments(situation, tree, servers.port()));

        assertThat(dane.err()).isEmpty();
        assertThat(dane.status()).as(dane.out()).isEqualTo(situation.exit());
        assertThat(dane.out()).contains("\"level\":\"" + situation.level() + "\",\"reason\"");
        assertThat(findings(dane.out())).anySatisfy(finding -> {
            assertThat(finding).containsEntry("code", situation.code()).containsEntry("culprit", situation.culprit());
            if (situation.advice().equals("-")) {
                assertThat(finding).doesNotContainKey("advice");
            } else {
                assertThat(finding.get("advice")).contains(situation.advice());
            }
        });
        // Each is the whole explanation, and false beside another one.
        assertThat(findings(dane.out()))
                .extracting(finding -> finding.get("code"))
                .filteredOn(code -> !situation.code().equals(code))
                .doesNotContain("other-authority", situation.records().startsWith("mx CNAME ") ? "-" : "mx-is-alias");
        if (situation.server().contains("no-starttls") || situation.server().contains("refuse-ehlo")) {
            assertThat(findings(dane.out()))
                    .noneSatisfy(finding -> assertThat(finding.get("advice")).contains("dane tlsa CERTIFICATE"));
        }
        if (situation.culprit().equals("your-resolver")) {
            assertThat(findings(dane.out()))
                    .allSatisfy(finding -> assertThat(finding).containsEntry("culprit", "your-resolver"));
        }
    }

    private String[] arguments(Situation situation, DnsTree tree, int port) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> words = new ArrayList<>(List.of(situation.destination().split(" ")));
        String destination = words.remove(0);
        List<String> args = new ArrayList<>(List.of("check"));
        if (destination.equals("host")) {
            args.add("mx.example.test:" + port);
        } else {
            args.addAll(List.of(
                    destination.equals("domain-missing") ? "missing.test" : "example.test",
                    "--port",
                    String.valueOf(port)));
        }
        args.addAll(words);
        args.addAll(List.of(
                "--format",
                "jsonl",
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        return args.toArray(String[]::new);
    }

    private static void fill(ZoneBuilder zone, Situation situation, int port) {
        Instant now = Instant.now();
        switch (situation.zone()) {
            case "-" -> {}
            case "unsigned" -> zone.unsigned();
            case "without-ds" -> zone.withoutDs();
            case "wrong-ds" -> zone.wrongDs();
            case "wrong-ds-beside-an-unknown-one" -> zone.dsDigest(250).ds("12345 13 2 " + "ab".repeat(32));
            case "keys-lost" -> zone.unsigned().ds("12345 13 2 " + "ab".repeat(32));
            case "nsec3" -> zone.nsec3();
            case "expired" -> zone.signatures(now.minus(Duration.ofDays(30)), now.minus(Duration.ofDays(2)));
            case "ends-soon" -> zone.signatures(now.minus(Duration.ofDays(20)), now.plus(Duration.ofDays(3)));
            default -> throw new IllegalArgumentException(situation.zone());
        }
        if (situation.records().equals("null")) {
            zone.record("@ MX 0 .");
            return;
        }
        if (!situation.destination().equals("domain-literal")) {
            zone.record("@ MX 10 mx");
        }
        for (String line : list(situation.records())) {
            String owner = "_" + port + "._tcp.mx";
            String whole = line.startsWith("TLSA-TTL-")
                    ? owner + " " + line.substring(9, line.indexOf(' ')) + " IN TLSA"
                            + line.substring(line.indexOf(' '))
                    : line.startsWith("TLSA ") ? owner + " " + line : line;
            zone.record(SituationServers.filled(whole.replace("PORT", String.valueOf(port))));
        }
    }

    private static List<String> list(String cell) {
        return cell.equals("-")
                ? List.of()
                : Stream.of(cell.split(";")).map(String::strip).toList();
    }

    private static Fault fault(String word) {
        return switch (word) {
            case "servfail" -> Fault.SERVFAIL;
            case "refused" -> Fault.REFUSED;
            case "notimp" -> Fault.NOTIMP;
            case "garbage" -> Fault.GARBAGE;
            case "strip-proofs" -> Fault.STRIP_PROOFS;
            case "strip-signatures" -> Fault.STRIP_SIGNATURES;
            case "corrupt-signatures" -> Fault.CORRUPT_SIGNATURES;
            default -> throw new IllegalArgumentException(word.toLowerCase(Locale.ROOT));
        };
    }

    /** The texts of each finding by field; what is null is left out. */
    static List<Map<String, String>> findings(String json) throws IOException {
        List<Map<String, String>> findings = new ArrayList<>();
        try (JsonParser parser =
                new JsonFactory().createParser(json.substring(json.lastIndexOf("\"findings\":") + 11))) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT && ++depth == 1) {
                    findings.add(new LinkedHashMap<>());
                } else if (token == JsonToken.END_OBJECT) {
                    depth--;
                } else if (token == JsonToken.VALUE_STRING && depth == 1 && parser.currentName() != null) {
                    findings.get(findings.size() - 1).put(parser.currentName(), parser.getText());
                } else if (token == JsonToken.END_ARRAY && depth == 0) {
                    return findings;
                }
            }
        }
        return findings;
    }
}
