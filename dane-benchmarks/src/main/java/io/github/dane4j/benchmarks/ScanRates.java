package io.github.dane4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.dane4j.testkit.TestCertificate;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What {@code dane scan} gets done in a second, as the process that people start, beside one {@code dane check} for each
 * domain. The name server and the mail servers are in this process, on the same cores. Every domain has a mail server of its
 * own name, so that none is spared a connection.
 *
 * <p>System properties: {@code dane4j.scan.domains} by DNS alone, {@code dane4j.scan.connected} with connections,
 * {@code dane4j.scan.options} of the scan's JVM.
 */
final class ScanRates implements Figures {
    private static final int DOMAINS = Integer.getInteger("dane4j.scan.domains", 100_000);
    private static final int CONNECTED = Integer.getInteger("dane4j.scan.connected", 20_000);
    /** So little memory that a scan which keeps what it has done does not end. */
    private static final String OPTIONS = System.getProperty("dane4j.scan.options", "-Xmx192m");

    private static final int CHECKED = 40;
    private static final int AT_ONCE = 2;
    private static final int LOG_LINES = 20;
    /** A scan connects to one address twice at a time, at most. */
    private static final int ADDRESSES = 64;
    /** How often the live heap is measured. */
    private static final int PARTS = 5;

    private static final OperatingSystemMXBean SELF = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * One run.
     *
     * @param secondHalf domains in a second
     * @param cpu seconds of processor time
     * @param servers seconds of processor time of this process
     * @param resident kilobytes at the end
     * @param live bytes that are left on the heap by a full collection, at the end of each part
     * @param uncertain lines without a verdict
     */
    private record Run(
            int domains,
            double seconds,
            double secondHalf,
            double cpu,
            double servers,
            long resident,
            List<Long> live,
            long uncertain) {
        double rate() {
            return domains / seconds;
        }

        String row(String title) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.0f | %.0f | %.2f | %.2f | %s | %,d | %d |",
                    title,
                    domains,
                    rate(),
                    secondHalf,
                    cpu * 1e3 / domains,
                    servers * 1e3 / domains,
                    live.stream()
                            .map(bytes -> String.format(Locale.ROOT, "%.0f", bytes / 1e6))
                            .collect(Collectors.joining(", ")),
                    resident >> 10,
                    uncertain);
        }
    }

    @Override
    public List<String> measure() {
        Path root = root();
        Path jar = root.resolve("dane-cli/target/dane.jar");
        if (!Files.isRegularFile(jar)) {
            return List.of(
                    "dane-cli is not built: ./mvnw -Dquick -DskipTests -pl dane-cli,dane-benchmarks -am package");
        }
        List<String> lines = new ArrayList<>();
        List<MailSink> sinks = new ArrayList<>();
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mx.domain0.test").build();
        try {
            for (int i = 0; i < ADDRESSES; i++) {
                sinks.add(new MailSink(
                        certificate.serverContext(),
                        InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + i)}),
                        sinks.isEmpty() ? 0 : sinks.get(0).port()));
            }
            int port = sinks.get(0).port();
            int domains = Math.max(DOMAINS, CONNECTED);
            try (ServedTree tree =
                    ServedTree.startDomains(domains, ADDRESSES, port, "TLSA " + certificate.tlsa(3, 1, 1))) {
                tree.remember(domains, CONNECTED, port);
                Scanner scanner = new Scanner(root, jar, tree, port);
                scanner.prepare();
                lines.add(
                        "| on two cores | domains | in a second | in the second half | ms of processor time for each |"
                                + " of the servers | MB alive after each fifth | MB of the process | uncertain |");
                lines.add("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
                Run dns = scanner.scan(DOMAINS, "--dns-only");
                lines.add(dns.row("`dane scan --dns-only`"));
                Run connected = scanner.scan(CONNECTED);
                lines.add(connected.row("`dane scan`"));
                Run checks = scanner.checks(CHECKED);
                lines.add(checks.row("one `dane check --dane-only` for each, " + AT_ONCE + " at a time"));
                lines.add("");
                lines.add(goal("DNS alone", dns.rate(), 300));
                lines.add(goal("with connections", connected.rate(), 80));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            sinks.forEach(ScanRates::close);
        }
        return lines;
    }

    private static String goal(String what, double rate, int atLeast) {
        return String.format(
                Locale.ROOT,
                "- %s: %.0f domains in a second, goal at least %d: %s",
                what,
                rate,
                atLeast,
                rate >= atLeast ? "held" : "missed");
    }

    private static void close(MailSink sink) {
        try {
            sink.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the sources, two above this JAR. */
    private static Path root() {
        Path jar = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)[0])
                .toAbsolutePath();
        return Objects.requireNonNull(jar.resolve("../../..").normalize());
    }

    /** Starts the command as its launcher does, on a list of domains. */
    private record Scanner(Path root, Path jar, ServedTree tree, int port) {
        private ProcessBuilder dane(Path folder, List<String> arguments) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(root.resolve("dane-cli/src/dist/bin/dane").toString());
            command.addAll(arguments);
            command.addAll(List.of(
                    "--port",
                    String.valueOf(port),
                    "--nameserver",
                    "127.0.0.1:" + tree.address().getPort(),
                    "--trust-anchor",
                    Files.writeString(folder.resolve("root.key"), tree.trustAnchors())
                            .toString()));
            ProcessBuilder process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()));
            process.environment().put("DANE_JAR", jar.toString());
            process.environment().put("JAVA_HOME", System.getProperty("java.home"));
            return process;
        }

        /** The launcher's archive of classes is made once, and not by a scan. */
        void prepare() throws IOException, InterruptedException {
            Path folder = Files.createTempDirectory("scan-rates");
            try {
                Process process = dane(folder, List.of("scan", "--help")).start();
                try {
                    process.waitFor();
                } finally {
                    end(process);
                }
            } finally {
                delete(folder);
            }
        }

        Run scan(int domains, String... more) throws IOException, InterruptedException {
            Path folder = Files.createTempDirectory("scan-rates");
            try {
                return scan(folder, domains, more);
            } finally {
                delete(folder);
            }
        }

        private Run scan(Path folder, int domains, String... more) throws IOException, InterruptedException {
            Path list = Files.write(
                    folder.resolve("list"),
                    IntStream.range(0, domains).mapToObj(ServedTree::domain).toList());
            Path out = folder.resolve("out");
            List<String> arguments =
                    new ArrayList<>(List.of("scan", list.toString(), "--out", out.toString(), "--rate", "100000"));
            arguments.addAll(List.of(more));
            long servers = SELF.getProcessCpuTime();
            long started = System.nanoTime();
            ProcessBuilder dane = dane(folder, arguments);
            dane.environment().put("JDK_JAVA_OPTIONS", OPTIONS);
            Process process = dane.start();
            try {
                return run(folder, out, domains, process, servers, started);
            } finally {
                end(process);
            }
        }

        private static Run run(Path folder, Path out, int domains, Process process, long servers, long started)
                throws IOException, InterruptedException {
            Duration cpu = Duration.ZERO;
            long resident = 0;
            List<Long> live = new ArrayList<>();
            long half = 0;
            long before = 0;
            Lines written = new Lines(out);
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                cpu = process.info().totalCpuDuration().orElse(cpu);
                long done = written.count();
                long now = resident(process.pid());
                resident = now == 0 ? resident : now;
                // The last time shortly before the end.
                if (live.size() < PARTS && done >= domains * (live.size() + 0.99) / PARTS) {
                    live(process.pid()).ifPresent(live::add);
                }
                if (half == 0 && done >= domains / 2) {
                    half = System.nanoTime();
                    before = done;
                }
            }
            long ended = System.nanoTime();
            if (process.exitValue() != 0 || written.count() != domains) {
                throw new IllegalStateException("dane scan failed: " + log(folder));
            }
            return new Run(
                    domains,
                    (ended - started) / 1e9,
                    half == 0 ? 0 : (domains - before) / ((ended - half) / 1e9),
                    cpu.toNanos() / 1e9,
                    (SELF.getProcessCpuTime() - servers) / 1e9,
                    resident,
                    live,
                    uncertain(out));
        }

        /** The end of what the command said. */
        private static String log(Path folder) throws IOException {
            List<String> lines = Files.readAllLines(folder.resolve("log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        }

        private static void end(Process process) {
            process.destroyForcibly().onExit().join();
        }

        private static void delete(Path folder) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }

        /** Lines that say nothing of use: a timeout, for example, since the machine had other things to do. */
        private static long uncertain(Path out) throws IOException {
            try (Stream<String> lines = Files.lines(out)) {
                return lines.filter(line ->
                                line.contains("\"level\":\"unknown\"") || line.contains("\"level\":\"failure\""))
                        .count();
            }
        }

        Run checks(int domains) throws IOException, InterruptedException {
            Path folder = Files.createTempDirectory("check-rates");
            try {
                return checks(folder, domains);
            } finally {
                delete(folder);
            }
        }

        private Run checks(Path folder, int domains) throws IOException, InterruptedException {
            AtomicInteger next = new AtomicInteger();
            long servers = SELF.getProcessCpuTime();
            long children = childrenCpu();
            long started = System.nanoTime();
            Parallel.run(AT_ONCE, () -> {
                for (int i = next.getAndIncrement(); i < domains; i = next.getAndIncrement()) {
                    check(folder, ServedTree.domain(i));
                }
            });
            double seconds = (System.nanoTime() - started) / 1e9;
            return new Run(
                    domains,
                    seconds,
                    domains / seconds,
                    (childrenCpu() - children) / 1e9,
                    (SELF.getProcessCpuTime() - servers) / 1e9,
                    0,
                    List.of(),
                    0);
        }

        private void check(Path folder, String domain) throws IOException, InterruptedException {
            Process process =
                    dane(folder, List.of("check", domain, "--dane-only")).start();
            int status;
            try {
                status = process.waitFor();
            } finally {
                end(process);
            }
            if (status != 0 && status != 4) {
                throw new IllegalStateException("dane check failed: " + log(folder));
            }
        }
    }

    /** Counts the lines of a file that grows. */
    private static final class Lines {
        private final Path file;
        private long position;
        private long lines;

        Lines(Path file) {
            this.file = file;
        }

        long count() throws IOException {
            if (!Files.exists(file)) {
                return 0;
            }
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(position);
                byte[] more = new byte[1 << 16];
                for (int read = in.read(more); read > 0; read = in.read(more)) {
                    position += read;
                    for (int i = 0; i < read; i++) {
                        lines += more[i] == '\n' ? 1 : 0;
                    }
                }
            }
            return lines;
        }
    }

    /** Kilobytes of main memory, 0 if the system does not tell. */
    private static long resident(long process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            // It has ended.
            return 0;
        }
    }

    /** Bytes on the heap after a full collection; empty if the process has ended, or there is no jcmd. */
    private static OptionalLong live(long process) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return OptionalLong.empty();
        }
        Process histogram = new ProcessBuilder(jcmd.toString(), Long.toString(process), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (Stream<String> lines = histogram.inputReader().lines()) {
            // "Total", instances, bytes.
            return lines.map(line -> line.strip().split(" +", -1))
                    .filter(words -> words.length == 3 && words[0].equals("Total"))
                    .mapToLong(words -> Long.parseLong(words[2]))
                    .findFirst();
        } finally {
            histogram.waitFor();
        }
    }

    /** Nanoseconds of processor time of the processes that have ended, 0 if the system does not tell. */
    private static long childrenCpu() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        String text = Files.readString(stat);
        // What follows the name; times in hundredths of a second (proc(5), fields 16 and 17).
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * 10_000_000;
    }
}
