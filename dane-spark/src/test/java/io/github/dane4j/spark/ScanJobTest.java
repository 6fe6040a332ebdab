package io.github.dane4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.dane4j.cli.DaneCommand;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The job in Spark's local mode, held against {@code dane scan}. */
class ScanJobTest {
    private static final String ANCHOR =
            ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";

    private static JavaSparkContext spark = new JavaSparkContext(local());

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static SparkConf local() {
        return new SparkConf()
                .setMaster("local[2]")
                .setAppName("ScanJobTest")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private int job(String... arguments) {
        return ScanJob.run(spark, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private Path list(List<String> lines) throws IOException {
        return Files.write(folder.resolve("list.txt"), lines);
    }

    private String[] arguments(DnsTree tree, Path list, Path output, String... more) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> all = new ArrayList<>(List.of(
                list.toString(),
                "--out",
                output.toString(),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static List<String> lines(Path output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(output)) {
            for (Path each : parts.filter(path -> path.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList()) {
                lines.addAll(Files.readAllLines(each));
            }
        }
        return lines;
    }

    @Test
    void theSameLinesAndSummaryAsTheCommand() throws Exception {
        DnsTree.Builder builder = DnsTree.builder()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32))
                                .record("plain A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("@ MX 10 mx.provider.test."))
                .zone("bogus.test", zone -> zone.record("@ MX 10 mx.provider.test."))
                .zone("null-mx.test", zone -> zone.record("@ MX 0 ."));
        List<String> list = new ArrayList<>(List.of(
                "\ufeffunsigned.test",
                "# a comment",
                "",
                " bogus.test ",
                "null-mx.test",
                "missing.test",
                "not a name"));
        for (int i = 0; i < 100; i++) {
            String host = i % 2 == 0 ? "mx" : "plain";
            builder.zone("customer" + i + ".test", zone -> zone.record("@ MX 10 " + host + ".provider.test."));
            list.add("customer" + i + ".test");
        }
        DnsTree tree = network.start(builder);
        tree.fault("bogus.test.", "MX", Fault.CORRUPT_SIGNATURES);
        Path file = list(list);

        int status = job(
                arguments(tree, file, folder.resolve("lines"), "--dns-only", "--partitions", "7", "--rate", "10000"));

        assertThat(status).as(err.toString()).isZero();
        StringWriter summary = new StringWriter();
        List<String> command = new ArrayList<>(List.of("scan"));
        command.addAll(
                List.of(arguments(tree, file, folder.resolve("command.jsonl"), "--dns-only", "--rate", "10000")));
        assertThat(DaneCommand.run(
                        new PrintWriter(summary, true), new PrintWriter(err, true), command.toArray(String[]::new)))
                .isZero();
        assertThat(lines(folder.resolve("lines")))
                .hasSize(105)
                .isEqualTo(Files.readAllLines(folder.resolve("command.jsonl")));
        assertThat(out).hasToString(summary.toString());
        try (Stream<Path> parts = Files.list(folder.resolve("lines"))) {
            assertThat(parts.filter(each -> each.getFileName().toString().startsWith("part-")))
                    .hasSizeGreaterThanOrEqualTo(7);
        }
    }

    /** Each task connects to a server once, and once more for the other kind of key. */
    @Test
    void connectsToTheServers() throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.provider.test").build();
        SmtpServer server = network.start(SmtpServer.builder("mx.provider.test").certificate(certificate));
        DnsTree.Builder builder = DnsTree.builder()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1)));
        List<String> domains =
                IntStream.range(0, 12).mapToObj(i -> "customer" + i + ".test").toList();
        domains.forEach(each -> builder.zone(each, zone -> zone.record("@ MX 10 mx.provider.test.")));
        DnsTree tree = network.start(builder);
        Path output = folder.resolve("lines");

        int status = job(arguments(
                tree,
                list(domains),
                output,
                "--port",
                String.valueOf(server.port()),
                "--partitions",
                "2",
                "--timeout",
                "60"));

        assertThat(status).as(err.toString()).isZero();
        assertThat(lines(output)).hasSize(12).allMatch(line -> line.contains("\"level\":\"ok\""));
        try (Stream<Path> parts = Files.list(output)) {
            int tasks = (int) parts.filter(each -> each.getFileName().toString().startsWith("part-"))
                    .count();
            server.awaitClosed(2, Duration.ofSeconds(60));
            assertThat(server.connections()).isBetween(2, 2 * tasks);
        }
    }

    /** Nothing is asked here: a test must not ask the machine's own resolver. */
    @Test
    void withoutOptionsItIsTheExecutorsResolverAndTheKeysOfIana() {
        assertThat(settings())
                .isEqualTo(new ScanSettings(
                        List.of(), null, Duration.ofSeconds(10), Duration.ofSeconds(60), 25, false, 32, 100));
    }

    @Test
    void optionsOfATask() throws Exception {
        Path anchors = Files.writeString(folder.resolve("root.key"), ANCHOR);

        assertThat(settings(
                        "--nameserver",
                        "127.0.0.1:5300",
                        "--trust-anchor",
                        anchors.toString(),
                        "--timeout",
                        "7",
                        "--port",
                        "2525",
                        "--parallel",
                        "3",
                        "--rate",
                        "4",
                        "--dns-only"))
                .isEqualTo(new ScanSettings(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5300)),
                        ANCHOR,
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        2525,
                        true,
                        3,
                        4));
    }

    private static ScanSettings settings(String... options) {
        ScanJob job = new ScanJob(null);
        List<String> all = new ArrayList<>(List.of("list.txt", "--out", "lines"));
        all.addAll(List.of(options));
        new CommandLine(job).parseArgs(all.toArray(String[]::new));
        return job.settings();
    }

    @Test
    void emptyListAndPathsWithABlank() throws Exception {
        DnsTree tree = network.start(DnsTree.builder());
        Path file = Files.writeString(
                Files.createDirectory(folder.resolve("my lists")).resolve("a list.txt"), "");
        Path output = folder.resolve("my lists").resolve("all lines");

        int status = job(arguments(tree, file, output, "--dns-only"));

        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString()).startsWith("0 domains\n");
        assertThat(output.resolve("_SUCCESS")).exists();
        assertThat(lines(output)).isEmpty();
    }

    @Test
    void listByAPattern() throws Exception {
        DnsTree tree = network.start(DnsTree.builder().zone("null-mx.test", zone -> zone.record("@ MX 0 .")));
        Files.writeString(folder.resolve("a.list"), "null-mx.test\n");
        Files.writeString(folder.resolve("b.list"), "missing.test\n");
        Path output = folder.resolve("lines");

        int status = job(arguments(tree, folder.resolve("*.list"), output, "--dns-only"));

        assertThat(status).as(err.toString()).isZero();
        assertThat(lines(output)).hasSize(2);
    }

    // Neither needs a cluster, and this machine has none.

    @Test
    void helpAndVersionWithoutAMaster() {
        assertThat(ScanJob.run(null, new PrintWriter(out, true), new PrintWriter(err, true), "--help"))
                .as(err.toString())
                .isZero();
        assertThat(ScanJob.run(null, new PrintWriter(out, true), new PrintWriter(err, true), "--version"))
                .isZero();
        assertThat(out.toString()).contains("Usage: dane-spark", "\ndane-spark (from a source tree)\nJava ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void wrongUseIsFoundWithoutAMaster() {
        int status = ScanJob.run(
                null,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "list.txt",
                "--out",
                "lines",
                "--rate",
                "0");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("--rate is 1 to 100000, not 0", "See: dane-spark --help");
    }

    @Test
    void summaryThatCannotBeWritten() {
        PrintWriter full = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int start, int length) throws IOException {
                throw new IOException("no space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });

        assertThat(ScanJob.run(null, full, new PrintWriter(err, true), "--help"))
                .isEqualTo(3);
        assertThat(err.toString()).startsWith("dane-spark: not all of the output was written");
    }

    @Test
    void listThatIsMissing() throws Exception {
        int status = job(
                folder.resolve("none.txt").toString(),
                "--out",
                folder.resolve("lines").toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .contains("none.txt cannot be read: there is no such file")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("lines")).doesNotExist();
    }

    @Test
    void outputThatIsThere() throws Exception {
        Path file =
                Files.writeString(Files.createDirectory(folder.resolve("lines")).resolve("diary"), "mine");

        int status = job(
                list(List.of("example.test")).toString(),
                "--out",
                folder.resolve("lines").toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .contains("exists already; choose another folder")
                .doesNotContain("\tat ");
        assertThat(file).hasContent("mine");
    }

    /** What a job leaves that failed, and one that was killed. */
    @ParameterizedTest
    @ValueSource(strings = {".", "_temporary/0"})
    void outputOfAJobThatDidNotFinish(String content) throws Exception {
        Path output = folder.resolve("lines");
        Files.createDirectories(output.resolve(content));

        int status = job(list(List.of("example.test")).toString(), "--out", output.toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("did not finish", "delete the folder", "a job does not resume");
        assertThat(output).exists();
    }

    /** The folder cannot be made in a file: Hadoop finds out when the job runs. */
    @Test
    void jobThatFails() throws Exception {
        Path output = Files.writeString(folder.resolve("file"), "mine").resolve("lines");

        int status = job(list(List.of("example.test")).toString(), "--out", output.toString());

        assertThat(status).isEqualTo(3);
        assertThat(err.toString().lines())
                .last()
                .asString()
                .contains(output.toString(), "did not finish", "does not resume", "delete the folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a*", "a?", "[a]", "{a}", "a\\b", "[", "}"})
    void outputWithPattern(String name) throws Exception {
        int status = job(list(List.of("example.test")).toString(), "--out", folder + "/" + name);

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "--out: " + folder + "/" + name
                                + " is not the name of one folder: use none of , * ? [ ] { } \\",
                        "See: dane-spark --help");
    }

    @ParameterizedTest
    @CsvSource({
        "none:/list.txt, No FileSystem for scheme",
        "a:b:c, URISyntaxException",
        "'', empty string",
        "FOLDER, Not a file: ",
        "FOLDER/*.none, 'no file fits the pattern, or one of several does not exist'",
        "'FOLDER/list.txt,FOLDER/none', 'no file fits the pattern, or one of several does not exist'"
    })
    void listThatCannotBeRead(String name, String reason) throws Exception {
        list(List.of("example.test"));
        Files.createDirectory(folder.resolve("inner"));

        int status = job(
                name.replace("FOLDER", folder.toString()),
                "--out",
                folder.resolve("lines").toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).first().asString().contains(" cannot be read: ", reason);
        assertThat(folder.resolve("lines")).doesNotExist();
    }

    @Test
    void listThatMayNotBeRead() throws Exception {
        Path file = list(List.of("example.test"));
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "root may read every file");

        int status = job(file.toString(), "--out", folder.resolve("lines").toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).first().asString().contains("Permission denied");
        assertThat(folder.resolve("lines")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"none:/lines, No FileSystem for scheme", "a:b:c, URISyntaxException", "'', empty string"})
    void outputThatCannotBe(String name, String reason) throws Exception {
        int status = job(list(List.of("example.test")).toString(), "--out", name);

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).first().asString().contains("--out: ", " cannot be used", reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not an anchor", "example.test. IN DS 20326 8 2 00"})
    void trustAnchorsThatAreNone(String text) throws Exception {
        Path anchors = Files.writeString(folder.resolve("root.key"), text);

        int status = job(
                list(List.of("example.test")).toString(),
                "--out",
                folder.resolve("lines").toString(),
                "--trust-anchor",
                anchors.toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("--trust-anchor: " + anchors + ": ");
        assertThat(folder.resolve("lines")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"--partitions, 0", "--parallel, 1001", "--rate, 0", "--port, 65536", "--timeout, 0"})
    void wrongNumbers(String option, String value) {
        assertThat(job("list.txt", "--out", "lines", option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(option + " is 1 to ", "not " + value);
    }

    @Test
    void trustAnchorThatIsMissing() {
        assertThat(job("list.txt", "--out", "lines", "--trust-anchor", "none.key"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--trust-anchor: none.key cannot be read: there is no such file");
    }
}
