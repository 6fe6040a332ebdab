package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.SrvRecord;
import io.github.dane4j.verify.DaneVerifier;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The way from a service of a domain to its servers and what each of them must prove (RFC 7673). Immutable; thread-safe if
 * the source of random numbers is.
 *
 * <pre>{@code
 * SrvDane srv = new SrvDane(resolver, DaneVerifier.create());
 * SrvPlan plan = srv.discover(new SrvName("xmpp-client", Service.Transport.TCP, DomainName.of("example.com")));
 * if (plan instanceof SrvPlan.Targets found) {
 *     for (SrvTarget target : found.targets()) {
 *         TlsPlan how = srv.plan(target);
 *         …
 *     }
 * }
 * }</pre>
 */
public final class SrvDane {
    /**
     * The most servers of one service that are tried. Each costs a few lookups, and the remote domain decides how many there
     * are.
     */
    public static final int MAX_TARGETS = 32;

    private static final String NOT_OFFERED = ".";

    private final DnssecResolver resolver;
    private final LookupPlanner planner;
    private final RandomGenerator random;

    /**
     * Plans with {@code resolver}, which stays the caller's to close.
     *
     * @param verifier the one that will judge the servers; its certificate usages decide which records are usable
     */
    public SrvDane(DnssecResolver resolver, DaneVerifier verifier) {
        this(resolver, verifier, new Random());
    }

    /** The same, with a source of randomness for the order of servers of one priority. */
    public SrvDane(DnssecResolver resolver, DaneVerifier verifier, RandomGenerator random) {
        this.resolver = resolver;
        this.planner = new LookupPlanner(resolver, verifier, true);
        this.random = random;
    }

    /** Where the service may be found (RFC 7673 section 3.1). Blocks for one lookup. */
    public SrvPlan discover(SrvName name) {
        Answer<SrvRecord> answer = resolver.query(name.owner(), RecordType.SRV);
        if (answer instanceof Answer.Data<SrvRecord> data) {
            return targets(name, data);
        }
        if (answer instanceof Answer.Failure<SrvRecord> failure) {
            return new SrvPlan.Failed(name, answer, failure.reason());
        }
        return new SrvPlan.Absent(name, answer);
    }

    private SrvPlan targets(SrvName name, Answer.Data<SrvRecord> data) {
        // RFC 2782 knows "." as the only record; beside others it names no server either.
        List<SrvRecord> records = data.records().stream()
                .filter(record -> !record.target().equals(NOT_OFFERED))
                .toList();
        if (records.isEmpty()) {
            return new SrvPlan.NotOffered(name, data);
        }
        // A server named twice is tried once.
        Set<SrvTarget> targets = new HashSet<>();
        List<SrvTarget> ordered = ServerSelection.order(records, random).stream()
                .map(record -> new SrvTarget(name, record.target(), record.port(), data.security()))
                .filter(targets::add)
                .toList();
        List<SrvTarget> tried = ordered.subList(0, Math.min(ordered.size(), MAX_TARGETS));
        return new SrvPlan.Targets(name, data, tried, ordered.size() - tried.size());
    }

    /**
     * What to ask of a server from {@link SrvPlan.Targets}. Blocks for the lookups. Where the plan is {@link TlsPlan.Encrypt},
     * PKIX must authenticate the server (RFC 7673 section 4.1); where it is {@link TlsPlan.NotCovered}, the application
     * decides, and checks the certificate, if it does, for the names of the plan.
     */
    public TlsPlan plan(SrvTarget target) {
        DomainName host;
        try {
            host = DomainName.of(target.host());
        } catch (InvalidNameException e) {
            return new TlsPlan.Refuse(target.toString(), e.reason(), List.of());
        }
        if (target.port() == 0) {
            return new TlsPlan.Refuse(target.toString(), Reason.INVALID_PORT, List.of());
        }
        return switch (target.security()) {
            case SECURE -> {
                Service service = new Service(host, target.port(), target.name().transport());
                yield planner.plan(
                        target.toString(),
                        service,
                        new TargetNames(host, target.name().domain()));
            }
            // Section 3.1: DANE does not apply. Section 4.1: anybody may have named this server, so that its name
            // proves
            // nothing.
            case INSECURE ->
                planner.withoutRecords(
                        target.toString(),
                        host,
                        Reason.SRV_INSECURE,
                        List.of(target.name().domain()));
        };
    }

    /**
     * The names of a server that secure SRV records name (RFC 7673 section 4.1): either identity, for servers that know of
     * this protocol and for those that do not.
     *
     * @param domain the service domain
     */
    private record TargetNames(DomainName host, DomainName domain) implements ServerNames {
        /** The base domain comes first, and is the one to send (RFC 7671 section 7). */
        @Override
        public List<DomainName> authenticated(DomainName baseDomain) {
            return List.of(baseDomain, host, domain);
        }

        @Override
        public List<DomainName> encrypted(DomainName baseDomain) {
            return List.of(domain, host);
        }

        @Override
        public List<DomainName> notCovered() {
            return List.of(domain, host);
        }
    }
}
