package io.github.dane4j.cli.check;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.resolver.PlainDns;
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

/** Finds out whose fault it is that a lookup failed, or that an answer is not signed. */
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
        Finding finding = blame(failure)
                .with("query", failure.query())
                .with("reason", failure.reason().word())
                .with("detail", failure.detail());
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

    private Finding blame(Answer.Failure<?> failure) {
        if (failure.reason() == Reason.DNSSEC_BOGUS) {
            return failure.proof()
                    .flatMap(proof -> bogus(failure, proof))
                    .orElseGet(() -> Finding.of(Code.LOOKUP_BOGUS));
        }
        return switch (failure.culprit()) {
            case ZONE -> {
                if (failure.reason() == Reason.DNS_BUDGET) {
                    yield tooCostly(zoneAsked(failure, "DNSKEY"));
                }
                yield Finding.of(failure.reason() == Reason.DNS_ALIAS_LOOP ? Code.ALIAS_LOOP : Code.LOOKUP_FAILED);
            }
            case PARENT -> {
                DomainName zone = zoneAsked(failure, "DS");
                yield failure.reason() == Reason.DNS_BUDGET
                        ? tooCostly(above(zone))
                        : delegation(Code.PARENT_LOOKUP_FAILED, zone, above(zone));
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
    private Optional<Finding> bogus(Answer.Failure<?> failure, FailedProof proof) {
        Optional<Instant> expired = proof.time().filter(any -> hasExtendedError(failure, SIGNATURE_EXPIRED));
        Optional<DomainName> subject = name(proof.name());
        Optional<DomainName> signer = name(proof.zone());
        if (subject.isEmpty() || signer.isEmpty()) {
            return Optional.empty();
        }
        boolean keys = proof.type().equals("DNSKEY") && proof.keyTag().isEmpty();
        if (keys && hasExtendedError(failure, DNSKEY_MISSING)) {
            return Optional.of(delegation(Code.CHAIN_OF_TRUST_BROKEN, subject.get(), above(subject.get())));
        }
        if (failure.culprit() == Culprit.PARENT) {
            DomainName parent = signer.get().equals(subject.get()) ? above(subject.get()) : signer.get();
            return Optional.of(unproven(subject.get(), parent, expired));
        }
        Optional<DomainName> own = plain.zoneOf(end(failure));
        boolean signedAbove = own.isPresent() && isAbove(signer.get(), own.get());
        if (signedAbove && isOfUpperZone(subject.get(), proof.type(), own.get())) {
            return Optional.of(unproven(directlyBelow(signer.get(), own.get()), signer.get(), expired));
        }
        if (own.isPresent() && isWithoutDs(own.get())) {
            // Bogus, and not unsigned, since nothing proves that.
            DomainName cut = cutAbove(own.get());
            return Optional.of(unproven(cut, above(cut), Optional.empty()));
        }
        if (own.isPresent() && hasLostKeys(own.get())) {
            return Optional.of(delegation(Code.CHAIN_OF_TRUST_BROKEN, own.get(), above(own.get())));
        }
        // A signature over records of the zone that names a zone above as its signer says nothing of that zone.
        return expired.filter(any -> !signedAbove)
                .map(ends -> Finding.of(Code.SIGNATURES_EXPIRED)
                        .with("zone", signer.get().toString())
                        .with("ends", ends));
    }

    private static Finding unproven(DomainName zone, DomainName parent, Optional<Instant> expired) {
        return expired.map(ends ->
                        delegation(Code.PARENT_SIGNATURES_EXPIRED, zone, parent).with("ends", ends))
                .orElseGet(() -> delegation(Code.DS_NOT_PROVEN, zone, parent));
    }

    /** To ask again would cost as much. */
    private static Finding tooCostly(DomainName zone) {
        return Finding.of(Code.LOOKUP_TOO_COSTLY).with("zone", zone.toString());
    }

    private static Finding delegation(Code code, DomainName zone, DomainName parent) {
        return Finding.of(code).with("zone", zone.toString()).with("parent", parent.toString());
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
    private DomainName zoneAsked(Answer.Failure<?> failure, String type) {
        DomainName end = end(failure);
        for (DomainName each = end;
                !each.equals(DomainName.ROOT);
                each = each.parent().orElse(DomainName.ROOT)) {
            if (failure.query().equals(each + " " + type)) {
                return each;
            }
        }
        return plain.zoneOf(end).orElse(end);
    }

    /** The parent of a zone. */
    private DomainName above(DomainName zone) {
        DomainName next = zone.parent().orElse(DomainName.ROOT);
        return plain.zoneOf(next).orElse(next);
    }

    private static boolean isAbove(DomainName upper, DomainName lower) {
        return !upper.equals(lower)
                && (upper.equals(DomainName.ROOT) || lower.toString().endsWith("." + upper));
    }

    /**
     * Whether a record set belongs to a zone above {@code own}. Whoever answers for {@code own} can name any zone in a signature,
     * and must not put the blame on it.
     */
    private static boolean isOfUpperZone(DomainName owner, String type, DomainName own) {
        return !(owner.equals(own) || isAbove(own, owner)) || OF_THE_PARENT.contains(type);
    }

    /** The zone that {@code upper} delegates on the way to {@code lower}. */
    private DomainName directlyBelow(DomainName upper, DomainName lower) {
        DomainName zone = lower;
        for (DomainName next = above(zone); isAbove(upper, next); next = above(next)) {
            zone = next;
        }
        return zone;
    }

    private boolean isWithoutDs(DomainName zone) {
        return !zone.equals(DomainName.ROOT) && !plain.exists(zone, "DS").orElse(true);
    }

    /** Whether a zone with DS records has no keys. */
    private boolean hasLostKeys(DomainName zone) {
        return !zone.equals(DomainName.ROOT) && !plain.exists(zone, "DNSKEY").orElse(true);
    }

    /** The uppermost of the zones without DS records that lead to this one. */
    private DomainName cutAbove(DomainName zone) {
        DomainName cut = zone;
        for (DomainName each = above(cut); isWithoutDs(each); each = above(cut)) {
            cut = each;
        }
        return cut;
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
        return answers.stream()
                .flatMap(answer -> cut(answer).stream())
                .distinct()
                .filter(zone -> plain.exists(zone, "DNSKEY").orElse(false)
                        && !plain.exists(zone, "DS").orElse(true))
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
