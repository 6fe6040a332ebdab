package io.github.dane4j.cli.send;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.InsecureMx;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.SmtpDane;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.KeyStrength;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What DNS proves about a mail domain, asked apart from the delivery that it is shown beside.
 *
 * @param host the first MX host, or the domain if none is known
 * @param summary what is proven, in a few words
 * @param expectation what a connection to the host must be like
 * @param explanation all that was asked and answered
 * @param plan what DANE asks of the first MX host; empty if no host is known
 */
public record DnsProof(String host, String summary, String expectation, String explanation, Optional<HostPlan> plan) {
    /**
     * What DANE asks of a host.
     *
     * @param name of the host, as published
     * @param kind what is asked; where DANE is not enforced, it is not covered
     * @param all the names of all MX hosts of the domain, this one first
     */
    record HostPlan(String name, TlsPlan.Kind kind, List<String> all) {}

    private static final String UNCOVERED = "TLS if offered, not covered by DANE";

    /** What {@code resolver} proves of {@code domain} and the first of its MX hosts. Blocks for the lookups. */
    public static DnsProof of(DnssecResolver resolver, String domain, DaneMode mode, int port) {
        return of(resolver, domain, mode, InsecureMx.DANE, port);
    }

    static DnsProof of(DnssecResolver resolver, String domain, DaneMode mode, InsecureMx insecureMx, int port) {
        SmtpDane smtp = new SmtpDane(resolver, mode, KeyStrength.ofJvm(), insecureMx);
        DeliveryPlan plan = smtp.delivery(DomainName.of(domain), port);
        String mx = "MX " + status(plan.mx());
        if (!(plan instanceof DeliveryPlan.Deliver deliver)) {
            return new DnsProof(domain, mx, "", plan.explain(), Optional.empty());
        }
        MailHost first = deliver.hosts().get(0);
        List<String> all = deliver.hosts().stream().map(MailHost::host).toList();
        if (mode == DaneMode.NONE) {
            // The system's resolver says where the host is.
            return new DnsProof(
                    first.host() + ":" + port,
                    mx + ", TLSA not looked up",
                    UNCOVERED,
                    plan.explain(),
                    Optional.of(new HostPlan(first.host(), TlsPlan.Kind.NOT_COVERED, all)));
        }
        TlsPlan host = smtp.plan(first);
        return new DnsProof(
                host.server(),
                mx + ", " + tlsa(host),
                expectation(host),
                host.explain(),
                Optional.of(new HostPlan(
                        first.host(), mode == DaneMode.AUDIT ? TlsPlan.Kind.NOT_COVERED : host.kind(), all)));
    }

    private static String status(Answer<?> answer) {
        if (answer instanceof Answer.Data<?> data) {
            return data.security().name().toLowerCase(Locale.ROOT);
        }
        if (answer instanceof Answer.Denial<?> denial) {
            return denial.security().name().toLowerCase(Locale.ROOT) + " denial";
        }
        return ((Answer.Failure<?>) answer).reason().word();
    }

    private static String expectation(TlsPlan host) {
        return switch (host.kind()) {
            case AUTHENTICATE -> "TLS, and the server matches its TLSA records";
            case ENCRYPT -> "TLS, server not authenticated";
            case NOT_COVERED -> UNCOVERED;
            case REFUSE -> "no connection";
        };
    }

    private static String tlsa(TlsPlan host) {
        return switch (host.kind()) {
            case AUTHENTICATE -> secure(((TlsPlan.Authenticate) host).records());
            case ENCRYPT -> secure(((TlsPlan.Encrypt) host).records());
            case NOT_COVERED -> without(((TlsPlan.NotCovered) host).reason());
            case REFUSE -> without(((TlsPlan.Refuse) host).reason());
        };
    }

    private static String secure(List<TlsaRecord> records) {
        return "TLSA secure (" + records.size() + ")";
    }

    private static String without(Reason reason) {
        return reason == Reason.HOST_INSECURE ? "host insecure" : "TLSA " + reason.word();
    }
}
