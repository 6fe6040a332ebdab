package io.github.dane4j.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A scan as a process that is killed. */
class ScanIT {
    private static final int DOMAINS = 200;

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private Process start(DnsTree tree, Path output, String rate) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target", "dane.jar").toString(),
                        "scan",
                        folder.resolve("list").toString(),
                        "--out",
                        output.toString(),
                        "--dns-only",
                        "--rate",
                        rate,
                        "--nameserver",
                        "127.0.0.1:" + tree.address().getPort(),
                        "--trust-anchor",
                        anchors.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static long lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    @Test
    void killedAndStartedAgain() throws Exception {
        DnsTree.Builder builder = DnsTree.builder();
        List<String> domains = new ArrayList<>();
        for (int i = 0; i < DOMAINS; i++) {
            domains.add("domain" + i + ".test");
            builder.zone(
                    "domain" + i + ".test",
                    zone -> zone.unsigned().record("@ MX 10 mx").record("mx A 127.0.0.1"));
        }
        Files.write(folder.resolve("list"), domains);
        DnsTree tree = network.start(builder);
        Path output = folder.resolve("out");

        // Slow enough to be killed in the middle, and for another to start before.
        Process first = start(tree, output, "2");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (lines(output) < 10 && System.nanoTime() < deadline && first.isAlive()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        Process meanwhile = start(tree, output, "1000");
        assertThat(meanwhile.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(meanwhile.exitValue()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("log"))).contains("another scan writes to it");
        first.destroyForcibly().waitFor();
        assertThat(lines(output)).isBetween(10L, DOMAINS - 1L);
        assertThat(first.exitValue()).isNotZero();

        Process second = start(tree, output, "1000");
        assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();

        assertThat(second.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        List<String> lines = Files.readAllLines(output);
        assertThat(lines).hasSize(DOMAINS);
        for (int i = 0; i < DOMAINS; i++) {
            assertThat(lines.get(i)).contains("\"domain\":\"domain" + i + ".test\",\"level\":\"not-covered\"");
        }
        assertThat(Files.readString(folder.resolve("log"))).startsWith(DOMAINS + " domains");
    }
}
