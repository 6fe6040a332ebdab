package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.policy.MtaStsMode;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.policy.SmtpDane;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.DaneVerifier;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Asks {@link SmtpDane} with the resolver that the properties name. */
final class HostPlanner {
    private final ProtocolProperties properties;
    private final DaneSettings settings;

    /** Uses the application's own resolver, if it has one: made once, for many messages. */
    private final Optional<SmtpDane> own;

    HostPlanner(ProtocolProperties properties, ServiceKind kind) throws MessagingException {
        this(properties, DaneSettings.of(properties, kind));
    }

    private HostPlanner(ProtocolProperties properties, DaneSettings settings) {
        this.properties = properties;
        this.settings = settings;
        this.own = settings.resolver().map(this::dane);
    }

    private SmtpDane dane(DnssecResolver resolver) {
        return new SmtpDane(resolver, settings.mode(), settings.keyStrength(), settings.insecureMx());
    }

    /** Applies the policy for mail to the MX hosts of {@code domain}. */
    HostPlanner to(DomainName domain) throws MessagingException {
        Optional<MailPolicy> policy = settings.policies().forDomain(domain);
        if (policy.filter(MailPolicy::pkix).isPresent()) {
            throw new MessagingException(
                    "4.3.5 " + domain + ": its policy asks for PKIX, which is only for relays: " + policy.get());
        }
        HostPlanner planner = with(policy);
        if (planner.settings.mtaSts().isIncomplete()) {
            throw MtaStsSettings.incomplete(properties, "4.3.5 " + domain + ": its policy asks for MTA-STS");
        }
        return planner;
    }

    /** Applies the policy for a relay. An address has no policy, nor has this machine. */
    HostPlanner to(Endpoint relay) throws MessagingException {
        return settings.policies().policies().isEmpty() || HostName.isAddress(relay.host())
                ? this
                : with(settings.policies().forRelay(DomainName.of(relay.host()), relay.port()));
    }

    /** For a message with TLS requirements of its own. */
    HostPlanner with(MessageTls asked) {
        return asked == MessageTls.AS_CONFIGURED ? this : new HostPlanner(properties, settings.with(asked));
    }

    private HostPlanner with(Optional<MailPolicy> policy) {
        return policy.isEmpty() ? this : new HostPlanner(properties, settings.with(policy.get()));
    }

    DaneSettings settings() {
        return settings;
    }

    /** Makes the resolver, so that errors in its settings show. */
    void checkTrustAnchors() throws MessagingException {
        ask(SmtpDane::mode);
    }

    /** For the host that the application named. */
    PlannedHost plan(Endpoint endpoint) throws MessagingException {
        return plan(new MailHost(endpoint.host(), endpoint.port(), MailHost.Origin.NON_MX, List.of()));
    }

    /** The terms of a connection made by {@code planned}, which this planner made. */
    ConnectionTerms terms(PlannedHost planned) {
        return ConnectionTerms.of(settings, planned);
    }

    PlannedHost plan(MailHost host) throws MessagingException {
        return planned(host).by(settings.tls());
    }

    /**
     * Asks DNS again.
     *
     * @param before a plan that this planner has made
     * @return the plan for the same host, or empty if the answers, and so the plan, are unchanged
     */
    Optional<PlannedHost> planAgain(PlannedHost before) throws MessagingException {
        return switch (settings.mode()) {
            // These may use addresses from the system's resolver.
            case NONE, AUDIT -> Optional.of(plan(before.host()));
            case OPPORTUNISTIC, MANDATORY -> resolve(resolver -> changed(before, new AnswersSoFar(resolver)));
        };
    }

    private Optional<PlannedHost> changed(PlannedHost before, AnswersSoFar answers) {
        if (answers.are(before.plan().evidence())) {
            return Optional.empty();
        }
        SmtpDane dane = dane(answers);
        return Optional.of(
                new PlannedHost(before.host(), dane.plan(before.host()), dane.verifier()).by(settings.tls()));
    }

    private PlannedHost planned(MailHost host) throws MessagingException {
        return switch (settings.mode()) {
            case NONE -> new PlannedHost(host, withoutRecords(host), DaneVerifier.create());
            case AUDIT -> audited(host);
            case OPPORTUNISTIC, MANDATORY -> ask(dane -> new PlannedHost(host, dane.plan(host), dane.verifier()));
        };
    }

    /**
     * A relay's addresses come from the system's resolver; an MX host's from DNS, or from the system's resolver if DNS
     * proves none.
     */
    private TlsPlan withoutRecords(MailHost host) throws MessagingException {
        List<InetAddress> proven = host.nextHop().isEmpty()
                ? List.of()
                : ask(dane -> dane.plan(host)).addresses();
        return SmtpDane.notEnforced(host, proven.isEmpty() ? SystemAddresses.of(host) : proven);
    }

    /** Connects as without DANE, whatever DNS says; if DNS proves no address, to those that the system's resolver finds. */
    private PlannedHost audited(MailHost host) throws MessagingException {
        PlannedHost asked = ask(dane -> new PlannedHost(host, dane.plan(host), dane.verifier()));
        TlsPlan plan = asked.plan();
        List<InetAddress> proven = plan.addresses().isEmpty() ? provenAddresses(plan) : plan.addresses();
        List<InetAddress> addresses = proven.isEmpty() ? SystemAddresses.of(host) : proven;
        return new PlannedHost(host, SmtpDane.notEnforced(host, addresses), asked.verifier(), Optional.of(plan));
    }

    /** If only the TLSA lookup failed, the addresses are in the evidence. */
    private static List<InetAddress> provenAddresses(TlsPlan plan) {
        return plan.evidence().stream()
                .filter(Answer.Data.class::isInstance)
                .flatMap(answer -> ((Answer.Data<?>) answer).records().stream())
                .filter(InetAddress.class::isInstance)
                .map(InetAddress.class::cast)
                .toList();
    }

    /**
     * Finds the MTA-STS policy of {@code domain}, if policies apply.
     *
     * @param anew whether to fetch it again, because it names none of the hosts
     */
    MtaStsPolicies.Found mtaSts(DomainName domain, Duration patience, boolean anew) throws MessagingException {
        MtaStsSettings mtaSts = settings.mtaSts();
        if (mtaSts.mode() == MtaStsMode.NONE || mtaSts.policies().isEmpty()) {
            return new MtaStsPolicies.Found(Optional.empty(), Optional.empty());
        }
        MtaStsPolicies policies = mtaSts.policies().get();
        try {
            MtaStsPolicies.Found found = anew ? policies.findAnew(domain, patience) : policies.find(domain, patience);
            if (Thread.currentThread().isInterrupted()) {
                // The result does not mean that the domain has no policy.
                throw new MessagingException("4.3.5 " + domain + ": the lookup of its MTA-STS policy was interrupted");
            }
            return found;
        } catch (TrustAnchorException e) {
            throw unusableTrustAnchors(e);
        } catch (RuntimeException e) {
            throw new MessagingException("4.3.5 " + domain + ": its MTA-STS policy cannot be determined: " + e, e);
        }
    }

    private MessagingException unusableTrustAnchors(TrustAnchorException e) {
        return new MessagingException(
                properties.name(DaneProperty.TRUST_ANCHORS.key()) + " cannot be used: " + e.getMessage(), e);
    }

    DeliveryPlan delivery(DomainName domain, int port) throws MessagingException {
        return ask(dane -> dane.delivery(domain, port));
    }

    private <T> T ask(Function<SmtpDane, T> question) throws MessagingException {
        return resolve(resolver -> question.apply(own.isPresent() ? own.get() : dane(resolver)));
    }

    private <T> T resolve(Function<DnssecResolver, T> question) throws MessagingException {
        ResolverSettings shared = settings.shared();
        Optional<DnssecResolver> application = settings.resolver();
        try {
            return application.isPresent()
                    ? question.apply(application.get())
                    : SharedResolvers.INSTANCE.use(
                            shared, resolver -> question.apply(new DeadlineResolver(resolver, shared.timeoutMillis())));
        } catch (TrustAnchorException e) {
            throw unusableTrustAnchors(e);
        } catch (RuntimeException e) {
            // The application's resolver may break its contract; the mail then waits, as after any failed lookup.
            throw new WaitingException(StatusCode.DNS_QUERY_FAILED, "the DNS lookup failed: " + e, e);
        }
    }
}
