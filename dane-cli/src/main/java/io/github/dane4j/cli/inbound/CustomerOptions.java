package io.github.dane4j.cli.inbound;

import io.github.dane4j.cli.beside.BesideDane;
import io.github.dane4j.cli.beside.HttpsPolicySource;
import io.github.dane4j.cli.check.DomainScan;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.DnssecResolver;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to look at the customers' domains. */
final class CustomerOptions {
    private static final int MAX_TTL = 604_800;
    private static final int HTTPS_PORT = 443;

    @Option(
            names = "--dns-only",
            description = "use DNS only: connect to no server, and read no MTA-STS policy; the MX records of a domain"
                    + " that has one then have to stay")
    private boolean dnsOnly;

    @Option(
            names = "--low-ttl",
            paramLabel = "SECONDS",
            description = "the TTL that the MX records have while they are changed; default: ${DEFAULT-VALUE}")
    private int lowTtl = 300;

    @Option(names = "--now", hidden = true, description = "the time that waits are held against, for tests")
    private @Nullable Instant now;

    CustomerOptions() {}

    private Clock clock() {
        return now == null ? Clock.systemUTC() : Clock.fixed(now, ZoneOffset.UTC);
    }

    int lowTtl() {
        return lowTtl;
    }

    /**
     * Looks at every domain and prints what is decided about it, in the order of the list.
     *
     * @param command the word for it in JSON
     * @param decide what is left to do, from what was found
     * @param print for a person
     * @param listener hears of each outcome before it is printed
     */
    Tally run(
            Invocation invocation,
            InboundOptions inbound,
            ResolverOptions resolvers,
            String command,
            Function<CustomerFacts, CustomerReport> decide,
            BiConsumer<PrintWriter, Outcome> print,
            Consumer<Outcome> listener)
            throws InterruptedException {
        HostPattern pattern = inbound.check(invocation);
        invocation.checkRange("--low-ttl", lowTtl, MAX_TTL);
        PrintWriter out = invocation.commandLine().getOut();
        Tally tally = new Tally();
        try (DnssecResolver resolver = resolvers.open(Optional.empty());
                CustomerFinder finder = open(invocation, inbound, pattern, resolvers, resolver)) {
            inbound.run(invocation, entry -> outcome(finder, decide, entry), outcome -> {
                tally.add(outcome);
                listener.accept(outcome);
                if (inbound.json()) {
                    outcome.printJson(out, command);
                } else {
                    print.accept(out, outcome);
                }
            });
        }
        return tally;
    }

    private static Outcome outcome(CustomerFinder finder, Function<CustomerFacts, CustomerReport> decide, String entry)
            throws InterruptedException {
        try {
            return Outcome.of(entry, decide.apply(finder.find(entry)));
        } catch (RuntimeException e) {
            return Outcome.failed(entry, e);
        }
    }

    /** Looks at domains; to be closed. */
    private CustomerFinder open(
            Invocation invocation,
            InboundOptions inbound,
            HostPattern pattern,
            ResolverOptions resolvers,
            DnssecResolver resolver) {
        PlainDns plain = resolvers.plain();
        int port = inbound.port();
        Duration limit = resolvers.timeout();
        boolean limited = invocation.commandLine().getParseResult().hasMatchedOption("--timeout");
        ResolverProbe probe = ResolverProbe.start(plain);
        DomainScan scan = dnsOnly
                ? DomainScan.dnsOnly(resolver, probe, plain, port)
                : DomainScan.connecting(
                        resolver, probe, plain, port, ServerProbe.Patience.of(limit, limited), inbound.parallel());
        BesideDane beside = dnsOnly
                ? BesideDane.dnsOnly(resolver)
                : new BesideDane(
                        resolver,
                        new HttpsPolicySource((SSLSocketFactory) SSLSocketFactory.getDefault(), HTTPS_PORT, limit));
        return new CustomerFinder(scan, plain, beside, !dnsOnly, pattern, port, clock());
    }
}
