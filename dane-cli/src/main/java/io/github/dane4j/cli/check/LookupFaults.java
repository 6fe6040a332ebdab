package io.github.dane4j.cli.check;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.QuestionLimit;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.FailedProof;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.policy.DeliveryPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whose fault it is that a lookup failed, or that an answer is not signed. That takes about as long as one lookup
 * may take, besides the check of the root's keys; a zone that is not found by then is not named.
 */
final class LookupFaults {
    // Codes of RFC 8914.
    private static final int SIGNATURE_EXPIRED = 7;
    private static final int DNSKEY_MISSING = 9;

    /** What the parent of a zone has at or below the name of the zone. */
    private static final Set<String> OF_THE_PARENT = Set.of("DS", "NSEC", "NSEC3");

    private final DnssecResolver resolver;
    private final ResolverProbe probe;
    private final PlainDns plain;

    LookupFaults(DnssecResolver resolver, ResolverProbe probe, PlainDns plain) {
        this.resolver = resolver;
        this.probe = probe;
        this.plain = plain;
    }

    /** What is wrong with the resolvers, if none of them is of use. Every lookup fails then. */
    Optional<Finding> noResolver() {
        return probe.hasGoodOne() ? Optional.empty() : probe.troubles().stream().findFirst();
    }

    /** What is wrong with those resolvers that are of no use, if there is another one. */
    List<Finding> lesserTroubles() {
        return probe.hasGoodOne()
                ? probe.troubles().stream()
                        .map(trouble -> trouble.at(Level.WARNING))
                        .toList()
                : List.of();
    }

    /** Why a lookup failed. Where the root's keys cannot be had, the resolver is to blame and no zone. */
    Finding of(Answer.Failure<?> failure) {
        Optional<Finding> none = noResolver();
        if (none.isPresent()) {
            return none.get();
        }
        if (failure.reason() == Reason.RESOLVER_WITHOUT_DNSSEC) {
            return Finding.of(Code.RESOLVER_STRIPS_SIGNATURES)
                    .with("resolver", String.join(", ", probe.resolvers()))
                    .with("detail", failure.detail());
        }
        if (failure.reason() == Reason.DNSSEC_BOGUS || failure.reason() == Reason.TRUST_ANCHOR_FAILED) {
            Optional<Finding> root = rootKeys();
            if (root.isPresent()) {
                return root.get();
            }
        }
        QuestionLimit limit = plain.limit();
        Finding finding = blame(failure, new Delegations(plain.under(limit)))
                .with("query", failure.query())
                .with("reason", failure.reason().word());
        finding = finding.with(
                "detail",
                limit.isReached() ? failure.detail() + "; the search for the cause was cut short" : failure.detail());
        return failure.extendedError().isPresent()
                ? finding.with("extendedError", failure.extendedError().getAsInt())
                : finding;
    }

    /** Why no connection is made to a host. */
    Finding skipped(HostPolicy policy) {
        Optional<Reason> reason = policy.reason();
        if (reason.filter(Reason.NO_ADDRESS::equals).isPresent()) {
            return Finding.of(Code.MX_NO_ADDRESS);
        }
        if (reason.filter(Reason.INVALID_NAME::equals).isPresent()) {
            return Finding.of(Code.MX_NAME_INVALID);
        }
        return policy.failure()
                .map(this::of)
                .orElseGet(() -> Finding.of(Code.LOOKUP_FAILED)
                        .with("query", policy.host())
                        .with("detail", reason.map(Reason::description).orElse("no connection is made")));
    }

    /** Why mail for a domain has to wait. */
    Finding delayed(DomainName domain, DeliveryPlan.Delay delay) {
        return delay.mx() instanceof Answer.Failure<?> failure
                ? of(failure)
                : Finding.of(Code.LOOKUP_FAILED)
                        .with("query", domain + " MX")
                        .with("detail", delay.reason().description());
    }

    private static Finding blame(Answer.Failure<?> failure, Delegations delegations) {
        if (failure.reason() == Reason.DNSSEC_BOGUS) {
            return failure.proof()
                    .flatMap(proof -> bogus(failure, proof, delegations))
                    .orElseGet(() -> failure.culprit() == Culprit.PARENT
                            ? delegation(Code.DS_NOT_PROVEN, Optional.empty(), Optional.empty())
                            : Finding.of(Code.LOOKUP_BOGUS));
        }
        return switch (failure.culprit()) {
            case ZONE -> {
                if (failure.reason() == Reason.DNS_BUDGET) {
                    yield tooCostly(zoneAsked(failure, "DNSKEY", delegations));
                }
                yield Finding.of(failure.reason() == Reason.DNS_ALIAS_LOOP ? Code.ALIAS_LOOP : Code.LOOKUP_FAILED);
            }
            case PARENT -> {
                Optional<DomainName> zone = zoneAsked(failure, "DS", delegations);
                Optional<DomainName> parent = zone.flatMap(delegations::above);
                yield failure.reason() == Reason.DNS_BUDGET
                        ? tooCostly(parent)
                        : delegation(Code.PARENT_LOOKUP_FAILED, zone, parent);
            }
            case NAME_SERVER ->
                Finding.of(failure.reason() == Reason.DNS_MALFORMED ? Code.LOOKUP_MALFORMED : Code.LOOKUP_UNANSWERED);
            case CONFIGURATION ->
                Finding.of(
                        failure.reason() == Reason.TRUST_ANCHOR_FAILED
                                ? Code.LOOKUP_NOT_TRUSTED
                                : Code.LOOKUP_NOT_MADE);
        };
    }

    /** The finding that names the zone, or the zone above it, whose records did not validate; empty if there is none better. */
    private static Optional<Finding> bogus(Answer.Failure<?> failure, FailedProof proof, Delegations delegations) {
        Optional<Instant> expired = proof.time().filter(any -> hasExtendedError(failure, SIGNATURE_EXPIRED));
        Optional<DomainName> named = name(proof.name());
        Optional<DomainName> signedBy = name(proof.zone());
        if (named.isEmpty() || signedBy.isEmpty()) {
            return Optional.empty();
        }
        DomainName subject = named.get();
        DomainName signer = signedBy.get();
        boolean keys = proof.type().equals("DNSKEY") && proof.keyTag().isEmpty();
        if (keys && hasExtendedError(failure, DNSKEY_MISSING)) {
            return Optional.of(chainBroken(subject, delegations));
        }
        if (failure.culprit() == Culprit.PARENT) {
            return Optional.of(
                    unproven(named, signer.equals(subject) ? delegations.above(subject) : signedBy, expired));
        }
        Optional<DomainName> own = delegations.zoneOf(end(failure));
        if (own.isEmpty()) {
            return Optional.empty();
        }
        DomainName zone = own.get();
        boolean signedAbove = Delegations.isAbove(signer, zone);
        if (signedAbove && isOfUpperZone(subject, proof.type(), zone)) {
            return Optional.of(unproven(delegations.directlyBelow(signer, zone), signedBy, expired));
        }
        if (delegations.isWithoutDs(zone)) {
            // Bogus, and not unsigned, since nothing proves that.
            Optional<DomainName> cut = delegations.uppermostWithoutDs(zone);
            return Optional.of(unproven(cut, cut.flatMap(delegations::above), Optional.empty()));
        }
        if (delegations.hasLostKeys(zone)) {
            return Optional.of(chainBroken(zone, delegations));
        }
        // A signature over records of the zone that names a zone above as its signer says nothing of that zone.
        return expired.filter(any -> !signedAbove)
                .map(ends -> Finding.of(Code.SIGNATURES_EXPIRED)
                        .with("zone", signer.toString())
                        .with("ends", ends));
    }

    private static Finding chainBroken(DomainName zone, Delegations delegations) {
        return delegation(Code.CHAIN_OF_TRUST_BROKEN, Optional.of(zone), delegations.above(zone));
    }

    private static Finding unproven(Optional<DomainName> zone, Optional<DomainName> parent, Optional<Instant> expired) {
        return expired.map(ends ->
                        delegation(Code.PARENT_SIGNATURES_EXPIRED, zone, parent).with("ends", ends))
                .orElseGet(() -> delegation(Code.DS_NOT_PROVEN, zone, parent));
    }

    /** To ask again would cost as much. */
    private static Finding tooCostly(Optional<DomainName> zone) {
        return naming(Finding.of(Code.LOOKUP_TOO_COSTLY), "zone", zone);
    }

    /** Whichever of the two was found is named: the parent is to blame without its name, too. */
    private static Finding delegation(Code code, Optional<DomainName> zone, Optional<DomainName> parent) {
        return naming(naming(Finding.of(code), "zone", zone), "parent", parent);
    }

    private static Finding naming(Finding finding, String fact, Optional<DomainName> found) {
        return found.map(name -> finding.with(fact, name.toString())).orElse(finding);
    }

    private static boolean hasExtendedError(Answer.Failure<?> failure, int code) {
        return failure.extendedError().isPresent() && failure.extendedError().getAsInt() == code;
    }

    private static Optional<DomainName> name(String text) {
        try {
            return Optional.of(DomainName.of(text));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** The name that was asked for, or the end of its aliases. */
    private static DomainName end(Answer.Failure<?> failure) {
        int aliases = failure.aliases().size();
        return aliases == 0
                ? failure.name()
                : failure.aliases().get(aliases - 1).to();
    }

    /** The zone whose records of this type could not be looked up; the zone of the name, if the lookup was for another type. */
    private static Optional<DomainName> zoneAsked(Answer.Failure<?> failure, String type, Delegations delegations) {
        DomainName end = end(failure);
        for (DomainName each = end;
                !each.equals(DomainName.ROOT);
                each = each.parent().orElse(DomainName.ROOT)) {
            if (failure.query().equals(each + " " + type)) {
                return Optional.of(each);
            }
        }
        return delegations.zoneOf(end);
    }

    /**
     * Whether a record set belongs to a zone above {@code own}. Whoever answers for {@code own} can name any zone in a signature,
     * and must not put the blame on it.
     */
    private static boolean isOfUpperZone(DomainName owner, String type, DomainName own) {
        return !(owner.equals(own) || Delegations.isAbove(own, owner)) || OF_THE_PARENT.contains(type);
    }

    /** The root zone itself must validate: any question about it tells. */
    private Optional<Finding> rootKeys() {
        return resolver.query(DomainName.ROOT, RecordType.MX) instanceof Answer.Failure<?> failure
                        && (failure.reason() == Reason.DNSSEC_BOGUS || failure.reason() == Reason.TRUST_ANCHOR_FAILED)
                ? Optional.of(Finding.of(Code.ROOT_KEYS_DIFFER)
                        .with("resolver", String.join(", ", probe.resolvers()))
                        .with("detail", failure.detail()))
                : Optional.empty();
    }

    /**
     * Why an answer is insecure, if that is the fault of a parent zone: the zone has keys, but its parent has no DS record
     * for it.
     */
    Optional<Finding> withoutDs(List<? extends Answer<?>> answers) {
        PlainDns limited = plain.under(plain.limit());
        return answers.stream()
                .flatMap(answer -> cut(answer).stream())
                .distinct()
                .filter(zone -> limited.exists(zone, "DNSKEY").orElse(false)
                        && !limited.exists(zone, "DS").orElse(true))
                .findFirst()
                .map(zone -> Finding.of(Code.ZONE_WITHOUT_DS).with("zone", zone.toString()));
    }

    static Optional<DomainName> cut(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> ((Answer.Data<?>) answer).cut();
            case DENIAL -> ((Answer.Denial<?>) answer).cut();
            case FAILURE -> Optional.empty();
        };
    }
}
