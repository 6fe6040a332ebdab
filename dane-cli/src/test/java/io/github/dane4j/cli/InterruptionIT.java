package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built jar as a process that is told to end in the middle of its work, as by Ctrl-C. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to send")
class InterruptionIT {
    private static final int DOMAINS = 200;

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private Process start(DnsTree tree, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(withSignals());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "dane.jar").toString()));
        command.addAll(List.of(args));
        command.addAll(List.of(
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                Files.writeString(folder.resolve("root.key"), tree.trustAnchors())
                        .toString()));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
    }

    /** A build in the background ignores SIGINT, and so does what it starts, unless GNU env prevents it. */
    private static List<String> withSignals() throws InterruptedException {
        List<String> env = List.of("env", "--default-signal=INT");
        try {
            List<String> trial = Stream.concat(env.stream(), Stream.of("true")).toList();
            return new ProcessBuilder(trial)
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start()
                                    .waitFor()
                            == 0
                    ? env
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(Process process, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline && process.isAlive()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).isTrue();
        assertThat(process.isAlive()).isTrue();
    }

    private List<String> complaints() throws IOException {
        return Files.readAllLines(folder.resolve("stderr"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aScanKeepsWholeLinesAndResumes(String signal, int status) throws Exception {
        List<String> domains = IntStream.range(0, DOMAINS)
                .mapToObj(i -> "domain" + i + ".test")
                .toList();
        DnsTree.Builder builder = DnsTree.builder();
        domains.forEach(domain -> builder.zone(
                domain, zone -> zone.unsigned().record("@ MX 10 mx").record("mx A 127.0.0.1")));
        DnsTree tree = network.start(builder);
        Path list = Files.write(folder.resolve("list"), domains);
        Path out = folder.resolve("out.jsonl");
        String[] slow = {"scan", list.toString(), "--out", out.toString(), "--dns-only", "--rate", "2"};
        String[] fast = {"scan", list.toString(), "--out", out.toString(), "--dns-only"};

        Process first = start(tree, slow);
        await(first, () -> out.toFile().length() > 1000);
        signal(first, signal);

        assertThat(first.exitValue()).isEqualTo(status);
        assertThat(complaints())
                .containsExactly("dane: interrupted; what is done is in " + out + ", start the scan again to go on");
        assertThat(folder.resolve("stdout")).isEmptyFile();
        assertThat(Files.readString(out)).endsWith("]}\n");
        List<String> done = Files.readAllLines(out);
        assertThat(done).hasSizeBetween(2, DOMAINS - 1).allMatch(line -> line.startsWith("{") && line.endsWith("]}"));

        Process second = start(tree, fast);
        assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();

        assertThat(second.exitValue()).as(complaints().toString()).isZero();
        List<String> all = Files.readAllLines(out);
        assertThat(all).hasSize(DOMAINS).startsWith(done.toArray(String[]::new));
        for (int i = 0; i < DOMAINS; i++) {
            assertThat(all.get(i)).contains("\"domain\":\"domain" + i + ".test\",");
        }
    }

    @Test
    void aCheckLeavesNoHalfOfAReport() throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("first.test", zone -> zone.record("@ MX 0 ."))
                .zone("example.test", zone -> zone.record("@ MX 10 mx")));
        tree.fault("example.test", "MX", Fault.delay(Duration.ofMinutes(5)));
        Path page = folder.resolve("page.html");

        Process check =
                start(tree, "check", "first.test", "example.test", "--timeout", "300", "--html", page.toString());
        await(
                check,
                () -> tree.queries().stream()
                        .anyMatch(query -> query.name().equals("example.test.")
                                && query.type().equals("MX")));
        signal(check, "INT");

        assertThat(check.exitValue()).isEqualTo(130);
        assertThat(complaints()).containsExactly("dane: interrupted before everything was checked");
        // The first one was finished.
        assertThat(folder.resolve("stdout")).content().contains("first.test").doesNotContain("example.test");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("root.key", "stdout", "stderr");
        }
    }

    @Test
    void aDocumentIsPrintedAsAWholeOrNotAtAll() throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("first.test", zone -> zone.record("@ MX 0 ."))
                .zone("example.test", zone -> zone.record("@ MX 10 mx")));
        tree.fault("example.test", "MX", Fault.delay(Duration.ofMinutes(5)));

        Process check = start(tree, "check", "first.test", "example.test", "--timeout", "300", "--json");
        await(
                check,
                () -> tree.queries().stream()
                        .anyMatch(query -> query.name().equals("example.test.")
                                && query.type().equals("MX")));
        signal(check, "INT");

        assertThat(check.exitValue()).isEqualTo(130);
        assertThat(folder.resolve("stdout")).isEmptyFile();
    }
}
