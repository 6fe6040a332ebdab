package io.github.dane4j.spark;

import io.github.dane4j.cli.batch.Batch;
import io.github.dane4j.cli.batch.DomainList;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.scan.ScanSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.apache.hadoop.mapred.FileAlreadyExistsException;
import org.apache.hadoop.mapred.InvalidInputException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code dane scan} as an Apache Spark job: the same lines, for a list that outgrows a machine. Spark divides the list,
 * repeats what was lost with a machine, and writes the output; see docs/spark.md.
 *
 * <p>Each task has a resolver of its own. A mail server is connected to once by each task that meets it, so that a list
 * sorted by mail provider asks least of the servers.
 */
@Command(
        name = "dane-spark",
        description = {
            "Checks the mail domains of a list, and writes a line of JSON for each, as dane scan does, into a new folder.",
            "FILE and the folder are paths or URLs of any file system that the cluster knows."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:every domain of the list has its line, whatever it says",
            "2:wrong usage, or a file cannot be used",
            "3:the job failed, see Spark's log"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class ScanJob implements Callable<Integer> {
    private static final int MAX_PORT = 65535;
    private static final int MAX_PARTITIONS = 1_000_000;

    private final JavaSparkContext spark;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "FILE", description = "a list of domains, one a line; # begins a comment")
    private String list = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "where the lines go; must not exist yet")
    private String output = "";

    @Option(names = "--dns-only", description = "use DNS only, and connect to no mail server")
    private boolean dnsOnly;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "parts of the list, at least; each is a task and a file of the output; default:"
                    + " ${DEFAULT-VALUE}")
    private int partitions = 64;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "check N domains at a time, in each task; default: ${DEFAULT-VALUE}")
    private int parallel = 32;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "begin at most N domains per second, in each task; default: ${DEFAULT-VALUE}")
    private int rate = 100;

    @Option(names = "--port", paramLabel = "N", description = "the port of the MX hosts; default: ${DEFAULT-VALUE}")
    private int port = 25;

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    private ScanJob(JavaSparkContext spark) {
        this.spark = spark;
    }

    /** Runs the job in the cluster that {@code spark-submit} names, and exits with its status. */
    public static void main(String[] arguments) {
        int status;
        try (JavaSparkContext spark = new JavaSparkContext()) {
            status = run(
                    spark,
                    new PrintWriter(System.out, true, Charset.defaultCharset()),
                    new PrintWriter(System.err, true, Charset.defaultCharset()),
                    arguments);
        }
        if (status != ExitStatus.OK) {
            System.exit(status);
        }
    }

    /** Runs the job in {@code spark}, which stays open, and returns the exit status. */
    public static int run(JavaSparkContext spark, PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new ScanJob(spark)).setOut(out).setErr(err).execute(arguments);
    }

    @Override
    public Integer call() {
        invocation.checkRange("--parallel", parallel, Batch.MAX_PARALLEL);
        invocation.checkRange("--rate", rate, Batch.MAX_RATE);
        invocation.checkRange("--port", port, MAX_PORT);
        invocation.checkRange("--partitions", partitions, MAX_PARTITIONS);
        ScanSettings settings = settings();
        // What is passed to Spark must not refer to this object.
        JavaRDD<String> lines = spark.textFile(list, partitions)
                .flatMap(line -> DomainList.entry(line).stream().iterator())
                .mapPartitions(domains -> lines(settings, domains));
        try {
            // Asks for the list, before a folder is made for the output.
            lines.getNumPartitions();
            lines.saveAsTextFile(output);
        } catch (Exception e) {
            // Spark throws these from Scala, undeclared.
            if (e instanceof InvalidInputException) {
                throw invocation.wrong(list + " cannot be read: there is no such file");
            }
            if (e instanceof FileAlreadyExistsException) {
                throw invocation.wrong("--out: " + output + " exists already; choose another folder");
            }
            throw e;
        }
        ScanSummary summary = spark.textFile(output).aggregate(new ScanSummary(), ScanJob::counted, ScanJob::merged);
        summary.print(invocation.commandLine().getOut());
        return ExitStatus.OK;
    }

    private ScanSettings settings() {
        Duration limit = resolverOptions.timeout();
        boolean limited = invocation.commandLine().getParseResult().hasMatchedOption("--timeout");
        return new ScanSettings(
                resolverOptions.nameServers(),
                resolverOptions.trustAnchor().map(this::text).orElse(null),
                limit,
                limited ? limit : Duration.ofSeconds(60),
                port,
                dnsOnly,
                parallel,
                rate);
    }

    /** Read by the driver: the executors need not have the file. */
    private String text(Path anchors) {
        try {
            return Files.readString(anchors);
        } catch (IOException e) {
            throw invocation.wrong("--trust-anchor: " + anchors + " cannot be read: " + InputFile.reason(e));
        }
    }

    private static Iterator<String> lines(ScanSettings settings, Iterator<String> domains) {
        ScanTask task = new ScanTask(settings, domains);
        TaskCompletionListener end = context -> task.close();
        TaskContext.get().addTaskCompletionListener(end);
        return task;
    }

    private static ScanSummary counted(ScanSummary summary, String line) throws IOException {
        summary.add(line);
        return summary;
    }

    private static ScanSummary merged(ScanSummary summary, ScanSummary other) {
        summary.add(other);
        return summary;
    }
}
