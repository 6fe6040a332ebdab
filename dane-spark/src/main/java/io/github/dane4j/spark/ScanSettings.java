package io.github.dane4j.spark;

import io.github.dane4j.cli.batch.Batch;
import io.github.dane4j.cli.check.DomainScan;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ResolverConfig;

/**
 * How a task looks at its domains; travels from the driver to the executors.
 *
 * @param nameServers to ask; empty for those of the executor's machine
 * @param trustAnchors their text; null for the keys of IANA
 * @param timeout for each lookup, and for each connection
 * @param patience for all that a mail server says
 * @param port of the MX hosts
 * @param dnsOnly whether no mail server is connected to
 * @param parallel domains at a time, in each task
 * @param rate domains to begin in a second, at most, in each task
 */
record ScanSettings(
        List<InetSocketAddress> nameServers,
        @Nullable String trustAnchors,
        Duration timeout,
        Duration patience,
        int port,
        boolean dnsOnly,
        int parallel,
        int rate)
        implements Serializable {

    DnssecResolver resolver() {
        DnssecResolver.Builder builder = DnssecResolver.builder().timeout(timeout);
        if (!nameServers.isEmpty()) {
            builder.nameServers(nameServers.toArray(InetSocketAddress[]::new));
        }
        if (trustAnchors != null) {
            builder.trustAnchors(TrustAnchors.of(trustAnchors));
        }
        return builder.build();
    }

    DomainScan scan(DnssecResolver resolver) {
        PlainDns plain = new PlainDns(
                nameServers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : nameServers, timeout);
        ResolverProbe probe = ResolverProbe.start(plain);
        return dnsOnly
                ? DomainScan.dnsOnly(resolver, probe, plain, port)
                : DomainScan.connecting(
                        resolver, probe, plain, port, new ServerProbe.Patience(timeout, patience), parallel);
    }

    Batch batch() {
        return new Batch(parallel, rate);
    }
}
