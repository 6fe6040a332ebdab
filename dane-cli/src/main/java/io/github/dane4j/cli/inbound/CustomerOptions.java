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
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import picocli.CommandLine.Option;

/** How to look at the customers' domains. */
final class CustomerOptions {
    private static final int MAX_TTL = 604_800;
    private static final int HTTPS_PORT = 443;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--dns-only", description = "ask DNS alone: connect to no server, and fetch no MTA-STS policy")
    private boolean dnsOnly;

    @Option(
            names = "--low-ttl",
            paramLabel = "SECONDS",
            description = "the TTL that the MX records have while they are changed; default: ${DEFAULT-VALUE}")
    private int lowTtl = 300;

    CustomerOptions() {}

    int lowTtl() {
        return lowTtl;
    }

    /** Refuses what cannot be meant. */
    void check(Invocation invocation) {
        invocation.checkRange("--low-ttl", lowTtl, MAX_TTL);
    }

    /** Looks at domains; to be closed. */
    CustomerFinder open(
            Invocation invocation,
            InboundOptions inbound,
            HostPattern pattern,
            ResolverOptions resolvers,
            DnssecResolver resolver) {
        PlainDns plain = resolvers.plain();
        int port = inbound.port();
        Duration limit = resolvers.timeout();
        boolean limited = invocation.commandLine().getParseResult().hasMatchedOption("--timeout");
        DomainScan scan = dnsOnly
                ? DomainScan.dnsOnly(resolver, port)
                : DomainScan.connecting(
                        resolver,
                        ResolverProbe.start(plain),
                        plain,
                        port,
                        new ServerProbe.Patience(limit, limited ? limit : PATIENCE),
                        inbound.parallel());
        Optional<BesideDane> beside = dnsOnly
                ? Optional.empty()
                : Optional.of(new BesideDane(
                        resolver,
                        plain,
                        new HttpsPolicySource((SSLSocketFactory) SSLSocketFactory.getDefault(), HTTPS_PORT, limit)));
        return new CustomerFinder(scan, plain, beside, pattern, port, Clock.systemUTC());
    }
}
