package io.github.dane4j.cli.resolver;

import io.github.dane4j.Printable;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupListener;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.TrustAnchors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ResolverConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that asks DNS. */
public final class ResolverOptions {
    private static final int DNS_PORT = 53;
    private static final int MAX_PORT = 65535;
    private static final int MAX_TIMEOUT = 300;

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";

    /** An address, which the JDK then reads without asking DNS, and perhaps a port. */
    private static final Pattern NAME_SERVER = Pattern.compile(
            "(?:(" + OCTET + "(?:\\." + OCTET + "){3})|\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\\])(?::([0-9]{1,5}))?"
                    + "|([0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--nameserver",
            paramLabel = "ADDRESS[:PORT]",
            description = "the resolver to ask, which need not be trusted; may be repeated; default: the system's")
    private List<String> nameServers = List.of();

    @Option(
            names = "--trust-anchor",
            paramLabel = "FILE",
            description = "DS or DNSKEY records of the root; default: those of IANA")
    private @Nullable Path trustAnchor;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "time limit of each lookup and of each connection attempt; default: ${DEFAULT-VALUE},"
                    + " and 60 for the dialogue with a server")
    private int timeout = 10;

    /** The defaults. */
    public ResolverOptions() {}

    /** The time that a lookup or a connection may take, 1 to 300 seconds. */
    public Duration timeout() {
        if (timeout < 1 || timeout > MAX_TIMEOUT) {
            throw wrong("--timeout is 1 to " + MAX_TIMEOUT + ", not " + timeout);
        }
        return Duration.ofSeconds(timeout);
    }

    /** The resolver; {@code listener} hears each step, if there is one. */
    public DnssecResolver open(Optional<LookupListener> listener) {
        DnssecResolver.Builder builder = DnssecResolver.builder().timeout(timeout());
        listener.ifPresent(builder::listener);
        if (!nameServers.isEmpty()) {
            builder.nameServers(given());
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

    /** Plain DNS to the same servers, for what the library does not report. */
    public PlainDns plain() {
        return new PlainDns(
                nameServers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : nameServers(), timeout());
    }

    /** Those that were given; empty for the system's. */
    public List<InetSocketAddress> nameServers() {
        return List.of(given());
    }

    /** The file that was given; empty for the keys of IANA. */
    public Optional<Path> trustAnchor() {
        return Optional.ofNullable(trustAnchor);
    }

    private InetSocketAddress[] given() {
        return nameServers.stream()
                .map(text -> nameServer("--nameserver", text))
                .toArray(InetSocketAddress[]::new);
    }

    /** An IP address in figures, IPv6 without brackets; empty if the text is something else. Asks no DNS. */
    public static Optional<InetAddress> address(String text) {
        Matcher matcher = NAME_SERVER.matcher(text);
        if (!matcher.matches() || matcher.group(2) != null || matcher.group(3) != null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** A name server on the command line: an address, and perhaps a port. */
    public InetSocketAddress nameServer(String option, String text) {
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
        throw wrong(option + " is an address like 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:5353, not "
                + Printable.clip(text, 80));
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("used outside of a command");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
