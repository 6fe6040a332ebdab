package io.github.dane4j.cli.check;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.cli.check.HostPolicy.Origin;
import io.github.dane4j.cli.check.HostPolicy.Requirement;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.Service;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.ServiceDane;
import io.github.dane4j.policy.SmtpDane;
import io.github.dane4j.policy.SrvDane;
import io.github.dane4j.policy.SrvName;
import io.github.dane4j.policy.SrvPlan;
import io.github.dane4j.policy.SrvTarget;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Asks the library what DNS demands, by the rules with which it would deliver. Thread-safe. */
final class Policies {
    /** For servers that are not for mail: there common names do not count (RFC 9525 section 2). */
    private static final DaneVerifier SERVICES = DaneVerifier.create();

    private final DnssecResolver resolver;
    private final SmtpDane dane;

    Policies(DnssecResolver resolver) {
        this.resolver = resolver;
        // Opportunistic, so that a host without DANE is looked at as well.
        this.dane = new SmtpDane(resolver, DaneMode.OPPORTUNISTIC);
    }

    /** Where DNS sends mail for {@code domain}. Blocks for one lookup. */
    DeliveryPlan delivery(DomainName domain, int port) {
        return dane.delivery(domain, port);
    }

    /**
     * A host to look at.
     *
     * @param preference of its MX record; empty if there is none
     * @param name as published
     * @param policy asks what DNS demands of it
     */
    record Candidate(OptionalInt preference, String name, Supplier<HostPolicy> policy) {}

    /** The hosts of a domain, in the order of preference, and in one order where preferences are equal. */
    List<Candidate> candidates(DeliveryPlan.Deliver deliver) {
        return new LinkedHashSet<>(deliver.hosts())
                .stream()
                        .map(host -> new Candidate(preference(deliver.mx(), host), host.host(), () -> of(host)))
                        .sorted(Comparator.<Candidate>comparingInt(
                                        each -> each.preference().orElse(0))
                                .thenComparing(Candidate::name))
                        .toList();
    }

    /** The servers of a service, in the order in which to try them. */
    List<Candidate> candidates(SrvPlan.Targets found) {
        return found.targets().stream()
                .map(target -> new Candidate(OptionalInt.empty(), target.host(), () -> of(target)))
                .toList();
    }

    private static OptionalInt preference(Answer<MxRecord> mx, MailHost host) {
        return mx instanceof Answer.Data<MxRecord> data
                ? data.records().stream()
                        .filter(record -> record.exchange().equals(host.host()))
                        .mapToInt(MxRecord::preference)
                        .min()
                : OptionalInt.empty();
    }

    /** One host that was given, not found by an MX record. */
    Candidate given(DomainName host, int port, boolean mail) {
        MailHost server = new MailHost(host.toString(), port, MailHost.Origin.NON_MX, List.of());
        return new Candidate(OptionalInt.empty(), host.toString(), () -> mail ? of(server) : of(host, port));
    }

    /** What DNS demands of a host for mail. Blocks for the lookups. */
    private HostPolicy of(MailHost host) {
        return policy(
                host.host(),
                host.port(),
                switch (host.origin()) {
                    case MX_SECURE -> Origin.MX_SECURE;
                    case MX_INSECURE -> Origin.MX_INSECURE;
                    case NON_MX -> Origin.NON_MX;
                },
                dane.plan(host),
                dane.verifier());
    }

    /** What DNS demands of a server that is not for mail between servers: there usages 0 and 1 count too (RFC 7671). */
    HostPolicy of(DomainName host, int port) {
        Service service = new Service(host, port);
        TlsPlan first = new ServiceDane(resolver, SERVICES).plan(service);
        DaneVerifier verifier = verifier(records(first));
        TlsPlan plan = verifier.equals(SERVICES) ? first : new ServiceDane(resolver, verifier).plan(service);
        return policy(host.toString(), port, Origin.NON_MX, plan, verifier);
    }

    /** Where a service of a domain may be found. Blocks for one lookup. */
    SrvPlan discover(SrvName name) {
        return new SrvDane(resolver, SERVICES).discover(name);
    }

    /** What DNS demands of a server that was found by an SRV record (RFC 7673). Blocks for the lookups. */
    HostPolicy of(SrvTarget target) {
        TlsPlan first = new SrvDane(resolver, SERVICES).plan(target);
        DaneVerifier verifier = verifier(records(first));
        TlsPlan plan = verifier.equals(SERVICES) ? first : new SrvDane(resolver, verifier).plan(target);
        return policy(
                target.host(),
                Math.max(1, target.port()),
                target.security() == Security.SECURE ? Origin.SRV_SECURE : Origin.SRV_INSECURE,
                plan,
                verifier);
    }

    private static List<TlsaRecord> records(TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> ((TlsPlan.Authenticate) plan).records();
            case ENCRYPT -> ((TlsPlan.Encrypt) plan).records();
            case NOT_COVERED, REFUSE -> List.of();
        };
    }

    private static HostPolicy policy(String host, int port, Origin origin, TlsPlan plan, DaneVerifier verifier) {
        return new HostPolicy(
                host,
                port,
                origin,
                switch (plan.kind()) {
                    case AUTHENTICATE -> Requirement.AUTHENTICATED;
                    case ENCRYPT -> Requirement.ENCRYPTED;
                    case NOT_COVERED -> Requirement.OPPORTUNISTIC;
                    case REFUSE -> Requirement.SKIP;
                },
                switch (plan.kind()) {
                    case AUTHENTICATE -> Optional.empty();
                    case ENCRYPT -> Optional.of(((TlsPlan.Encrypt) plan).reason());
                    case NOT_COVERED -> Optional.of(((TlsPlan.NotCovered) plan).reason());
                    case REFUSE -> Optional.of(((TlsPlan.Refuse) plan).reason());
                },
                switch (plan.kind()) {
                    case AUTHENTICATE -> Optional.of(((TlsPlan.Authenticate) plan).baseDomain());
                    case ENCRYPT -> Optional.of(((TlsPlan.Encrypt) plan).baseDomain());
                    case NOT_COVERED, REFUSE -> Optional.empty();
                },
                records(plan),
                plan instanceof TlsPlan.Authenticate authenticate
                        ? Optional.of(authenticate.names())
                        : Optional.empty(),
                plan.addresses(),
                plan.evidence(),
                verifier);
    }

    /** One that knows the roots of this system, if a record needs them: they take a while to load. */
    private DaneVerifier verifier(List<TlsaRecord> records) {
        boolean pkix = records.stream().anyMatch(record -> record.usageNumber() < CertificateUsage.DANE_TA.number());
        return pkix ? SystemRoots.verifier() : SERVICES;
    }
}
