package io.github.dane4j.cli.inbound;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.beside.BesideDane;
import io.github.dane4j.cli.check.DomainScan;
import io.github.dane4j.cli.check.DomainSummary;
import io.github.dane4j.cli.resolver.PlainDns;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks DNS and the servers about customers' domains. Thread-safe. */
final class CustomerFinder implements AutoCloseable {
    /** Hosts whose state is remembered: where each domain has one of its own, none is asked twice anyway. */
    private static final int MAX_HOSTS = 1000;

    private final DomainScan scan;
    private final PlainDns plain;
    private final BesideDane beside;
    private final boolean connecting;
    private final HostPattern pattern;
    private final int port;
    private final Clock clock;

    private final Map<DomainName, CompletableFuture<DomainSummary>> servers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DomainName, CompletableFuture<DomainSummary>> eldest) {
            return size() > MAX_HOSTS;
        }
    };

    /**
     * Looks at domains.
     *
     * @param beside asks for MTA-STS policies
     * @param connecting whether {@code scan} connects to servers
     */
    CustomerFinder(
            DomainScan scan,
            PlainDns plain,
            BesideDane beside,
            boolean connecting,
            HostPattern pattern,
            int port,
            Clock clock) {
        this.scan = scan;
        this.plain = plain;
        this.beside = beside;
        this.connecting = connecting;
        this.pattern = pattern;
        this.port = port;
        this.clock = clock;
    }

    /**
     * How a domain stands. Blocks for the lookups and connections.
     *
     * @throws IllegalArgumentException if {@code entry} is not a domain, or its host would have no valid name
     */
    CustomerFacts find(String entry) throws InterruptedException {
        DomainName domain = DomainName.of(entry);
        DomainName expected = pattern.hostFor(domain);
        return new CustomerFacts(
                domain,
                expected,
                port,
                clock.instant(),
                connecting,
                scan.judge(domain),
                server(expected),
                plain.ttl(domain, "MX"),
                beside.mtaStsOf(domain, List.of(expected.toString())));
    }

    /** A host that many domains have is asked once. */
    private DomainSummary server(DomainName host) throws InterruptedException {
        CompletableFuture<DomainSummary> mine = new CompletableFuture<>();
        CompletableFuture<DomainSummary> first;
        synchronized (servers) {
            first = servers.putIfAbsent(host, mine);
        }
        if (first != null) {
            return first.join();
        }
        try {
            DomainSummary found = scan.server(host);
            mine.complete(found);
            return found;
        } catch (RuntimeException | InterruptedException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
    }

    @Override
    public void close() {
        scan.close();
    }
}
