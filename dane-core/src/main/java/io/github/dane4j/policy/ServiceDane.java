package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import io.github.dane4j.verify.DaneVerifier;
import java.util.List;

/**
 * What a server must prove that a client knows by its host and port, such as a web server (RFC 6698, RFC 7671). Immutable,
 * thread-safe.
 */
public final class ServiceDane {
    private final LookupPlanner planner;

    /**
     * Plans with {@code resolver}, which stays the caller's to close.
     *
     * @param verifier the one that will judge the servers; its certificate usages decide which records are usable
     */
    public ServiceDane(DnssecResolver resolver, DaneVerifier verifier) {
        this.planner = new LookupPlanner(resolver, verifier, true);
    }

    /** What to ask of a server. Blocks for the lookups. */
    public TlsPlan plan(Service service) {
        return planner.plan(service.toString(), service, new HostNames(service.host()));
    }

    /** RFC 7671 section 7: the TLSA base domain is the primary name; the one that was asked for is right too. */
    private record HostNames(DomainName host) implements ServerNames {
        @Override
        public List<DomainName> authenticated(DomainName baseDomain) {
            return List.of(baseDomain, host);
        }

        @Override
        public List<DomainName> encrypted(DomainName baseDomain) {
            return List.of(host);
        }

        @Override
        public List<DomainName> notCovered() {
            return List.of(host);
        }
    }
}
