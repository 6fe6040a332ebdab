package io.github.dane4j.cli.check;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupTrace;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.TrustAnchors;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dane check}: how a destination stands, seen by a sender. */
@Command(
        name = "check",
        description = {
            "Looks at a mail domain, or at one server, as a sender under DANE would: DNSSEC, TLSA records, and the TLS of"
                    + " every host at every address. Sends no mail.",
            "The exit status is that of the worst server."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:every server is authenticated",
            "1:a server does not match its TLSA records, or offers no TLS, or no record is usable",
            "2:wrong use",
            "3:not known: a lookup or a connection failed",
            "4:not covered by DANE: no TLSA records, or no DNSSEC"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class CheckCommand implements Callable<Integer> {
    private static final int SMTP_PORT = 25;
    private static final int DNS_PORT = 53;
    private static final int MAX_PORT = 65535;
    private static final int MAX_TIMEOUT = 300;

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";

    /** An address, which the JDK then reads without asking DNS, and perhaps a port. */
    private static final Pattern NAME_SERVER = Pattern.compile(
            "(?:(" + OCTET + "(?:\\." + OCTET + "){3})|\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\\])(?::([0-9]{1,5}))?"
                    + "|([0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)");

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "DOMAIN|HOST:PORT",
            description = "a mail domain, whose MX hosts are checked; or one server")
    private String destination = "";

    @Option(names = "--port", description = "the port of the MX hosts; ${DEFAULT-VALUE} if not given")
    private int port = SMTP_PORT;

    @Option(
            names = "--starttls",
            paramLabel = "smtp|none",
            description = "how TLS begins; smtp for a domain, none for a HOST:PORT, if not given")
    private @Nullable StartTls startTls;

    @Option(
            names = "--nameserver",
            paramLabel = "ADDRESS[:PORT]",
            description = "the resolver to ask, which need not be trusted; may be repeated; the system's if not given")
    private List<String> nameServers = List.of();

    @Option(
            names = "--trust-anchor",
            paramLabel = "FILE",
            description = "DS or DNSKEY records of the root; those of IANA if not given")
    private @Nullable Path trustAnchor;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "for each lookup, and for each connection; ${DEFAULT-VALUE} if not given")
    private int timeout = 10;

    @Option(names = "--json", description = "for machines, see docs/json.md")
    private boolean json;

    @Option(
            names = "--trace",
            description = "print every DNS query, its reply and what validation made of it, to standard error")
    private boolean trace;

    CheckCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Destination asked = destination();
        checkRange("--port", port, MAX_PORT);
        checkRange("--timeout", timeout, MAX_TIMEOUT);
        boolean domain = asked.port().isEmpty();
        if (domain && startTls == StartTls.NONE) {
            throw wrong("--starttls none is for HOST:PORT; mail servers begin TLS with STARTTLS");
        }
        StartTls begin = startTls != null ? startTls : domain ? StartTls.SMTP : StartTls.NONE;
        Duration limit = Duration.ofSeconds(timeout);
        DestinationReport report;
        LookupTrace steps = new LookupTrace();
        try (DnssecResolver resolver = resolver(limit, steps);
                DestinationCheck check = new DestinationCheck(resolver, begin, limit)) {
            report = domain ? check.domain(asked, port) : check.host(asked);
        }
        if (trace) {
            command().commandLine().getErr().print(steps);
            command().commandLine().getErr().flush();
        }
        PrintWriter out = command().commandLine().getOut();
        if (json) {
            JsonReport.print(out, report);
        } else {
            new TextReport(out).print(report);
        }
        return report.verdict().exitStatus();
    }

    private Destination destination() {
        try {
            return Destination.of(destination);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private void checkRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw wrong(option + " is 1 to " + max + ", not " + value);
        }
    }

    private DnssecResolver resolver(Duration limit, LookupTrace steps) {
        DnssecResolver.Builder builder = DnssecResolver.builder().timeout(limit);
        if (trace) {
            builder.listener(steps);
        }
        if (!nameServers.isEmpty()) {
            builder.nameServers(nameServers.stream().map(this::nameServer).toArray(InetSocketAddress[]::new));
        }
        if (trustAnchor != null) {
            try {
                builder.trustAnchors(TrustAnchors.fromFile(trustAnchor));
            } catch (TrustAnchorException e) {
                throw wrong("--trust-anchor: " + e.getMessage());
            }
        }
        return builder.build();
    }

    private InetSocketAddress nameServer(String text) {
        Matcher matcher = NAME_SERVER.matcher(text);
        if (matcher.matches()) {
            String address = matcher.group(1) != null
                    ? matcher.group(1)
                    : matcher.group(2) != null ? matcher.group(2) : matcher.group(4);
            int number = matcher.group(3) == null ? DNS_PORT : Integer.parseInt(matcher.group(3));
            try {
                if (number >= 1 && number <= MAX_PORT) {
                    return new InetSocketAddress(InetAddress.getByName(address), number);
                }
            } catch (UnknownHostException e) {
                // The same complaint.
            }
        }
        throw wrong("--nameserver is an address like 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:5353, not "
                + Printable.clip(text, 80));
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("used outside of the command line");
        }
        return command;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command().commandLine(), message);
    }
}
