package io.github.dane4j.cli.check;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.check.HostPolicy.Requirement;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.RecordFinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Joins what DNS says of a host with what its servers said. Advice is made of both. */
final class HostJudge {
    private static final int KEY_SHOWN = 12;

    private final HostPolicy policy;
    private final LookupFaults faults;
    private final Instant now;

    HostJudge(HostPolicy policy, LookupFaults faults, Instant now) {
        this.policy = policy;
        this.faults = faults;
        this.now = now;
    }

    /** What servers said about TLS, taken together. */
    private enum Tls {
        /** Every address completed a handshake. */
        EVERYWHERE,
        /** Some server does not offer TLS that works. */
        MISSING,
        /** Some address was not seen, and none lacks TLS. */
        UNSEEN
    }

    /**
     * What is to be said about the host as a whole.
     *
     * @param leftOut addresses that were not asked
     */
    List<Finding> findings(List<Observation> seen, List<RecordUse> records, int leftOut) {
        List<Finding> findings = new ArrayList<>();
        switch (policy.requirement()) {
            case SKIP -> findings.add(faults.skipped(policy));
            case OPPORTUNISTIC -> findings.add(uncovered(tls(seen, leftOut)));
            case ENCRYPTED -> {
                findings.add(Finding.of(
                                tls(seen, leftOut) == Tls.MISSING
                                        ? Code.RECORDS_UNUSABLE_NO_TLS
                                        : Code.RECORDS_UNUSABLE)
                        .with("port", policy.port()));
            }
            case AUTHENTICATED -> findings.addAll(differingKeys(seen));
        }
        findings.addAll(onRecords(records, seen));
        alias().ifPresent(findings::add);
        boolean promised = policy.requirement() == Requirement.AUTHENTICATED;
        if (leftOut > 0 && promised) {
            findings.add(Finding.of(Code.ADDRESSES_LEFT_OUT).with("count", leftOut));
        }
        if (promised && seen.stream().noneMatch(Observation::tried)) {
            findings.add(Finding.of(Code.NOTHING_TRIED));
        }
        return findings.stream()
                .map(finding -> finding.with(Finding.HOST, policy.host()))
                .toList();
    }

    private static Tls tls(List<Observation> seen, int leftOut) {
        boolean everywhere = !seen.isEmpty() && leftOut == 0;
        for (Observation each : seen) {
            switch (each.outcome()) {
                case NOT_OFFERED, REFUSED, HANDSHAKE_FAILED, OUTDATED -> {
                    return Tls.MISSING;
                }
                case SECURED -> {}
                default -> everywhere = false;
            }
        }
        return everywhere ? Tls.EVERYWHERE : Tls.UNSEEN;
    }

    private Finding uncovered(Tls tls) {
        Reason reason = policy.reason().orElse(Reason.NO_TLSA);
        if (reason == Reason.ADDRESS_LITERAL) {
            return Finding.of(Code.MX_IS_ADDRESS);
        }
        if (reason == Reason.HOST_INSECURE) {
            Optional<Finding> withoutDs = faults.withoutDs(policy.evidence());
            if (withoutDs.isPresent()) {
                return withoutDs.get();
            }
        }
        boolean unsigned = reason == Reason.HOST_INSECURE;
        return Finding.of(
                        switch (tls) {
                            case EVERYWHERE -> unsigned ? Code.HOST_UNSIGNED : Code.TLSA_MISSING;
                            case MISSING -> unsigned ? Code.HOST_UNSIGNED_NO_TLS : Code.TLSA_MISSING_NO_TLS;
                            case UNSEEN -> unsigned ? Code.HOST_UNSIGNED_UNSEEN : Code.TLSA_MISSING_UNSEEN;
                        })
                .with("port", policy.port());
    }

    private Optional<Finding> alias() {
        boolean mx = policy.origin() == HostPolicy.Origin.MX_SECURE || policy.origin() == HostPolicy.Origin.MX_INSECURE;
        // TLSA records may well be behind an alias (RFC 7671 section 7), and the host is none for that.
        return policy.evidence().stream()
                .filter(answer -> mx && !answer.type().equals(RecordType.TLSA))
                .filter(answer -> !answer.aliases().isEmpty())
                .findFirst()
                .map(answer -> Finding.of(Code.MX_IS_ALIAS)
                        .with(
                                "target",
                                answer.aliases()
                                        .get(answer.aliases().size() - 1)
                                        .to()
                                        .toString()));
    }

    /** What each record is good for. */
    List<RecordUse> records(List<Observation> seen) {
        Map<TlsaRecord, Reason> unusable = new LinkedHashMap<>();
        for (RecordFinding finding : policy.verifier().unusable(policy.records())) {
            unusable.put(finding.record(), finding.reason());
        }
        List<Observation> secured = seen.stream()
                .filter(each -> each.outcome() == Observation.Outcome.SECURED)
                .toList();
        List<RecordUse> uses = new ArrayList<>();
        for (TlsaRecord record : policy.records()) {
            Reason reason = unusable.get(record);
            if (reason != null) {
                uses.add(new RecordUse(record, RecordUse.State.UNUSABLE, Optional.of(reason), List.of()));
            } else {
                uses.add(compared(record, secured));
            }
        }
        return uses;
    }

    private RecordUse compared(TlsaRecord record, List<Observation> secured) {
        if (secured.isEmpty() || policy.names().isEmpty()) {
            return new RecordUse(record, RecordUse.State.NOT_COMPARED, Optional.empty(), List.of());
        }
        List<String> addresses = new ArrayList<>();
        Optional<Reason> nearest = Optional.empty();
        for (Observation each : secured) {
            Optional<Reason> first = mismatch(record, each.chain());
            if (first.isEmpty()
                    || (!each.otherChain().isEmpty()
                            && mismatch(record, each.otherChain()).isEmpty())) {
                addresses.add(each.address().getHostAddress());
            } else if (nearest.isEmpty() || nearest.get().compareTo(first.get()) < 0) {
                nearest = first;
            }
        }
        return addresses.isEmpty()
                ? new RecordUse(record, RecordUse.State.MATCHES_NOTHING, nearest, addresses)
                : new RecordUse(record, RecordUse.State.MATCHES, Optional.empty(), addresses);
    }

    private Optional<Reason> mismatch(TlsaRecord record, List<EncodedCertificate> chain) {
        DaneResult result = policy.verifier()
                .verify(
                        List.of(record),
                        PresentedChain.ofDer(
                                chain.stream().map(EncodedCertificate::der).toList()),
                        policy.names().orElseThrow(),
                        now);
        if (result.kind() == DaneResult.Kind.AUTHENTICATED) {
            return Optional.empty();
        }
        return Optional.of(result instanceof DaneResult.NotAuthenticated no ? no.reason() : Reason.NO_USABLE_RECORDS);
    }

    private List<Finding> onRecords(List<RecordUse> records, List<Observation> seen) {
        List<List<EncodedCertificate>> chains = new ArrayList<>();
        seen.stream()
                .filter(each -> each.outcome() == Observation.Outcome.SECURED)
                .forEach(each -> {
                    chains.add(each.chain());
                    chains.add(each.otherChain());
                });
        boolean anotherMatches = records.stream().anyMatch(use -> use.state() == RecordUse.State.MATCHES);
        List<Finding> findings = new ArrayList<>();
        for (RecordUse use : records) {
            if (use.state() == RecordUse.State.UNUSABLE || use.state() == RecordUse.State.MATCHES_NOTHING) {
                chains.stream()
                        .flatMap(chain -> NearestSlip.in(use.record(), chain).stream())
                        .findFirst()
                        .or(() -> chains.stream()
                                .flatMap(chain -> NearestSlip.otherAuthority(use.record(), chain).stream())
                                .findFirst()
                                .filter(any -> use.reason()
                                        .filter(Reason.ANCHOR_NOT_IN_CHAIN::equals)
                                        .isPresent()))
                        .or(() -> bare(use, anotherMatches))
                        .ifPresent(finding -> findings.add(withReason(finding, use)));
            }
        }
        return findings;
    }

    private static Finding withReason(Finding finding, RecordUse use) {
        return use.reason()
                .map(reason -> finding.with("reason", reason.word()).with("why", reason.description()))
                .orElse(finding);
    }

    /** Where no record matches, or one fails for another reason than its data, the server's own finding says it all. */
    private static Optional<Finding> bare(RecordUse use, boolean anotherMatches) {
        if (use.state() == RecordUse.State.UNUSABLE) {
            return Optional.of(Finding.of(Code.RECORD_UNUSABLE).with("record", use.record()));
        }
        return use.reason()
                .filter(reason -> anotherMatches)
                .filter(reason -> reason == Reason.LEAF_MISMATCH || reason == Reason.ANCHOR_NOT_IN_CHAIN)
                .map(reason -> Finding.of(Code.RECORD_MATCHES_NOTHING).with("record", use.record()));
    }

    /** A change of keys that has not reached every address. */
    private static List<Finding> differingKeys(List<Observation> seen) {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        for (Observation each : seen) {
            if (each.outcome() == Observation.Outcome.SECURED && !each.chain().isEmpty()) {
                NearestSlip.record(each.chain().get(0), CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.SHA2_256)
                        .ifPresent(record -> addresses
                                .computeIfAbsent(
                                        HexFormat.of().formatHex(record.data()).substring(0, KEY_SHOWN),
                                        key -> new ArrayList<>())
                                .add(each.address().getHostAddress()));
            }
        }
        if (addresses.size() < 2) {
            return List.of();
        }
        List<String> keys = addresses.entrySet().stream()
                .map(entry -> entry.getKey() + "... at " + String.join(" and ", entry.getValue()))
                .toList();
        return List.of(Finding.of(Code.KEYS_DIFFER).with("keys", keys));
    }

    /**
     * A lookup at the owner name of the TLSA records, where there need not be a record. The name servers of the zone also answer
     * whether a zone begins there (DS), which counts as the parent's failure.
     */
    static Optional<Finding> brokenDenial(Answer<?> answer) {
        return answer instanceof Answer.Failure<?> failure
                        && (failure.culprit() == Culprit.ZONE || failure.culprit() == Culprit.PARENT)
                ? Optional.of(Finding.of(Code.DENIAL_BROKEN)
                        .with("query", failure.query())
                        .with("detail", failure.detail()))
                : Optional.empty();
    }

    /** The owner name of the TLSA records. */
    Optional<DomainName> tlsaOwner() {
        return policy.baseDomain().map(base -> base.child("_" + policy.port() + "._tcp"));
    }

    /** Whether a promise is made. */
    boolean promised() {
        return policy.requirement() == Requirement.AUTHENTICATED;
    }
}
