package io.github.dane4j.cli.rollover;

import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides what comes next for one server, from what is remembered and what was found out. Pure. */
final class RolloverPlan {
    private final KeySet current;
    private final KeySet next;
    private final Facts facts;
    private final RolloverState before;
    private final RolloverState now;
    private final List<Finding> findings = new ArrayList<>();

    /** What a server presents, all addresses together. */
    private enum Servers {
        /** No address was seen. */
        UNSEEN,
        /** The current key, or another one than the next. */
        CURRENT,
        /** Some addresses have the next key. */
        MIXED,
        /** Every address that was seen has the next key, and some were not seen. */
        NEXT_SO_FAR,
        /** Every address has the next key. */
        NEXT
    }

    private RolloverPlan(KeySet current, KeySet next, Facts facts, RolloverState before) {
        this.current = current;
        this.next = next;
        this.facts = facts;
        this.before = before;
        this.now = remember();
        this.findings.addAll(facts.findings());
    }

    /** The next step. */
    static Decision decide(KeySet current, KeySet next, Facts facts, RolloverState before) {
        return new RolloverPlan(current, next, facts, before).decide();
    }

    private Decision decide() {
        switch (facts.validated()) {
            case BOGUS -> {
                return decision(Step.REPAIR);
            }
            case FAILED -> {
                return unknown();
            }
            case INSECURE -> {
                return decision(Step.FREE);
            }
            case ABSENT, SECURE -> {}
        }
        if (facts.views().isEmpty()) {
            return unknown();
        }
        Servers servers = servers();
        strangers();
        Set<Parameters> combinations = Parameters.combinations(union());
        List<TlsaRecord> missing = next.missing(combinations, union());
        boolean makeable = makeable(combinations);
        if (servers == Servers.NEXT || servers == Servers.NEXT_SO_FAR) {
            return afterSwitch(servers, combinations, missing, makeable);
        }
        if (!makeable) {
            return decision(Step.REPAIR);
        }
        if (servers != Servers.MIXED) {
            List<TlsaRecord> broken = current.missing(combinations, union());
            broken.stream()
                    .filter(record -> !union().isEmpty())
                    .map(record -> Finding.of(Code.ROLLOVER_CURRENT_UNMATCHED).with("right", record.toString()))
                    .forEach(findings::add);
            missing =
                    Stream.concat(broken.stream(), missing.stream()).distinct().toList();
        }
        if (!missing.isEmpty()) {
            if (servers == Servers.MIXED) {
                findings.add(Finding.of(Code.ROLLOVER_SWITCHED_EARLY));
            }
            boolean free = facts.validated() == Facts.Validated.ABSENT && union().isEmpty();
            return new Decision(free ? Step.FREE : Step.PUBLISH, Optional.empty(), missing, List.of(), placed(), now);
        }
        Optional<Instant> safe = safe(combinations);
        if (safe.isEmpty() || safe.get().isAfter(facts.now()) || !resolverHasThem(combinations)) {
            if (servers == Servers.MIXED) {
                findings.add(Finding.of(Code.ROLLOVER_SWITCHED_EARLY));
            }
            safe.ifPresent(this::signaturesUntil);
            return new Decision(
                    Step.WAIT, safe.filter(at -> at.isAfter(facts.now())), List.of(), List.of(), placed(), now);
        }
        return decision(servers == Servers.MIXED ? Step.FINISH : Step.SWITCH);
    }

    private Decision unknown() {
        // Nothing was seen that would be worth remembering, and what is remembered may still be true.
        return new Decision(Step.UNKNOWN, Optional.empty(), List.of(), List.of(), placed(), before);
    }

    private Decision decision(Step step) {
        return new Decision(step, Optional.empty(), List.of(), List.of(), placed(), now);
    }

    private Decision afterSwitch(
            Servers servers, Set<Parameters> combinations, List<TlsaRecord> missing, boolean makeable) {
        if (union().isEmpty() && facts.validated() == Facts.Validated.ABSENT) {
            return new Decision(Step.FREE, Optional.empty(), missing, List.of(), placed(), now);
        }
        if (!makeable) {
            return decision(Step.REPAIR);
        }
        if (!missing.isEmpty()) {
            findings.add(Finding.of(Code.ROLLOVER_SWITCHED_EARLY));
            return new Decision(Step.PUBLISH, Optional.empty(), missing, List.of(), placed(), now);
        }
        Optional<Instant> safe = safe(combinations);
        boolean old = isRollover() && (safe.isEmpty() || safe.get().isAfter(facts.now()));
        if (old && !now.retired().isEmpty()) {
            findings.add(Finding.of(Code.ROLLOVER_SWITCHED_EARLY));
            return new Decision(Step.WAIT, safe, List.of(), List.of(), placed(), now);
        }
        if (servers == Servers.NEXT_SO_FAR) {
            return decision(Step.FINISH);
        }
        List<TlsaRecord> remove = union().stream()
                .filter(record -> now.retired().contains(record) && !next.isMatchedBy(record))
                .toList();
        return new Decision(
                remove.isEmpty() ? Step.DONE : Step.REMOVE, Optional.empty(), List.of(), remove, placed(), now);
    }

    /** Whether a record that is published has to go. */
    private boolean isRollover() {
        return union().stream().anyMatch(record -> now.retired().contains(record) && !next.isMatchedBy(record));
    }

    /** What is known now of when each record came. */
    private RolloverState remember() {
        List<TlsaRecord> everywhere = intersection();
        Duration longest = facts.views().stream()
                .map(ZoneView::ttl)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        // The set that may be in a cache is the one of before, with the TTL of before.
        Duration cached = longest.compareTo(before.ttl()) > 0 ? longest : before.ttl();
        Map<TlsaRecord, RolloverState.Since> records = new LinkedHashMap<>();
        for (TlsaRecord record : everywhere) {
            records.put(record, before.since(record).orElseGet(() -> new RolloverState.Since(facts.now(), cached)));
        }
        Set<TlsaRecord> retired = new LinkedHashSet<>(before.retired());
        union().stream()
                .filter(record -> current.isMatchedBy(record) && !next.isMatchedBy(record))
                .forEach(retired::add);
        retired.retainAll(union());
        retired.removeIf(next::isMatchedBy);
        return new RolloverState(longest, records, retired);
    }

    private List<TlsaRecord> union() {
        return facts.views().stream()
                .flatMap(view -> view.records().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private List<TlsaRecord> intersection() {
        return union().stream()
                .filter(record ->
                        facts.views().stream().allMatch(view -> view.records().contains(record)))
                .toList();
    }

    /** Whether the next keys can have a record in each combination. */
    private boolean makeable(Set<Parameters> combinations) {
        boolean all = true;
        for (Parameters each : combinations) {
            for (KeySet.Chain chain : next.unmatched(each, union())) {
                if (chain.record(each).isEmpty()) {
                    all = false;
                    findings.add(Finding.of(Code.ROLLOVER_NEXT_WITHOUT_RECORD)
                            .with("parameters", each.toString())
                            .with("file", chain.file()));
                }
            }
        }
        return all;
    }

    /** When each combination has a record for each of the next keys in every cache; empty if not every server has them. */
    private Optional<Instant> safe(Set<Parameters> combinations) {
        Instant latest = Instant.EPOCH;
        for (Parameters each : combinations) {
            for (KeySet.Chain chain : next.chains()) {
                Optional<Instant> first = now.records().entrySet().stream()
                        .filter(entry -> Parameters.of(entry.getKey())
                                        .filter(each::equals)
                                        .isPresent()
                                && chain.isMatchedBy(entry.getKey()))
                        .map(entry -> entry.getValue().everywhere())
                        .min(Instant::compareTo);
                if (first.isEmpty()) {
                    differing();
                    return Optional.empty();
                }
                latest = first.get().isAfter(latest) ? first.get() : latest;
            }
        }
        return Optional.of(latest);
    }

    private void differing() {
        findings.add(Finding.of(Code.ROLLOVER_SERVERS_DIFFER)
                .with("zone", facts.zone())
                .with(
                        "servers",
                        facts.views().stream()
                                .map(view ->
                                        view.server() + " has " + view.records().size())
                                .toList()));
    }

    /** One's own resolver is a cache, too: where it does not have the records yet, others may not. */
    private boolean resolverHasThem(Set<Parameters> combinations) {
        boolean all = combinations.stream()
                .allMatch(each -> next.unmatched(each, facts.resolved()).isEmpty());
        if (!all) {
            findings.add(Finding.of(Code.ROLLOVER_RESOLVER_BEHIND));
        }
        return all;
    }

    private void signaturesUntil(Instant safe) {
        facts.views().stream()
                .flatMap(view -> view.signatureEnds().stream())
                .min(Instant::compareTo)
                .filter(ends -> ends.isBefore(safe))
                .ifPresent(ends -> findings.add(Finding.of(Code.ROLLOVER_SIGNATURE_ENDS)
                        .with("query", facts.owner() + " TLSA")
                        .with("ends", ends)
                        .with("until", safe)));
    }

    private Servers servers() {
        boolean unseen = facts.servers().isEmpty();
        int with = 0;
        int without = 0;
        for (Facts.Presented server : facts.servers()) {
            if (server.chains().isEmpty()) {
                unseen = true;
                findings.add(Finding.of(Code.ROLLOVER_SERVER_UNSEEN)
                        .with(Finding.ADDRESS, server.address())
                        .with("detail", server.trouble().orElse("it sent no certificate")));
            } else if (server.chains().stream().allMatch(next::isPresentedBy)) {
                with++;
            } else {
                without++;
                if (server.chains().stream()
                        .anyMatch(chain -> !current.isPresentedBy(chain) && !next.isPresentedBy(chain))) {
                    findings.add(Finding.of(Code.ROLLOVER_OTHER_KEY).with(Finding.ADDRESS, server.address()));
                }
            }
        }
        if (with == 0) {
            return without == 0 ? Servers.UNSEEN : Servers.CURRENT;
        }
        return without > 0 ? Servers.MIXED : unseen ? Servers.NEXT_SO_FAR : Servers.NEXT;
    }

    private void strangers() {
        union().stream()
                .filter(record -> !current.isMatchedBy(record)
                        && !next.isMatchedBy(record)
                        && !now.retired().contains(record))
                .map(record -> Finding.of(Code.ROLLOVER_RECORD_UNKNOWN).with("record", record))
                .forEach(findings::add);
    }

    private List<Finding> placed() {
        return findings.stream()
                .map(finding -> finding.with(Finding.HOST, facts.host()))
                .toList();
    }
}
