package io.github.dane4j.cli.rollover;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.probe.StartTls;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.resolver.ZoneServers;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dane rollover}: the next step of a change of keys. */
@Command(
        name = "rollover",
        description = {
            "Prints the next step of a key rollover: what to publish, how long to wait, when the"
                    + " server may switch, and what to remove afterwards (RFC 7671 section 8).",
            "Run it repeatedly: it looks at every name server of the zone and at every address of"
                    + " the server, and remembers in the state file since when each record has been published."
                    + " A new record counts after twice the TTL of the previous record set, or of the present one if"
                    + " that is longer; if there was no previous one, the time for which its absence may be cached stands"
                    + " for its TTL.",
            "The exit status says whether the next key may be deployed now, so that a hook can refuse to."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane rollover mx.example.org --current cert.pem --next next.pem --state mx.state",
            "  dane rollover mx.example.org:25 mx.example.org:465 --current cert.pem --next key.pem --state mx.state"
                    + " --json",
            "  dane rollover mx.example.org --current cert.pem --next next.pem --state mx.state --update 192.0.2.53"
                    + " --tsig-key-file update.key"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:the next key may be deployed, or is deployed already",
            "1:do not deploy the next key: senders would refuse to deliver",
            "2:wrong usage, or a file cannot be used",
            "3:unknown, so do not deploy it: a lookup failed, or a name server of the zone does not" + " answer",
            "4:no published record depends on the key, so that deploying it breaks nothing"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class RolloverCommand implements Callable<Integer> {
    private static final int SMTP_PORT = 25;
    private static final int DNS_PORT = 53;
    private static final int MAX_PORT = 65535;
    private static final int MAX_TTL = 604_800;
    private static final int SHOWN = 200;
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]+)(?::([0-9]{1,5}))?");

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            arity = "1..*",
            paramLabel = "HOST[:PORT]",
            description = "a server that changes its key; default port: 25")
    private List<String> hosts = List.of();

    @Option(
            names = "--current",
            required = true,
            split = ",",
            paramLabel = "FILE",
            description = "the chain or key that the server uses now; two files where it has an RSA and an ECDSA key")
    private List<Path> currentFiles = List.of();

    @Option(
            names = "--next",
            required = true,
            split = ",",
            paramLabel = "FILE",
            description =
                    "the chain, the request or the key that it is to use next; a key suffices for records of usage"
                            + " 3 and selector 1")
    private List<Path> nextFiles = List.of();

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FILE",
            description = "keeps what has to be remembered between runs; created if missing")
    private Path stateFile = Path.of("");

    @Option(
            names = "--zone-server",
            split = ",",
            paramLabel = "ADDRESS[:PORT]",
            description = "a name server of the zone; all of them; default: those in its NS records")
    private List<String> zoneServers = List.of();

    @Option(names = "--zone-server-port", hidden = true, description = "their port, for tests")
    private int zoneServerPort = DNS_PORT;

    @Option(names = "--dns-only", description = "do not connect to the server; then nothing is ever removed")
    private boolean dnsOnly;

    @Option(names = "--starttls", paramLabel = "PROTOCOL", description = "how TLS begins, as for dane check")
    private @Nullable StartTls startTls;

    @ArgGroup(exclusive = false)
    private @Nullable UpdateOptions update;

    @Option(
            names = "--ttl",
            paramLabel = "SECONDS",
            description = "with --update: the TTL of the first records of a server; later ones take that of the set;"
                    + " default: ${DEFAULT-VALUE}")
    private int ttl = 3600;

    @Option(names = "--json", description = "print JSON, see docs/json.md")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "print nothing; the exit status has the answer")
    private boolean quiet;

    @Mixin
    private InputFile input = new InputFile();

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    RolloverCommand() {}

    @Override
    public Integer call() throws IOException {
        List<Service> services = hosts.stream().map(this::service).distinct().toList();
        if (ttl < 1 || ttl > MAX_TTL) {
            throw invocation.wrong("--ttl is 1 to " + MAX_TTL + ", not " + ttl);
        }
        KeySet current = keys(currentFiles);
        KeySet next = keys(nextFiles);
        Optional<DynamicUpdate> updates =
                Optional.ofNullable(update).map(options -> options.open(invocation, resolverOptions));
        Map<String, InetSocketAddress> given = new LinkedHashMap<>();
        zoneServers.forEach(text -> given.put(text, resolverOptions.nameServer("--zone-server", text)));
        StateFile file = new StateFile(stateFile);
        Map<String, RolloverState> states = read(file);
        boolean limited = invocation.commandLine().getParseResult().hasMatchedOption("--timeout");
        FactFinder.Settings settings = new FactFinder.Settings(
                Optional.ofNullable(startTls).map(StartTls::protocol),
                !dnsOnly,
                given,
                ServerProbe.Patience.of(resolverOptions.timeout(), limited));
        List<RolloverReport> reports = new ArrayList<>();
        boolean refused = false;
        try (DnssecResolver resolver = resolverOptions.open(Optional.empty());
                FactFinder finder = new FactFinder(
                        resolver,
                        new ZoneServers(resolverOptions.plain(), zoneServerPort),
                        settings,
                        Clock.systemUTC())) {
            for (Service service : services) {
                Facts facts = finder.find(service);
                Decision decision = RolloverPlan.decide(
                        current, next, facts, states.getOrDefault(facts.owner(), RolloverState.EMPTY));
                states.put(facts.owner(), decision.state());
                reports.add(new RolloverReport(facts, decision, current, next, false));
            }
        }
        // Before the zone is changed: what cannot be remembered must not be begun.
        write(file, states);
        for (int i = 0; i < reports.size() && updates.isPresent(); i++) {
            try {
                reports.set(i, changed(updates.get(), reports.get(i)));
            } catch (IOException e) {
                refused = true;
                complain("the zone is not changed: " + updatedBy() + ": "
                        + Printable.clip(String.valueOf(e.getMessage()), SHOWN));
            }
        }
        print(reports);
        Level worst = Level.worst(
                reports.stream().map(report -> report.decision().step().level()).toList(), Level.UNKNOWN);
        return refused ? ExitStatus.UNKNOWN : worst.exitStatus();
    }

    private String updatedBy() {
        return update == null ? "" : update.primary();
    }

    private void complain(String text) {
        PrintWriter err = invocation.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    private RolloverReport changed(DynamicUpdate updates, RolloverReport report) throws IOException {
        Decision decision = report.decision();
        Facts facts = report.facts();
        if (decision.add().isEmpty() && decision.remove().isEmpty()) {
            return report;
        }
        List<ZoneView> views = facts.views();
        if (views.stream().map(ZoneView::records).distinct().count() != 1) {
            throw new IOException("the name servers of the zone do not agree; wait for the zone transfer");
        }
        boolean first = views.get(0).records().isEmpty();
        updates.apply(
                facts.zone(),
                facts.owner(),
                views.get(0).records(),
                decision.add(),
                decision.remove(),
                first ? ttl : report.ttl().toSeconds());
        return new RolloverReport(facts, decision, report.current(), report.next(), true);
    }

    private void print(List<RolloverReport> reports) {
        PrintWriter out = invocation.commandLine().getOut();
        if (quiet) {
            return;
        }
        if (json) {
            Json.print(
                    out,
                    "rollover",
                    document -> document.field(
                                    "safeToSwitch",
                                    reports.stream()
                                            .allMatch(report ->
                                                    report.decision().step().allowsSwitch()))
                            .array("hosts", reports, (array, report) -> array.object(report::write)));
            return;
        }
        for (int i = 0; i < reports.size(); i++) {
            if (i > 0) {
                out.println();
            }
            reports.get(i).print(out, invocation.commandLine().getColorScheme().ansi());
        }
    }

    private Map<String, RolloverState> read(StateFile file) {
        try {
            return file.read();
        } catch (StateFile.Damaged e) {
            throw invocation.wrong("--state: " + stateFile + " cannot be used: " + e.getMessage()
                    + "; remove it, and the wait begins anew");
        } catch (IOException e) {
            throw invocation.wrong("--state: " + stateFile + " cannot be read: " + InputFile.reason(e));
        }
    }

    private void write(StateFile file, Map<String, RolloverState> states) {
        try {
            file.write(states);
        } catch (IOException e) {
            throw invocation.wrong("--state: " + stateFile + " cannot be written: " + InputFile.reason(e)
                    + "; the file is as it was, and nothing was changed");
        }
    }

    private KeySet keys(List<Path> files) {
        return new KeySet(files.stream()
                .map(file -> KeySet.Chain.of(file.toString(), input.read(file)))
                .toList());
    }

    private Service service(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        int port = !matcher.matches() ? 0 : matcher.group(2) == null ? SMTP_PORT : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > MAX_PORT) {
            throw invocation.wrong("expected HOST or HOST:PORT, found " + Printable.clip(text, SHOWN));
        }
        try {
            return new Service(DomainName.of(matcher.group(1)), port);
        } catch (IllegalArgumentException e) {
            throw invocation.wrong(String.valueOf(e.getMessage()));
        }
    }
}
