package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.lookup.CachingResolver;
import io.github.dane4j.dns.lookup.DnsNames;
import io.github.dane4j.dns.lookup.LookupObserver;
import io.github.dane4j.dns.query.NameServers;
import io.github.dane4j.dns.query.Upstream;
import io.github.dane4j.dns.transport.PlainServer;
import io.github.dane4j.dns.transport.ProbedServer;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Sets up a resolver that validates nothing, and believes a validating name server instead: an answer is secure if the
 * server sets the AD bit (RFC 4035 section 4.9.3). Anyone who runs that server, or can change its replies in transit, decides
 * what is secure.
 *
 * <p>Each server is probed before its first use, and again every hour. It must return the SOA of the root with AD, and must
 * not set AD on {@code version.bind} of class CHAOS, which is never signed. So a server that does not validate, or sets AD on
 * everything, is detected. One that sets AD on anything with signatures, good or bad, is not: to detect that, name a bogus
 * domain ({@link #probe}). A server that fails is not used; if all fail, the lookup fails and says why.
 *
 * <p>Not thread-safe.
 */
public final class TrustingAdBuilder {
    private final List<InetSocketAddress> servers;
    private Name signed = Name.root;
    private @Nullable Name bogus;
    private boolean anywhere;
    private Duration timeout = DnssecResolver.Builder.DEFAULT_TIMEOUT;
    private Clock clock = Clock.systemUTC();
    private @Nullable LookupListener listener;

    TrustingAdBuilder(InetSocketAddress... servers) {
        this.servers = DnssecResolver.Builder.checked(servers);
    }

    /**
     * Allows servers that are not on this machine. Anyone on the network path to them, or able to send from their address, can
     * then make a forged answer secure. Meant for servers reached through a tunnel that ends at them.
     */
    public TrustingAdBuilder evenOffLoopback() {
        this.anywhere = true;
        return this;
    }

    /**
     * Replaces the names to probe with. The SOA of {@code signed} must come with AD: the server claims to validate. The address
     * of {@code bogus} must come as SERVFAIL: it rejects what is bogus there.
     *
     * @param signed a zone that is secure
     * @param bogus a name whose zone is broken on purpose
     */
    public TrustingAdBuilder probe(DomainName signed, DomainName bogus) {
        this.signed = DnsNames.toDns(signed);
        this.bogus = DnsNames.toDns(bogus);
        return this;
    }

    /**
     * As {@link DnssecResolver.Builder#timeout}.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public TrustingAdBuilder timeout(Duration timeout) {
        this.timeout = DnssecResolver.Builder.checked(timeout);
        return this;
    }

    /** As {@link DnssecResolver.Builder#listener}. */
    public TrustingAdBuilder listener(LookupListener listener) {
        this.listener = listener;
        return this;
    }

    /** The clock by which answers expire. Default: the system's. */
    public TrustingAdBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /**
     * The resolver. Asks nothing yet.
     *
     * @throws IllegalArgumentException if a server is not on loopback, and that was not allowed
     */
    public DnssecResolver build() {
        for (InetSocketAddress server : servers) {
            if (!anywhere && !server.getAddress().isLoopbackAddress()) {
                throw new IllegalArgumentException("the AD bit of " + server
                        + " could be set by anyone on the network path: only name servers on loopback are trusted, unless"
                        + " evenOffLoopback() says otherwise");
            }
        }
        List<ProbedServer> probed = servers.stream()
                .map(server -> new ProbedServer(new PlainServer(server), signed, bogus))
                .toList();
        Upstream upstream = NameServers.trusted(probed, DnssecResolver.Builder.perAttempt(timeout));
        return CachingResolver.trusting(upstream, timeout, clock, new LookupObserver(listener));
    }
}
