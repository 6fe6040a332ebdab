package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds out whose fault it is that a lookup failed, or that an answer is not signed. */
final class LookupFaults {
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
            Optional<Finding> known = rootKeys().or(() -> brokenZone(failure));
            if (known.isPresent()) {
                return known.get();
            }
        }
        Finding finding = Finding.of(
                switch (failure.culprit()) {
                    case ZONE -> ofZone(failure.reason());
                    case PARENT ->
                        failure.reason() == Reason.DNSSEC_BOGUS ? Code.DS_NOT_PROVEN : ofZone(failure.reason());
                    case NAME_SERVER -> Code.LOOKUP_UNANSWERED;
                    case CONFIGURATION -> Code.LOOKUP_NOT_TRUSTED;
                });
        finding = finding.with("query", failure.query())
                .with("reason", failure.reason().word())
                .with("detail", failure.detail());
        return failure.extendedError().isPresent()
                ? finding.with("extendedError", failure.extendedError().getAsInt())
                : finding;
    }

    private static Code ofZone(Reason reason) {
        return switch (reason) {
            case DNSSEC_BOGUS -> Code.LOOKUP_BOGUS;
            case DNS_ALIAS_LOOP -> Code.ALIAS_LOOP;
            default -> Code.LOOKUP_FAILED;
        };
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

    private Optional<Finding> brokenZone(Answer.Failure<?> failure) {
        return plain.brokenZone(failure.name(), Instant.now())
                .map(broken -> broken.ends()
                        .map(ends -> Finding.of(Code.SIGNATURES_EXPIRED)
                                .with("zone", broken.zone().toString())
                                .with("ends", ends))
                        .orElseGet(() -> Finding.of(Code.CHAIN_OF_TRUST_BROKEN)
                                .with("zone", broken.zone().toString())));
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
