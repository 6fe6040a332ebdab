package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.check.HostPolicy.Origin;
import io.github.dane4j.cli.check.HostPolicy.Requirement;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.smtp.DaneMode;
import io.github.dane4j.smtp.DeliveryPlan;
import io.github.dane4j.smtp.HostPlan;
import io.github.dane4j.smtp.MailHost;
import io.github.dane4j.smtp.SmtpDane;
import io.github.dane4j.verify.DaneVerifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Asks the library what DNS demands, by the rules with which it would deliver. Thread-safe. */
final class Policies {
    private final SmtpDane dane;

    Policies(DnssecResolver resolver) {
        // Opportunistic, so that a host without DANE is looked at as well.
        this.dane = new SmtpDane(resolver, DaneMode.OPPORTUNISTIC);
    }

    /** The verifier by whose rules records are usable. */
    DaneVerifier verifier() {
        return dane.verifier();
    }

    /** Where DNS sends mail for {@code domain}. Blocks for one lookup. */
    DeliveryPlan delivery(DomainName domain, int port) {
        return dane.delivery(domain, port);
    }

    /**
     * A host to look at.
     *
     * @param preference of its MX record; empty if there is none
     */
    record Candidate(OptionalInt preference, MailHost host) {}

    /** The hosts of a domain, in the order of preference, and in one order where preferences are equal. */
    static List<Candidate> candidates(DeliveryPlan.Deliver deliver) {
        Set<Candidate> candidates = new LinkedHashSet<>();
        for (MailHost host : deliver.hosts()) {
            candidates.add(new Candidate(preference(deliver.mx(), host), host));
        }
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.<Candidate>comparingInt(each -> each.preference().orElse(0))
                .thenComparing(each -> each.host().host()));
        return sorted;
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
    static Candidate given(DomainName host, int port) {
        return new Candidate(
                OptionalInt.empty(), new MailHost(host.toString(), port, MailHost.Origin.NON_MX, List.of()));
    }

    /** What DNS demands of a host. Blocks for the lookups. */
    HostPolicy of(MailHost host) {
        HostPlan plan = dane.plan(host);
        return new HostPolicy(
                host.host(),
                host.port(),
                switch (host.origin()) {
                    case MX_SECURE -> Origin.MX_SECURE;
                    case MX_INSECURE -> Origin.MX_INSECURE;
                    case NON_MX -> Origin.NON_MX;
                },
                switch (plan.requirement()) {
                    case AUTHENTICATED -> Requirement.AUTHENTICATED;
                    case ENCRYPTED -> Requirement.ENCRYPTED;
                    case OPPORTUNISTIC -> Requirement.OPPORTUNISTIC;
                    case SKIP -> Requirement.SKIP;
                },
                plan.reason(),
                plan.baseDomain(),
                plan.records(),
                plan.names(),
                plan.addresses(),
                plan.lookup().map(TlsaLookup::evidence).orElse(List.of()));
    }
}
