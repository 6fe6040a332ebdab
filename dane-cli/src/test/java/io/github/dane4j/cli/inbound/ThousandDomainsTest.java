package io.github.dane4j.cli.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand customers in fifty signed zones, each led through every step of the move and every wait: by DNS alone, and for
 * a sample with a connection to the server.
 */
class ThousandDomainsTest {
    private static final String MX = "mx.provider.test";
    private static final int ZONES = 50;
    private static final int IN_EACH = 20;

    private static final List<String> DOMAINS = IntStream.range(0, ZONES * IN_EACH)
            .mapToObj(i -> "customer" + i + ".group" + i / IN_EACH + ".test")
            .toList();

    /** One of each zone. */
    private static final List<String> SAMPLE =
            IntStream.range(0, ZONES).mapToObj(i -> DOMAINS.get(i * IN_EACH)).toList();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames(MX).build();
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private int port;
    private @Nullable DnsTree tree;

    /** From now on each domain has these MX records. */
    private void publish(String tlsa, String... mx) {
        if (tree != null) {
            tree.close();
        }
        DnsTree.Builder builder = DnsTree.builder()
                .sharedKeys()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("old A 127.0.0.1")
                                .record(tlsa));
        for (int group = 0; group < ZONES; group++) {
            int first = group * IN_EACH;
            builder.zone(
                    "group" + group + ".test",
                    zone -> IntStream.range(first, first + IN_EACH)
                            .forEach(i -> Stream.of(mx).forEach(each -> zone.record("customer" + i + " " + each))));
        }
        tree = network.start(builder);
    }

    private Dane run(String command, List<String> domains, String... more) throws IOException {
        DnsTree dns = Objects.requireNonNull(tree);
        List<String> args = new ArrayList<>(List.of(
                "inbound",
                command,
                "--list",
                Files.write(folder.resolve("domains.txt"), domains).toString(),
                "--mx",
                MX,
                "--port",
                String.valueOf(port),
                "--rate",
                "10000",
                "--timeout",
                "60",
                "--nameserver",
                "127.0.0.1:" + dns.address().getPort(),
                "--trust-anchor",
                Files.writeString(folder.resolve("root.key"), dns.trustAnchors())
                        .toString()));
        args.addAll(List.of(more));
        Dane dane = Dane.run(args.toArray(String[]::new));
        assertThat(dane.err()).isEmpty();
        return dane;
    }

    private Dane status(List<String> domains, String state, long second, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "--state",
                folder.resolve(state).toString(),
                "--now",
                begin.plusSeconds(second).toString()));
        args.addAll(List.of(more));
        return run("status", domains, args.toArray(String[]::new));
    }

    private void assertEach(List<String> domains, long second, String state, String words) throws IOException {
        Dane dane = status(domains, "state", second, "--dns-only");
        assertThat(dane.out().lines().toList())
                .containsExactlyElementsOf(Stream.concat(
                                domains.stream().map(each -> state + " ".repeat(9 - state.length()) + each + words),
                                Stream.of(domains.size() + " " + state))
                        .toList());
        assertThat(dane.status()).isEqualTo(state.equals("done") ? 0 : 4);
    }

    private String until(long second, String then) {
        return " until " + begin.plusSeconds(second) + ", then " + then;
    }

    @Test
    void fromTheFirstStepToTheLastWait() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder(MX).certificate(certificate));
        port = server.port();
        String keys =
                Files.writeString(folder.resolve("cert.pem"), certificate.pem()).toString();
        Dane records = Dane.run(
                "inbound", "publish", "--mx", MX, "--port", String.valueOf(port), "--current", keys, "--ttl", "600");
        String tlsa = records.out().strip();
        assertThat(tlsa).isEqualTo("_" + port + "._tcp." + MX + ". 600 IN TLSA " + certificate.tlsa(3, 1, 1));

        publish(tlsa, "3600 IN MX 10 old.provider.test.");
        Dane plan = run("plan", DOMAINS, "--dns-only", "--json");
        assertThat(plan.status()).isZero();
        assertThat(plan.out().lines())
                .hasSize(DOMAINS.size())
                .allMatch(line -> line.replaceAll(".*?\"step\":\"([a-z-]+)\"", "$1 ")
                        .startsWith("lower-ttl add-mx test swap-mx remove-mx "))
                .allMatch(line -> line.contains("300 IN MX 10 old.provider.test.\"],\"wait\":3600}"));
        assertEach(DOMAINS, 0, "next", ", customer: lower the TTL of the MX records");

        publish(tlsa, "300 IN MX 10 old.provider.test.");
        String add = "customer: add " + MX + " behind the other MX hosts";
        assertEach(DOMAINS, 60, "waiting", until(3660, add));
        assertEach(SAMPLE, 3660, "next", ", " + add);

        publish(tlsa, "300 IN MX 10 old.provider.test.", "300 IN MX 20 mx.provider.test.");
        assertEach(
                DOMAINS,
                3700,
                "next",
                ", provider: test " + MX + ": dane check " + MX + ":" + port + ", and a message to it");
        // Whoever connects sees that the server is right.
        Files.copy(folder.resolve("state"), folder.resolve("sample"));
        String swap = "customer: prefer " + MX + " to the other MX hosts";
        assertThat(status(SAMPLE, "sample", 3999).out().lines())
                .hasSize(SAMPLE.size() + 1)
                .startsWith("waiting  " + SAMPLE.get(0) + until(4000, swap))
                .endsWith(SAMPLE.size() + " waiting");
        assertThat(status(SAMPLE, "sample", 4000).out().lines())
                .startsWith("next     " + SAMPLE.get(0) + ", " + swap)
                .endsWith(SAMPLE.size() + " next");

        publish(tlsa, "300 IN MX 0 mx.provider.test.", "300 IN MX 10 old.provider.test.");
        String remove = "customer: remove the other MX hosts, and keep their servers running until the wait is over";
        assertEach(DOMAINS, 4100, "waiting", until(4400, remove));
        assertEach(SAMPLE, 4400, "next", ", " + remove);

        publish(tlsa, "300 IN MX 0 mx.provider.test.");
        assertEach(DOMAINS, 4500, "waiting", until(4800, "the old MX hosts may still be in caches"));
        assertEach(DOMAINS, 4800, "done", " at " + MX);
        Dane done = status(SAMPLE, "sample", 5000);
        assertThat(done.out()).endsWith(SAMPLE.size() + " waiting\n");
        assertThat(status(SAMPLE, "sample", 5300).out()).endsWith(SAMPLE.size() + " done\n");
        // However many domains lead to a server, a run connects to it once for each kind of key and each of its names.
        assertThat(server.connections()).isEqualTo(2 * (2 + 2 + 1 + 1));
    }
}
