package io.github.dane4j.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TroubleTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table trouble-zones.txt: what {@code dane check} makes of each zone of the test kit's tree of trouble. Where it differs,
 * what came instead is in target/golden.
 */
class TroubleZonesTest {
    private static final int THREADS = 4;

    private static final Set<String> SILENT = TroubleTree.cases().stream()
            .filter(TroubleTree.Case::silent)
            .map(TroubleTree.Case::question)
            .collect(Collectors.toSet());

    /** What is said of the host, and of the domain where there is none. */
    private static final Pattern HOST_REASON =
            Pattern.compile("\"requirement\":\"[a-z-]+\",\"reason\":\"([a-z0-9-]+)\"");

    private static final Pattern DOMAIN_REASON = Pattern.compile("\"level\":\"[a-z-]+\",\"reason\":\"([a-z0-9-]+)\"");
    private static final Pattern LEVEL = Pattern.compile("\"level\":\"([a-z-]+)\"");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private static List<String> table() throws IOException {
        try (InputStream in = TroubleZonesTest.class.getResourceAsStream("trouble-zones.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(String::strip)
                    .toList();
        }
    }

    private static String destination(String line) {
        return line.split("\\|", -1)[0].strip();
    }

    @Test
    void everyZoneIsThere() throws IOException {
        List<String> destinations =
                table().stream().map(TroubleZonesTest::destination).toList();

        List<String> zones = TroubleTree.zones();

        assertThat(destinations).doesNotHaveDuplicates();
        assertThat(destinations.stream().map(each -> zone(each, zones)).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(zones);
    }

    /** The deepest one. */
    private static String zone(String destination, List<String> zones) {
        String name = destination.replaceAll(" .*", "");
        return zones.stream()
                .filter(zone -> name.equals(zone) || name.endsWith("." + zone))
                .max((one, other) -> Integer.compare(one.length(), other.length()))
                .orElseThrow(() -> new AssertionError(name + " is in no zone"));
    }

    @Test
    void isJudgedRightly() throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.secure.test").build();
        SmtpServer server = network.start(SmtpServer.builder("mx.secure.test").certificate(certificate));
        DnsTree tree = TroubleTree.start();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<String> seen = new ArrayList<>();
        try (tree) {
            Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
            List<String> options = List.of(
                    "--dane-only",
                    "--format",
                    "jsonl",
                    "--nameserver",
                    "127.0.0.1:" + tree.address().getPort(),
                    "--trust-anchor",
                    anchors.toString());
            List<Future<String>> lines = new ArrayList<>();
            for (String line : table()) {
                lines.add(threads.submit(() -> judged(destination(line), server.port(), options)));
            }
            for (Future<String> each : lines) {
                seen.add(each.get());
            }
            assertScanAgrees(seen, tree, server.port());
        } finally {
            threads.shutdownNow();
        }
        Files.write(Files.createDirectories(Path.of("target", "golden")).resolve("trouble-zones.txt"), seen);

        assertThat(seen)
                .isEqualTo(table().stream()
                        .map(line -> line.replaceAll(" *\\| *", " | "))
                        .toList());
    }

    /** By DNS alone, as {@code dane scan --dns-only} does it, a lookup fails in the same way, and for the same culprit. */
    private static void assertScanAgrees(List<String> seen, DnsTree tree, int port) throws InterruptedException {
        PlainDns plain = new PlainDns(List.of(tree.address()), Duration.ofSeconds(60));
        ResolverProbe probe = ResolverProbe.start(plain);
        List<String> failed = seen.stream()
                .filter(line -> line.matches(".* \\| (failure|unknown) \\| .*"))
                .filter(line -> !SILENT.contains(destination(line)))
                .toList();
        List<String> scanned = new ArrayList<>();
        try (DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(tree.address())
                        .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                        .timeout(Duration.ofSeconds(60))
                        .build();
                DomainScan scan = DomainScan.dnsOnly(resolver, probe, plain, port)) {
            for (String line : failed) {
                String destination = destination(line);
                DomainName name = DomainName.of(destination.replace(" (domain)", ""));
                DomainSummary summary = name.toString().equals(destination) ? scan.server(name) : scan.judge(name);
                Finding finding = summary.findings().get(0);
                scanned.add(String.join(
                        " | ",
                        destination,
                        Json.word(summary.level()),
                        Json.word(finding.culprit()),
                        finding.code().word()));
            }
        }

        assertThat(scanned)
                .isNotEmpty()
                .isEqualTo(failed.stream()
                        .map(line -> line.substring(0, line.lastIndexOf(" | ")))
                        .toList());
    }

    private static String judged(String destination, int port, List<String> options) throws IOException {
        List<String> args = new ArrayList<>(List.of("check"));
        if (destination.endsWith(" (domain)")) {
            args.addAll(List.of(destination.replace(" (domain)", ""), "--port", Integer.toString(port)));
        } else {
            args.addAll(List.of(destination + ":" + port, "--starttls", "smtp"));
        }
        // Only silence is not waited for.
        args.addAll(List.of("--timeout", SILENT.contains(destination) ? "5" : "60"));
        args.addAll(options);
        Dane dane = Dane.run(args.toArray(String[]::new));
        assertThat(dane.err()).as(destination).isEmpty();
        String level = found(LEVEL, dane.out());
        // The worst finding, first of the domain and then of its host.
        Map<String, String> worst = SituationsTest.findings(dane.out()).stream()
                .filter(finding -> level.equals(finding.get("level")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(destination + ": " + dane.out()));
        String reason = found(HOST_REASON, dane.out());
        return String.join(
                " | ",
                destination,
                level,
                Objects.requireNonNull(worst.get("culprit")),
                Objects.requireNonNull(worst.get("code")),
                reason.equals("-") ? found(DOMAIN_REASON, dane.out()) : reason);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "-";
    }
}
