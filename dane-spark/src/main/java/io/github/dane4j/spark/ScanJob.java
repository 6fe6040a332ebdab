package io.github.dane4j.spark;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.batch.Batch;
import io.github.dane4j.cli.batch.DomainList;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.LostOutput;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.scan.ScanSummary;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapred.FileAlreadyExistsException;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.InputSplit;
import org.apache.hadoop.mapred.InvalidInputException;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.TextInputFormat;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

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
        versionProvider = ScanJob.Version.class,
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
    private static final int SHOWN = 300;

    /** Of a list in very many files not all are opened before the job. */
    private static final int OPENED = 100;

    /** Hadoop expands a path with these where it reads, and not where it writes. */
    private static final String PATTERN = ".*[,*?\\[\\]{}\\\\].*";

    /** Null if the job makes and ends its own. */
    private final @Nullable JavaSparkContext given;

    private boolean writing;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            paramLabel = "FILE",
            description = "a list of domains, one a line; # begins a comment. Several lists by commas, or by a pattern"
                    + " such as lists/*.txt")
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

    ScanJob(@Nullable JavaSparkContext given) {
        this.given = given;
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ScanJob.class.getPackage().getImplementationVersion();
            return new String[] {
                "dane-spark " + (version == null ? "(from a source tree)" : version),
                "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
            };
        }
    }

    /** Runs the job in the cluster that {@code spark-submit} names, and exits with its status. */
    public static void main(String[] arguments) {
        int status = run(
                null,
                new PrintWriter(System.out, true, Charset.defaultCharset()),
                new PrintWriter(System.err, true, Charset.defaultCharset()),
                arguments);
        if (status != ExitStatus.OK) {
            System.exit(status);
        }
    }

    /**
     * Runs the job and returns the exit status.
     *
     * @param spark stays open; null for the context that {@code spark-submit} describes, made only for a job that can begin
     */
    public static int run(@Nullable JavaSparkContext spark, PrintWriter out, PrintWriter err, String... arguments) {
        ScanJob job = new ScanJob(spark);
        CommandLine command = new CommandLine(job)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(ScanJob::complain)
                .setExecutionExceptionHandler(job::fail);
        return LostOutput.check(command, command.execute(arguments));
    }

    private static int complain(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        err.println("See: dane-spark --help");
        err.flush();
        return ExitStatus.USAGE;
    }

    /** Last what to do: a stack trace of Spark is long. */
    private int fail(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        e.printStackTrace(err);
        err.println("dane-spark: the job failed, see above and Spark's log");
        if (writing) {
            err.println("dane-spark: the job did not finish, and a job does not resume: if there is the folder "
                    + output + ", delete the folder, and start the job again");
        }
        err.flush();
        return ExitStatus.UNKNOWN;
    }

    @Override
    public Integer call() {
        invocation.checkRange("--parallel", parallel, Batch.MAX_PARALLEL);
        invocation.checkRange("--rate", rate, Batch.MAX_RATE);
        invocation.checkRange("--port", port, MAX_PORT);
        invocation.checkRange("--partitions", partitions, MAX_PARTITIONS);
        if (output.matches(PATTERN)) {
            throw invocation.wrong("--out: " + output + " is not the name of one folder: use none of , * ? [ ] { } \\");
        }
        ScanSettings settings = settings();
        if (given != null) {
            return scan(given, settings);
        }
        try (JavaSparkContext own = new JavaSparkContext()) {
            return scan(own, settings);
        }
    }

    private int scan(JavaSparkContext spark, ScanSettings settings) {
        checkList(spark.hadoopConfiguration());
        checkOutput(spark.hadoopConfiguration());
        // What is passed to Spark must not refer to this object.
        JavaRDD<String> lines = spark.textFile(list, partitions)
                .flatMap(line -> DomainList.entry(line).stream().iterator())
                .mapPartitions(domains -> lines(settings, domains));
        writing = true;
        try {
            lines.saveAsTextFile(output);
        } catch (Exception e) {
            // Spark throws this from Scala, undeclared.
            if (e instanceof FileAlreadyExistsException) {
                throw invocation.wrong("--out: " + output + " exists already; choose another folder");
            }
            throw e;
        }
        writing = false;
        ScanSummary summary = spark.textFile(output).aggregate(new ScanSummary(), ScanJob::counted, ScanJob::merged);
        summary.print(invocation.commandLine().getOut());
        return ExitStatus.OK;
    }

    /** Before a folder is made for the output: a task could only fail, and with it the job. */
    private void checkList(Configuration hadoop) {
        try {
            JobConf job = new JobConf(hadoop);
            FileInputFormat.setInputPaths(job, list);
            TextInputFormat format = new TextInputFormat();
            format.configure(job);
            Set<org.apache.hadoop.fs.Path> files = new LinkedHashSet<>();
            for (InputSplit split : format.getSplits(job, 1)) {
                files.add(((FileSplit) split).getPath());
            }
            for (org.apache.hadoop.fs.Path file : files.stream().limit(OPENED).toList()) {
                file.getFileSystem(job).open(file).close();
            }
        } catch (InvalidInputException e) {
            throw invocation.wrong(list + " cannot be read: "
                    + (list.matches(PATTERN)
                            ? "no file fits the pattern, or one of several does not exist"
                            : "there is no such file"));
        } catch (IOException | IllegalArgumentException e) {
            throw invocation.wrong(list + " cannot be read: " + reason(e));
        }
    }

    private void checkOutput(Configuration hadoop) {
        try {
            org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output);
            FileSystem files = folder.getFileSystem(hadoop);
            if (files.exists(folder)) {
                throw invocation.wrong("--out: " + output
                        + (isUnfinished(files, folder)
                                ? " exists already, and is empty or that of a job that did not finish. If no job writes"
                                        + " to it, delete the folder and start again: a job does not resume"
                                : " exists already; choose another folder"));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw invocation.wrong("--out: " + output + " cannot be used: " + reason(e));
        }
    }

    /** A job that fails leaves its folder empty, and one that is killed leaves what the tasks wrote so far. */
    private static boolean isUnfinished(FileSystem files, org.apache.hadoop.fs.Path folder) throws IOException {
        return files.exists(new org.apache.hadoop.fs.Path(folder, "_temporary"))
                || files.listStatus(folder).length == 0;
    }

    /** Some messages go on with the stack trace of a server. */
    private static String reason(Exception e) {
        return Printable.clip(String.valueOf(e.getMessage()).lines().findFirst().orElse("it has no message"), SHOWN);
    }

    ScanSettings settings() {
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
            String text = Files.readString(anchors);
            // A task could only fail by them.
            TrustAnchors.of(text);
            return text;
        } catch (IOException e) {
            throw invocation.wrong("--trust-anchor: " + anchors + " cannot be read: " + InputFile.reason(e));
        } catch (TrustAnchorException e) {
            throw invocation.wrong("--trust-anchor: " + anchors + ": " + e.getMessage());
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
