package io.github.dane4j.policy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.Service;
import io.github.dane4j.verify.CommonNamePolicy;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.KeyStrength;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The way from a next-hop domain to its MX hosts and what each of them must prove (RFC 7672). Immutable, thread-safe.
 *
 * <p>In mode {@link DaneMode#OPPORTUNISTIC} the TLSA records of a host are used even if the MX record that names it is not
 * signed, as RFC 7672 section 2.2.1 allows: that host is authenticated then, but delivery to the domain is not secure, and
 * {@link MailHost#origin()} says so. {@link InsecureMx} can ask for less.
 *
 * <p>In mode {@link DaneMode#AUDIT} the plans are those of {@link DaneMode#OPPORTUNISTIC}: they say what DANE would ask for.
 * To audit, connect by {@link #notEnforced} and compare. In mode {@link DaneMode#NONE} no TLSA records are asked for.
 */
public final class SmtpDane {
    /** The port of SMTP between mail servers. */
    public static final int SMTP_PORT = 25;

    private static final String NULL_MX = ".";

    private final DnssecResolver resolver;
    private final DaneMode mode;
    private final InsecureMx insecureMx;
    private final LookupPlanner planner;

    /** Plans with {@code resolver}, which stays the caller's to close. */
    public SmtpDane(DnssecResolver resolver, DaneMode mode) {
        this(resolver, mode, KeyStrength.ofJvm());
    }

    /**
     * Plans with {@code resolver}, which stays the caller's to close, for servers with keys that are not smaller than
     * {@code minimum}.
     */
    public SmtpDane(DnssecResolver resolver, DaneMode mode, KeyStrength minimum) {
        this(resolver, mode, minimum, InsecureMx.DANE);
    }

    /**
     * Plans with {@code resolver}, which stays the caller's to close, for servers with keys that are not smaller than
     * {@code minimum}; for hosts that unsigned MX records name, as {@code insecureMx} says.
     */
    public SmtpDane(DnssecResolver resolver, DaneMode mode, KeyStrength minimum, InsecureMx insecureMx) {
        this.resolver = resolver;
        this.mode = mode;
        this.insecureMx = insecureMx;
        DaneVerifier verifier = DaneVerifier.builder()
                .keyStrength(minimum)
                .commonNames(CommonNamePolicy.CONSIDERED)
                .build();
        this.planner = new LookupPlanner(resolver, verifier, false);
    }

    /** What is required of a destination. */
    public DaneMode mode() {
        return mode;
    }

    /**
     * The verifier by whose rules records are usable here. PKIX-TA and PKIX-EE are not (RFC 7672 section 3.1.3); a CN-ID
     * counts where there is no DNS-ID (section 3.2.3).
     */
    public DaneVerifier verifier() {
        return planner.verifier();
    }

    /**
     * Where mail for {@code nextHop} may go, each host on {@code port} (RFC 7672 section 2.2.1). Blocks for one lookup.
     *
     * @param port 1 to 65535, nearly always {@link #SMTP_PORT}
     */
    public DeliveryPlan delivery(DomainName nextHop, int port) {
        Answer<MxRecord> answer = resolver.query(nextHop, RecordType.MX);
        return mode == DaneMode.MANDATORY ? opportunistic(answer, port).mandatory() : opportunistic(answer, port);
    }

    private static DeliveryPlan opportunistic(Answer<MxRecord> answer, int port) {
        return switch (answer.kind()) {
            case DATA -> toMxHosts((Answer.Data<MxRecord>) answer, port);
            case DENIAL -> toTheDomainItself((Answer.Denial<MxRecord>) answer, port);
            case FAILURE -> new DeliveryPlan.Delay(answer.name(), answer, ((Answer.Failure<MxRecord>) answer).reason());
        };
    }

    private static DeliveryPlan toMxHosts(Answer.Data<MxRecord> mx, int port) {
        if (mx.records().size() == 1 && mx.records().get(0).exchange().equals(NULL_MX)) {
            return new DeliveryPlan.Undeliverable(mx.name(), mx, Reason.NULL_MX);
        }
        MailHost.Origin origin =
                mx.security() == Security.SECURE ? MailHost.Origin.MX_SECURE : MailHost.Origin.MX_INSECURE;
        // RFC 5321 section 5.1: hosts of equal preference in random order. DANE changes nothing of it (RFC 7672 2.2.1).
        List<MxRecord> records = new ArrayList<>(mx.records());
        Collections.shuffle(records);
        records.sort(Comparator.comparingInt(MxRecord::preference));
        List<DomainName> nextHops = nextHops(mx.name(), mx.owner());
        List<MailHost> hosts = new ArrayList<>();
        for (MxRecord record : records) {
            hosts.add(new MailHost(record.exchange(), port, origin, nextHops));
        }
        return new DeliveryPlan.Deliver(mx.name(), mx, hosts);
    }

    /** RFC 5321 section 5.1: a domain without MX records is its own mail host. */
    private static DeliveryPlan toTheDomainItself(Answer.Denial<MxRecord> denial, int port) {
        if (!denial.nameExists()) {
            return new DeliveryPlan.Undeliverable(denial.name(), denial, Reason.NO_SUCH_DOMAIN);
        }
        MailHost.Origin origin =
                denial.security() == Security.SECURE ? MailHost.Origin.NON_MX : MailHost.Origin.MX_INSECURE;
        return new DeliveryPlan.Deliver(
                denial.name(),
                denial,
                List.of(new MailHost(denial.name().toString(), port, origin, List.of(denial.name()))));
    }

    private static List<DomainName> nextHops(DomainName original, DomainName expanded) {
        return original.equals(expanded) ? List.of(original) : List.of(original, expanded);
    }

    /** What to ask of a configured host, without MX lookup (RFC 7672 section 2.2.2). Blocks for the lookups. */
    public TlsPlan plan(String host, int port) {
        return plan(new MailHost(host, port, MailHost.Origin.NON_MX, List.of()));
    }

    /** What to ask of a host from a {@link DeliveryPlan.Deliver}. Blocks for the lookups. */
    public TlsPlan plan(MailHost host) {
        return switch (mode) {
            case NONE -> withoutRecords(host, Reason.NOT_ENFORCED);
            case AUDIT, OPPORTUNISTIC -> opportunistic(host);
            case MANDATORY -> mandatory(host, opportunistic(host));
        };
    }

    /**
     * The plan for a host where DANE may not refuse, in the modes {@link DaneMode#NONE} and {@link DaneMode#AUDIT}: {@link
     * TlsPlan.NotCovered}, with {@link Reason#NOT_ENFORCED}.
     *
     * @param addresses where the host is; at least one
     */
    public static TlsPlan notEnforced(MailHost host, List<InetAddress> addresses) {
        List<DomainName> names;
        try {
            names = List.of(DomainName.of(host.host()));
        } catch (InvalidNameException e) {
            names = List.of();
        }
        return new TlsPlan.NotCovered(host.toString(), Reason.NOT_ENFORCED, names, addresses, List.of());
    }

    private TlsPlan withoutRecords(MailHost host, Reason reason) {
        try {
            DomainName name = DomainName.of(host.host());
            return planner.withoutRecords(host.toString(), name, reason, List.of(name));
        } catch (InvalidNameException e) {
            return withoutName(host, e.reason());
        }
    }

    /** RFC 7672 section 2.2.1: an unsigned MX record may name any host, also one that proves who it is. */
    private static TlsPlan mandatory(MailHost host, TlsPlan plan) {
        return host.origin() == MailHost.Origin.MX_INSECURE
                ? new TlsPlan.Refuse(plan.server(), Reason.MX_INSECURE, plan.evidence())
                : plan.mandatory();
    }

    private TlsPlan opportunistic(MailHost host) {
        if (host.origin() != MailHost.Origin.MX_INSECURE) {
            return byRecords(host);
        }
        return switch (insecureMx) {
            case DANE -> byRecords(host);
            case ENCRYPT -> encrypted(byRecords(host));
            case MAY -> withoutRecords(host, Reason.MX_INSECURE);
        };
    }

    /** TLS is all that TLSA records ask for. */
    private static TlsPlan encrypted(TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> {
                TlsPlan.Authenticate strict = (TlsPlan.Authenticate) plan;
                yield new TlsPlan.Encrypt(
                        strict.server(),
                        Reason.MX_INSECURE,
                        strict.baseDomain(),
                        strict.names(),
                        false,
                        strict.records(),
                        strict.addresses(),
                        strict.evidence());
            }
            case ENCRYPT, NOT_COVERED, REFUSE -> plan;
        };
    }

    private TlsPlan byRecords(MailHost host) {
        DomainName name;
        try {
            name = DomainName.of(host.host());
        } catch (InvalidNameException e) {
            return withoutName(host, e.reason());
        }
        return planner.plan(host.toString(), new Service(name, host.port()), new HostNames(host, name));
    }

    /** An address literal has no TLSA records (RFC 7672 section 2.2), nor has anything else that is not a name. */
    private static TlsPlan withoutName(MailHost host, Reason reason) {
        List<InetAddress> address = AddressLiteral.parse(host.host());
        return reason == Reason.ADDRESS_LITERAL && !address.isEmpty()
                ? new TlsPlan.NotCovered(host.toString(), reason, List.of(), address, List.of())
                : new TlsPlan.Refuse(host.toString(), reason, List.of());
    }

    /**
     * RFC 7672 section 3.2.2; the base domain always comes first, and is the one to send (section 8.1).
     *
     * @param name of the host
     */
    private record HostNames(MailHost host, DomainName name) implements ServerNames {
        @Override
        public List<DomainName> authenticated(DomainName baseDomain) {
            List<DomainName> names = new ArrayList<>();
            names.add(baseDomain);
            names.addAll(
                    switch (host.origin()) {
                        case MX_SECURE -> host.nextHop();
                        // The MX host alone: an unsigned MX record does not bind it to the next-hop domain. Where the
                        // base domain is that of a secure alias, the host's own name counts as well.
                        case MX_INSECURE, NON_MX -> List.of(name);
                    });
            return names;
        }

        @Override
        public List<DomainName> encrypted(DomainName baseDomain) {
            return List.of(baseDomain, name);
        }

        @Override
        public List<DomainName> notCovered() {
            return List.of(name);
        }
    }
}
