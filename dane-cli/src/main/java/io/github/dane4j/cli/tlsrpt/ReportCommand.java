package io.github.dane4j.cli.tlsrpt;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.report.WholeFile;
import io.github.dane4j.tlsrpt.ReceivedReport;
import io.github.dane4j.tlsrpt.SessionStore;
import io.github.dane4j.tlsrpt.TlsReportFormatException;
import io.github.dane4j.tlsrpt.TlsReportReader;
import io.github.dane4j.tlsrpt.TlsReportWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dane report}: what other senders report about a domain, and what one's own is going to report. */
@Command(
        name = "report",
        description = {
            "Adds up the TLS reports that other senders made about your domains (RFC 8460): which sessions failed, by"
                    + " domain, policy, failure, MX host and sender, and what to do about each failure.",
            "Reads JSON, plain or compressed (.json.gz), and mails that have a report attached; their DKIM signatures are"
                    + " not checked. A report that was received twice counts once.",
            "With --store it adds up the reports that your own sender is going to send about the sessions it has counted"
                    + " by dane-tlsrpt, and with --reports writes them out. It changes nothing in the store: sending, and"
                    + " trying again, is left to the application that counts."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane report 'sender.example!example.org!1764028800!1764115199.json.gz'",
            "  dane report --json ~/Maildir/.tls-reports/cur",
            "  dane report - < mail.eml",
            "  dane report --store sessions.db",
            "  dane report --store sessions.db --day 2026-11-26 --domain example.org --organization 'Example Ltd'"
                    + " --contact tls@example.net --reports reports"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:no session failed, or there is nothing left to report",
            "1:sessions failed",
            "2:wrong usage, or a file or the store cannot be read; other files are added up all the same"
        },
        exitCodeOnExecutionException = ExitStatus.USAGE)
public final class ReportCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_FILES = 100_000;
    private static final int MAX_LISTED = 1000;
    private static final int SHOWN = 300;
    private static final int SHOWN_SENDERS = 3;
    private static final int SHOWN_DOMAINS = 5;
    private static final int MARK = 6;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "a report, a mail with one, or a folder of such files; - for standard input")
    private List<Path> arguments = List.of();

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description =
                    "the store of your own sender, instead of reports of others; it may be in use; read it as the user"
                            + " that your sender runs as")
    private @Nullable Path store;

    @Option(
            names = "--day",
            paramLabel = "DATE",
            description = "with --store: the day in UTC, for example 2026-11-26; default: yesterday")
    private @Nullable LocalDate day;

    @Option(
            names = "--domain",
            split = ",",
            paramLabel = "DOMAIN",
            description = "with --store: whom the report is about; default: each domain whose report was not sent yet")
    private List<String> domains = List.of();

    @Option(
            names = "--organization",
            paramLabel = "NAME",
            description = "with --reports: the name of the organization that reports")
    private @Nullable String organization;

    @Option(names = "--contact", paramLabel = "ADDRESS", description = "with --reports: its address")
    private @Nullable String contact;

    @Option(
            names = "--reports",
            paramLabel = "FOLDER",
            description = "with --store: also write each report as JSON (RFC 8460) into this folder; - prints them to"
                    + " standard output, one on a line, and no sums")
    private @Nullable Path reports;

    @Option(names = "--json", description = "print JSON, see docs/json.md")
    private boolean json;

    private final ReportTotals totals = new ReportTotals();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final List<Deviating> deviating = new ArrayList<>();
    private int unreadableFiles;
    private int deviations;

    ReportCommand() {}

    /** A file that is not a report. */
    private record Unreadable(String file, String problem) {}

    /** A place where a report does not keep to the RFC. */
    private record Deviating(String file, ReceivedReport.Deviation deviation) {}

    @Override
    public Integer call() {
        if (store != null) {
            return counted(store);
        }
        if (day != null || !domains.isEmpty() || organization != null || contact != null || reports != null) {
            throw invocation.wrong("--day, --domain, --organization, --contact and --reports need --store");
        }
        if (arguments.isEmpty()) {
            throw invocation.wrong("expected files with reports, or --store FILE");
        }
        files().forEach(this::read);
        if (totals.reports() > 0) {
            if (json) {
                Json.print(out(), "report", this::write);
            } else {
                print();
            }
        }
        if (unreadableFiles > 0) {
            return ExitStatus.USAGE;
        }
        return totals.isFailure() ? ExitStatus.NO : ExitStatus.OK;
    }

    /** What the own sender is going to report. */
    private int counted(Path file) {
        if (!arguments.isEmpty()) {
            throw invocation.wrong("--store and files with reports exclude each other");
        }
        LocalDate about = day == null ? LocalDate.now(ZoneOffset.UTC).minusDays(1) : day;
        List<CountedReports.Counted> counted;
        SessionStore.Reporter reporter = reporter();
        try {
            counted = CountedReports.of(
                    file, about, domains.stream().map(this::domain).distinct().toList(), reporter);
        } catch (IOException e) {
            throw invocation.wrong("--store: " + Printable.clip(String.valueOf(e.getMessage()), SHOWN));
        }
        counted.forEach(each -> totals.add(each.report()));
        boolean toOutput = reports != null && isStandardInput(reports);
        if (reports != null) {
            counted.forEach(each -> writeReport(each, reporter, reports));
        }
        if (json && !toOutput) {
            Json.print(out(), "report", this::write);
        } else if (counted.isEmpty()) {
            (toOutput ? invocation.commandLine().getErr() : out())
                    .println("no session of " + about + " is left to be reported"
                            + (domains.isEmpty()
                                    ? "; name a domain with --domain to see a report that was sent"
                                    : " about " + Printable.clip(String.join(", ", domains), SHOWN)));
        } else if (!toOutput) {
            print();
        }
        out().flush();
        return totals.isFailure() ? ExitStatus.NO : ExitStatus.OK;
    }

    private SessionStore.Reporter reporter() {
        if (reports != null && (organization == null || contact == null)) {
            throw invocation.wrong("--reports needs --organization and --contact: a report says who made it");
        }
        try {
            SessionStore.Reporter reporter = new SessionStore.Reporter(
                    organization == null ? "your own sender" : organization,
                    contact == null ? "postmaster@localhost" : contact);
            // It becomes a part of the files' names.
            DomainName.of(reporter.domain());
            return reporter;
        } catch (IllegalArgumentException e) {
            throw invocation.wrong("--contact: " + Printable.clip(String.valueOf(e.getMessage()), SHOWN));
        }
    }

    private DomainName domain(String text) {
        return FailureAdvice.name(text)
                .orElseThrow(() ->
                        invocation.wrong("--domain: expected a domain name, found " + Printable.clip(text, SHOWN)));
    }

    private void writeReport(CountedReports.Counted counted, SessionStore.Reporter reporter, Path folder) {
        String text = new String(TlsReportWriter.json(counted.report()), StandardCharsets.UTF_8);
        if (isStandardInput(folder)) {
            out().println(text);
            return;
        }
        String name = reporter.domain() + "!" + counted.domain() + "!"
                + counted.report().start().getEpochSecond() + "!"
                + counted.report().end().getEpochSecond() + ".json";
        Path file = folder.resolve(name);
        try {
            WholeFile.write(file, text);
        } catch (IOException e) {
            throw invocation.wrong("--reports: " + shown(file) + " cannot be written: " + InputFile.reason(e));
        }
    }

    /** Those on the command line, and the files of the folders among them. */
    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path each : arguments) {
            if (!isStandardInput(each) && Files.isDirectory(each)) {
                files.addAll(filesOf(each, MAX_FILES - files.size()));
            } else if (isStandardInput(each) || Files.exists(each)) {
                files.add(each);
            } else {
                throw invocation.wrong(each + " cannot be read: there is no such file");
            }
        }
        return files;
    }

    private List<Path> filesOf(Path folder, int most) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, ReportCommand::isFile)) {
            for (Path each : all) {
                if (files.size() == most) {
                    throw invocation.wrong(folder + " has too many files: at most " + MAX_FILES + " are read");
                }
                files.add(each);
            }
        } catch (DirectoryIteratorException e) {
            IOException cause = Objects.requireNonNull(e.getCause());
            throw invocation.wrong(folder + " cannot be read: " + InputFile.reason(cause));
        } catch (IOException e) {
            throw invocation.wrong(folder + " cannot be read: " + InputFile.reason(e));
        }
        if (files.isEmpty()) {
            throw invocation.wrong(folder + " has no files");
        }
        Collections.sort(files);
        return files;
    }

    private static boolean isFile(Path path) throws IOException {
        return Files.isRegularFile(path) && !Files.isHidden(path);
    }

    private static boolean isStandardInput(Path file) {
        return file.toString().equals("-");
    }

    private void read(Path file) {
        try {
            byte[] data = bytes(file);
            ReceivedReport read = TlsReportReader.read(AttachedReport.isMail(data) ? AttachedReport.of(data) : data);
            totals.add(read.report());
            deviations += read.deviations().size();
            read.deviations().stream()
                    .limit(MAX_LISTED - deviating.size())
                    .forEach(each -> deviating.add(new Deviating(shown(file), each)));
        } catch (IOException e) {
            refuse(file, "cannot be read: " + InputFile.reason(e));
        } catch (TlsReportFormatException | AttachedReport.Missing e) {
            refuse(file, "is not a TLS report: " + e.getMessage());
        }
    }

    private byte[] bytes(Path file) throws IOException {
        if (isStandardInput(file)) {
            return bounded(System.in);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return bounded(in);
        }
    }

    private static byte[] bounded(InputStream in) throws IOException {
        byte[] data = in.readNBytes(MAX_BYTES + 1);
        if (data.length > MAX_BYTES) {
            throw new IOException("it has more than " + MAX_BYTES + " bytes, too many for a TLS report");
        }
        return data;
    }

    private void refuse(Path file, String problem) {
        String text = Printable.clip(problem, SHOWN);
        invocation.commandLine().getErr().println(shown(file) + " " + text);
        unreadableFiles++;
        if (unreadable.size() < MAX_LISTED) {
            unreadable.add(new Unreadable(shown(file), text));
        }
    }

    private static String shown(Path file) {
        return Printable.clip(file.toString(), SHOWN);
    }

    private void print() {
        PrintWriter out = out();
        out.println(count(totals.reports(), "report") + " of "
                + count(totals.senders().size(), "sender")
                + totals.start().map(start -> ", " + day(start)).orElse("")
                + totals.end().map(end -> " to " + day(end)).orElse("") + ": " + words(totals.all()));
        totals.policies().forEach(this::print);
        out.println();
        out.println("senders");
        totals.senders()
                .forEach((name, sender) ->
                        out.println("  " + name + ": " + count(sender.reports(), "report") + ", " + words(sender)));
        if (totals.missing() > 0 || totals.duplicates() > 0 || deviations > 0 || unreadableFiles > 0) {
            out.println();
        }
        if (totals.missing() > 0) {
            out.println("up to " + count(totals.missing(), "session")
                    + " missing in the reports, because the senders could not count them");
        }
        if (totals.duplicates() > 0) {
            out.println(count(totals.duplicates(), "report") + " received before, and not counted again");
        }
        if (deviations > 0) {
            out.println(count(deviations, "deviation") + " from RFC 8460 in the reports; --json lists them");
        }
        if (unreadableFiles > 0) {
            out.println(count(unreadableFiles, "file") + " could not be read, and the sums lack what is in there");
        }
        List<String> names = failing();
        if (!names.isEmpty()) {
            out.println();
            out.println("what senders see now: dane check " + String.join(" ", names));
        }
        out.flush();
    }

    private void print(ReportTotals.Policy policy, ReportTotals.PolicyTotal total) {
        PrintWriter out = out();
        Level level = total.isFailure() ? Level.FAILURE : Level.OK;
        out.println();
        out.println(mark(level) + " ".repeat(MARK - level.mark().length()) + policy.domain() + ", policy "
                + policy.type() + ": " + words(total));
        for (Map.Entry<ReportTotals.Way, ReportTotals.Failed> each : total.failures()) {
            FailureAdvice advice = FailureAdvice.of(policy, each.getKey());
            out.println("      " + each.getValue().sessions() + "  "
                    + each.getKey().words() + ", reported by "
                    + senders(each.getValue().senders()));
            out.println("        hint"
                    + (advice.culprit() == Culprit.NOBODY
                            ? ""
                            : " (" + advice.culprit().words() + ")")
                    + ": " + advice.text());
        }
        if (total.unexplained() > 0) {
            out.println("      " + total.unexplained() + "  in a way that the reports do not tell");
        }
    }

    private static String senders(List<String> names) {
        int more = names.size() - SHOWN_SENDERS;
        return names.stream().limit(SHOWN_SENDERS).collect(Collectors.joining(", ")) + (more > 0 ? " and others" : "");
    }

    /** The domains to look at, as a command line can have them. */
    private List<String> failing() {
        return totals.policies().entrySet().stream()
                .filter(each -> each.getValue().isFailure())
                .map(each -> FailureAdvice.name(each.getKey().domain()).map(DomainName::toString))
                .flatMap(Optional::stream)
                .distinct()
                .limit(SHOWN_DOMAINS)
                .toList();
    }

    private String mark(Level level) {
        return invocation
                .commandLine()
                .getColorScheme()
                .ansi()
                .string("@|bold," + (level == Level.OK ? "green" : "red") + " " + level.mark() + "|@");
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String words(ReportTotals.Sessions sessions) {
        return count(sessions.succeeded(), "session") + " succeeded, " + sessions.failed() + " failed";
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private void write(Json document) throws IOException {
        document.field("reports", totals.reports())
                .field("duplicates", totals.duplicates())
                .field("start", totals.start().map(Instant::toString))
                .field("end", totals.end().map(Instant::toString));
        sessions(document, totals.all())
                .count("missing", totals.missing())
                .array(
                        "policies",
                        totals.policies().entrySet(),
                        (array, each) -> array.object(fields -> {
                            fields.field("domain", each.getKey().domain())
                                    .field("policy", each.getKey().type());
                            sessions(fields, each.getValue())
                                    .count("withoutDetails", each.getValue().unexplained())
                                    .array(
                                            "failures",
                                            each.getValue().failures(),
                                            (failures, way) -> failures.object(failure ->
                                                    write(failure, each.getKey(), way.getKey(), way.getValue())));
                        }))
                .array(
                        "senders",
                        totals.senders().entrySet(),
                        (array, each) -> array.object(fields -> {
                            fields.field("sender", each.getKey())
                                    .field("reports", each.getValue().reports());
                            sessions(fields, each.getValue());
                        }))
                .array(
                        "deviations",
                        deviating,
                        (array, each) -> array.object(fields -> fields.field("file", each.file())
                                .field("place", Printable.clip(each.deviation().place(), SHOWN))
                                .field(
                                        "problem",
                                        Printable.clip(each.deviation().problem(), SHOWN))))
                .array(
                        "unreadable",
                        unreadable,
                        (array, each) -> array.object(
                                fields -> fields.field("file", each.file()).field("problem", each.problem())));
    }

    private static Json sessions(Json json, ReportTotals.Sessions sessions) throws IOException {
        return json.count("succeeded", sessions.succeeded()).count("failed", sessions.failed());
    }

    private static void write(Json json, ReportTotals.Policy policy, ReportTotals.Way way, ReportTotals.Failed failed)
            throws IOException {
        FailureAdvice advice = FailureAdvice.of(policy, way);
        json.field("resultType", way.resultType())
                .field("reasonCode", way.reasonCode())
                .field("mx", way.mxHost())
                .count("sessions", failed.sessions())
                .texts("reportedBy", failed.senders())
                .field("culprit", Json.word(advice.culprit()))
                .field("advice", advice.text());
    }

    private PrintWriter out() {
        return invocation.commandLine().getOut();
    }
}
