package io.github.dane4j.cli.scan;

import io.github.dane4j.cli.batch.Batch;
import io.github.dane4j.cli.batch.DomainList;
import io.github.dane4j.cli.batch.Entries;
import io.github.dane4j.cli.batch.Progress;
import io.github.dane4j.cli.check.DomainScan;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Interruption;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.DnssecResolver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code dane scan}: very many domains. */
@Command(
        name = "scan",
        description = {
            "Checks very many mail domains, several at a time, and writes a line of JSON for each,"
                    + " in the order of the list. A scan that was interrupted, for whatever reason, resumes"
                    + " where it stopped when it is started again with the same list and output.",
            "A mail server is connected to once, however many domains have it, and never more than twice at a time."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane scan domains.txt --out result.jsonl --dns-only",
            "  dane scan domains.txt --out result.jsonl --parallel 64 --rate 100",
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:every domain of the list has its line, whatever it says",
            "2:wrong usage, or a file cannot be used; what is done is kept",
            "3:it failed unexpectedly; start it again to go on"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class ScanCommand implements Callable<Integer> {
    private static final int SMTP_PORT = 25;
    private static final int MAX_PORT = 65535;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(paramLabel = "FILE", description = "a list of domains, one a line; # begins a comment")
    private Path list = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "the output; if the file exists, the scan resumes where it ends")
    private Path output = Path.of("");

    @Option(names = "--dns-only", description = "use DNS only, and connect to no mail server")
    private boolean dnsOnly;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "check N domains at a time; default: ${DEFAULT-VALUE}")
    private int parallel = 32;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "begin at most N domains per second; default: ${DEFAULT-VALUE}")
    private int rate = 500;

    @Option(names = "--port", paramLabel = "N", description = "the port of the MX hosts; default: ${DEFAULT-VALUE}")
    private int port = SMTP_PORT;

    @Option(names = "--progress", description = "show progress even if standard error is not a terminal")
    private boolean progress;

    @Option(names = "--json", description = "print the summary as JSON, see docs/json.md")
    private boolean json;

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    ScanCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        invocation.checkRange("--parallel", parallel, Batch.MAX_PARALLEL);
        invocation.checkRange("--rate", rate, Batch.MAX_RATE);
        invocation.checkRange("--port", port, MAX_PORT);
        checkFolder();
        boolean limited = invocation.commandLine().getParseResult().hasMatchedOption("--timeout");
        ServerProbe.Patience patience = ServerProbe.Patience.of(resolverOptions.timeout(), limited);
        PlainDns plain = resolverOptions.plain();
        try (Interruption interruption = Interruption.expect(
                        invocation.commandLine().getErr(),
                        // Below the progress.
                        (progressWanted() ? System.lineSeparator() : "") + "dane: interrupted; what is done is in "
                                + output + ", start the scan again to go on");
                DnssecResolver resolver = resolverOptions.open(Optional.empty());
                DomainScan scan = dnsOnly
                        ? DomainScan.dnsOnly(resolver, ResolverProbe.start(plain), plain, port)
                        : DomainScan.connecting(
                                resolver, ResolverProbe.start(plain), plain, port, patience, parallel)) {
            scan(scan, interruption);
            interruption.step(this::print);
        }
        return ExitStatus.OK;
    }

    /** Before the work, and in words: the system's error would name the file. */
    private void checkFolder() {
        Path folder = output.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw invocation.wrong("--out: " + output + " cannot be written: the folder " + folder
                    + " does not exist; create it first");
        }
    }

    private void print() {
        PrintWriter out = invocation.commandLine().getOut();
        try {
            ScanSummary summary = ScanSummary.of(output);
            if (json) {
                Json.print(out, "scan", summary::write);
            } else {
                summary.print(out);
            }
        } catch (IOException e) {
            throw invocation.wrong("--out: " + output + " cannot be read: " + InputFile.reason(e));
        }
    }

    private void scan(DomainScan scan, Interruption interruption) throws InterruptedException {
        long total = progressWanted() ? count() : 0;
        try (Journal journal = Journal.open(output)) {
            try (DomainList domains = new DomainList(list)) {
                Entries rest = rest(domains, journal);
                begin(journal);
                run(scan, rest, journal, total, interruption);
            } catch (JournalFull e) {
                throw invocation.wrong("--out: " + output + " cannot be written: " + e.getMessage()
                        + "; what is done is kept, start the scan again to go on");
            } catch (IOException e) {
                throw invocation.wrong(list + " cannot be read: " + InputFile.reason(e));
            }
        } catch (Journal.InUse | IOException e) {
            throw invocation.wrong("--out: " + output + " cannot be used: "
                    + (e instanceof IOException io ? InputFile.reason(io) : e.getMessage()));
        }
    }

    /** The output cannot take a line. */
    private static final class JournalFull extends IOException {
        private static final long serialVersionUID = 1L;

        JournalFull(IOException cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    private boolean progressWanted() {
        return progress || invocation.commandLine().getColorScheme().ansi().enabled();
    }

    private long count() {
        long count = 0;
        try (DomainList domains = new DomainList(list)) {
            while (domains.next().isPresent()) {
                count++;
            }
            return count;
        } catch (IOException e) {
            throw invocation.wrong(list + " cannot be read: " + InputFile.reason(e));
        }
    }

    /** Passes over what is done, and sees that it is what the list has there. */
    private Entries rest(DomainList domains, Journal journal) throws IOException {
        Optional<String> last = Optional.empty();
        for (long i = 0; i < journal.done(); i++) {
            last = domains.next();
            if (last.isEmpty()) {
                break;
            }
        }
        if (!last.map(ScanLine::shown).equals(journal.last())) {
            throw otherList(journal.done(), journal.last());
        }
        if (journal.cutShort().isEmpty()) {
            return domains;
        }
        Optional<String> next = domains.next();
        if (!next.map(ScanLine::shown).equals(journal.cutShort())) {
            throw otherList(journal.done() + 1, journal.cutShort());
        }
        return Entries.of(next.get(), domains);
    }

    private ParameterException otherList(long line, Optional<String> domain) {
        return invocation.wrong("--out: " + output + " belongs to another list: its line " + line + " is about "
                + domain.orElse("nothing") + "; choose another file");
    }

    private void run(DomainScan scan, Entries domains, Journal journal, long total, Interruption interruption)
            throws IOException, InterruptedException {
        PrintWriter err = invocation.commandLine().getErr();
        Optional<Progress> shown = progressWanted()
                ? Optional.of(new Progress(err, total, journal.done(), System.nanoTime()))
                : Optional.empty();
        long[] done = {journal.done()};
        try {
            new Batch(parallel, rate)
                    .run(
                            domains,
                            entry -> ScanLine.of(scan, entry),
                            line -> interruption.step(() -> {
                                add(journal, line);
                                long number = ++done[0];
                                shown.ifPresent(progressLine -> progressLine.at(number, System.nanoTime()));
                            }));
        } finally {
            shown.ifPresent(Progress::end);
        }
    }

    private static void begin(Journal journal) throws JournalFull {
        try {
            journal.begin();
        } catch (IOException e) {
            throw new JournalFull(e);
        }
    }

    private static void add(Journal journal, String line) throws JournalFull {
        try {
            journal.add(line);
        } catch (IOException e) {
            throw new JournalFull(e);
        }
    }
}
