package io.github.dane4j.cli.check;

import io.github.dane4j.cli.beside.BesideDane;
import io.github.dane4j.cli.beside.HttpsPolicySource;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.probe.Protocol;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.probe.StartTls;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Interruption;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.report.WholeFile;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupTrace;
import io.github.dane4j.dns.Service;
import io.github.dane4j.policy.SrvName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dane check}: how a destination stands, seen by a sender. */
@Command(
        name = "check",
        description = {
            "Checks mail domains, or single servers, as a sender that uses DANE sees them: DNSSEC,"
                    + " TLSA records, and TLS at every address of every host. Sends no mail.",
            "The exit status is that of the worst finding; with --format nagios it is that of a plugin (0 ok, 1"
                    + " warning, 2 critical, 3 unknown)."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane check example.org",
            "  dane check mx1.example.org:25 imap.example.org:143 www.example.org:443",
            "  dane check --format nagios --days 7 example.org",
            "  dane check --html report.html example.org"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:every server is authenticated, perhaps with warnings",
            "1:a server does not match its TLSA records, or offers no TLS, no record is usable, or DNS is broken",
            "2:wrong usage",
            "3:unknown: a lookup or a connection failed",
            "4:not covered by DANE: no TLSA records, or no DNSSEC"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class CheckCommand implements Callable<Integer> {
    private static final int SMTP_PORT = 25;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65535;
    private static final int MAX_DAYS = 3650;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            arity = "1..*",
            paramLabel = "DOMAIN|HOST:PORT",
            description = "a mail domain, whose MX hosts are checked; or one server")
    private List<String> destinations = List.of();

    @Option(names = "--port", paramLabel = "N", description = "the port of the MX hosts; default: ${DEFAULT-VALUE}")
    private int port = SMTP_PORT;

    @Option(
            names = "--starttls",
            paramLabel = "PROTOCOL",
            description = "how TLS begins: ${COMPLETION-CANDIDATES}; default: smtp for a domain; for a HOST:PORT by"
                    + " the port (25, 587, 2525: smtp; 143: imap; 110: pop3; 5222: xmpp; 5269: xmpp-server; 389: ldap;"
                    + " 5432: postgres), or by who speaks first")
    private @Nullable StartTls startTls;

    @Option(
            names = "--srv",
            split = ",",
            paramLabel = "SERVICE",
            description = "find the servers of these services of each domain by SRV records, for example"
                    + " imaps,submission,xmpp-client, instead of its MX hosts")
    private List<String> services = List.of();

    /** One of two, or none. */
    static final class Family {
        @Option(names = "-4", description = "connect to IPv4 addresses only")
        private boolean ipv4;

        @Option(names = "-6", description = "connect to IPv6 addresses only")
        private boolean ipv6;
    }

    @ArgGroup
    private @Nullable Family family;

    @Option(
            names = "--days",
            paramLabel = "N",
            description =
                    "warn about certificates and signatures that expire within N days: signatures of MX, address and TLSA"
                            + " records, and of DNSKEY and DS records of their zones; but not of those that still have"
                            + " a third of their lifetime, since signers renew short-lived ones every few days;"
                            + " default: ${DEFAULT-VALUE}")
    private int days = 14;

    /** What to print. */
    enum Format {
        TEXT,
        JSON,
        JSONL,
        NAGIOS,
        PROMETHEUS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default: text. JSON is described in docs/json.md")
    private @Nullable Format format;

    @Option(
            names = "--dane-only",
            description = "do not report what a domain has beside DANE: MTA-STS, TLSRPT, DMARC, SPF")
    private boolean daneOnly;

    @Option(
            names = "--dkim-selector",
            split = ",",
            paramLabel = "SELECTOR",
            description = "also look for the DKIM keys of these selectors")
    private List<String> selectors = List.of();

    @Option(names = "--mta-sts-port", hidden = true, description = "the port of MTA-STS policies, for tests")
    private int policyPort = HTTPS_PORT;

    @Option(names = "--json", description = "the same as --format json")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "also write the report as one HTML file, for a browser or a ticket")
    private @Nullable Path page;

    @Option(
            names = "--trace",
            description = "print every DNS query, its reply and the validator's verdict to standard error")
    private boolean trace;

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    CheckCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Destination> asked = destinations.stream().map(this::destination).toList();
        invocation.checkRange("--port", port, MAX_PORT);
        invocation.checkRange("--days", days, MAX_DAYS);
        if (json && format != null && format != Format.JSON) {
            throw invocation.wrong("--json and --format " + format + " exclude each other");
        }
        Format chosen = json ? Format.JSON : format == null ? Format.TEXT : format;
        if (startTls == StartTls.NONE
                && services.isEmpty()
                && asked.stream().anyMatch(each -> each.port().isEmpty())) {
            throw invocation.wrong("--starttls none is for HOST:PORT; mail servers begin TLS with STARTTLS");
        }
        if (page != null) {
            checkPage(page);
        }
        boolean limited = invocation.commandLine().getParseResult().hasMatchedOption("--timeout");
        try (Interruption interruption = Interruption.expect(
                invocation.commandLine().getErr(), "dane: interrupted before everything was checked")) {
            return check(asked, chosen, ServerProbe.Patience.of(resolverOptions.timeout(), limited), interruption);
        }
    }

    private int check(List<Destination> asked, Format chosen, ServerProbe.Patience patience, Interruption interruption)
            throws Exception {
        LookupTrace steps = new LookupTrace();
        PlainDns plain = resolverOptions.plain();
        List<DestinationReport> reports = new ArrayList<>();
        List<String> resolvers = new ArrayList<>();
        try (DnssecResolver resolver = resolverOptions.open(trace ? Optional.of(steps) : Optional.empty())) {
            ResolverProbe probe = ResolverProbe.start(plain);
            resolvers.addAll(probe.resolvers());
            for (Callable<DestinationReport> each : checks(asked, resolver, probe, plain, patience)) {
                DestinationReport report = each.call();
                reports.add(report);
                interruption.step(() -> print(chosen, report, reports.size() > 1));
            }
        }
        if (trace) {
            invocation.commandLine().getErr().print(steps);
            invocation.commandLine().getErr().flush();
        }
        interruption.step(() -> print(chosen, reports));
        Path file = page;
        if (file != null) {
            String html = HtmlReport.of(reports, Instant.now(), resolvers);
            interruption.step(() -> write(file, html));
        }
        Level worst = worst(reports);
        return chosen == Format.NAGIOS ? MonitorReport.nagiosStatus(worst) : worst.exitStatus();
    }

    private List<Callable<DestinationReport>> checks(
            List<Destination> asked,
            DnssecResolver resolver,
            ResolverProbe probe,
            PlainDns plain,
            ServerProbe.Patience patience) {
        Optional<BesideDane> beside = daneOnly
                ? Optional.empty()
                : Optional.of(
                        new BesideDane(resolver, new HttpsPolicySource(sockets(), policyPort, patience.connect())));
        List<Callable<DestinationReport>> checks = new ArrayList<>();
        for (Destination destination : asked) {
            boolean domain = destination.port().isEmpty();
            if (services.isEmpty()) {
                checks.add(() -> {
                    Optional<Protocol> usual = domain ? Optional.of(Protocol.SMTP) : Optional.empty();
                    try (DestinationCheck check =
                            new DestinationCheck(resolver, probe, plain, settings(usual, patience, beside))) {
                        return domain ? check.domain(destination, port) : check.host(destination);
                    }
                });
            }
            for (String service : services) {
                SrvName name = service(service, destination);
                checks.add(() -> {
                    try (DestinationCheck check = new DestinationCheck(
                            resolver,
                            probe,
                            plain,
                            settings(Protocol.ofService(name.service()), patience, Optional.empty()))) {
                        return check.service(name);
                    }
                });
            }
        }
        return checks;
    }

    private SrvName service(String service, Destination destination) {
        if (destination.port().isPresent()) {
            throw invocation.wrong("--srv is for domains, not for " + destination);
        }
        try {
            return new SrvName(service, Service.Transport.TCP, destination.name());
        } catch (IllegalArgumentException e) {
            throw invocation.wrong("--srv: " + e.getMessage());
        }
    }

    private DestinationCheck.Settings settings(
            Optional<Protocol> usual, ServerProbe.Patience patience, Optional<BesideDane> beside) {
        return new DestinationCheck.Settings(
                startTls != null ? Optional.of(startTls.protocol()) : usual,
                families(),
                patience,
                Duration.ofDays(days),
                beside,
                selectors);
    }

    /** Before the work, not after it. */
    private void checkPage(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw invocation.wrong("--html: " + file + " cannot be written: expected a file in a folder that exists");
        }
    }

    private void write(Path file, String text) {
        try {
            WholeFile.write(file, text);
        } catch (IOException e) {
            throw invocation.wrong("--html: " + file + " cannot be written: " + e.getMessage());
        }
    }

    /** What can be printed before the others are known. */
    private void print(Format chosen, DestinationReport report, boolean another) {
        if (chosen == Format.TEXT) {
            if (another) {
                out().println();
            }
            new TextReport(out(), invocation.commandLine().getColorScheme().ansi()).print(report);
        } else if (chosen == Format.JSONL) {
            Json.printLine(out(), "check", line -> JsonReport.write(line, report));
        }
    }

    /** What is printed as a whole. */
    private void print(Format chosen, List<DestinationReport> reports) {
        switch (chosen) {
            case TEXT, JSONL -> {}
            case JSON -> printJson(reports);
            case NAGIOS -> MonitorReport.nagios(out(), reports);
            case PROMETHEUS -> MonitorReport.prometheus(out(), reports);
        }
    }

    private void printJson(List<DestinationReport> reports) {
        Json.print(
                out(),
                "check",
                document -> document.field("level", Json.word(worst(reports)))
                        .array(
                                "checks",
                                reports,
                                (array, report) -> array.object(fields -> JsonReport.write(fields, report))));
    }

    private static Level worst(List<DestinationReport> reports) {
        return Level.worst(reports.stream().map(DestinationReport::level).toList(), Level.UNKNOWN);
    }

    private static SSLSocketFactory sockets() {
        return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    private ServerProbe.Families families() {
        if (family == null) {
            return ServerProbe.Families.BOTH;
        }
        return family.ipv6 && !family.ipv4 ? ServerProbe.Families.IPV6 : ServerProbe.Families.IPV4;
    }

    private Destination destination(String text) {
        try {
            return Destination.of(text);
        } catch (IllegalArgumentException e) {
            throw invocation.wrong(String.valueOf(e.getMessage()));
        }
    }

    private PrintWriter out() {
        return invocation.commandLine().getOut();
    }
}
