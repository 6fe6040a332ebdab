package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Certificate usages PKIX-TA(0) and PKIX-EE(1): validation by the local trust anchors, with names and dates as without
 * DANE, and a record that matches (RFC 6698 section 2.1.1). For PKIX-TA a CA on any valid path will do, so paths are
 * tried until one has it, beyond the first trust anchor if need be (RFC 7671 section 5.4). Certificates that are only in
 * records do not help to build them.
 */
final class PkixCheck {
    private final Candidate leaf;
    private final CertificatePool sent;
    private final LocalAnchors anchors;
    private final PathContext context;
    private final Findings findings;
    private final List<Candidate> others;

    private DaneResult.@Nullable Authenticated found;
    private boolean pathFound;

    /** @param others the certificates that were sent after the leaf and could be read */
    PkixCheck(Candidate leaf, List<Candidate> others, LocalAnchors anchors, PathContext context, Findings findings) {
        this.leaf = leaf;
        this.others = others;
        this.sent = new CertificatePool(others);
        this.anchors = anchors;
        this.context = context;
        this.findings = findings;
    }

    /** Checks the records of one of the two usages that count, sorted. */
    Optional<DaneResult.Authenticated> run(CertificateUsage usage, List<LiveRecord> records) {
        if (usage == CertificateUsage.PKIX_EE) {
            List<LiveRecord> matching = records.stream()
                    .filter(live -> live.record().matches(leaf.encoded()))
                    .toList();
            if (!matching.isEmpty()) {
                search(path -> 0, matching);
            }
            explain(records, live -> matching.contains(live) ? Reason.NO_PKIX_PATH : Reason.LEAF_MISMATCH);
        } else {
            for (LiveRecord live : records) {
                if (found == null) {
                    search(path -> lowestMatch(path, live), List.of(live));
                }
            }
            explain(records, this::whyNoAnchor);
        }
        return Optional.ofNullable(found);
    }

    /** @param depthOf the place of what matches on a path; negative if nothing does */
    private void search(Function<CertificatePath, Integer> depthOf, List<LiveRecord> records) {
        context.search().visit(leaf, this::issuersOf, path -> isTrusted(path, depthOf, records));
    }

    private List<Candidate> issuersOf(Candidate certificate) {
        List<Candidate> issuers = new ArrayList<>(sent.issuersOf(certificate, context.time()));
        for (Candidate anchor : anchors.issuersOf(certificate, context.time())) {
            if (issuers.stream().noneMatch(issuer -> issuer.encoded().equals(anchor.encoded()))) {
                issuers.add(anchor);
            }
        }
        return issuers;
    }

    private boolean isTrusted(
            CertificatePath path, Function<CertificatePath, Integer> depthOf, List<LiveRecord> records) {
        CertificatePath below = path.below();
        if (below == null || !anchors.mayEnd(path.top())) {
            return false;
        }
        pathFound = true;
        int depth = depthOf.apply(path);
        if (depth < 0) {
            return false;
        }
        PathOutcome outcome = context.check(below.certificates(), TrustPoint.of(TrustPoint.Kind.LOCAL, path.top()));
        if (outcome instanceof PathOutcome.Valid valid) {
            List<EncodedCertificate> encoded =
                    path.certificates().stream().map(Candidate::encoded).toList();
            found = new DaneResult.Authenticated(
                    records.get(0).record(), encoded, depth, Optional.of(valid.name()), false);
            return true;
        }
        if (outcome instanceof PathOutcome.Refused refused) {
            for (LiveRecord live : records) {
                findings.note(live.index(), refused.reason(), refused.detail());
            }
        }
        return false;
    }

    /** The lowest CA on the path that the record matches. The server's own certificate is no CA here. */
    private static int lowestMatch(CertificatePath path, LiveRecord live) {
        List<Candidate> certificates = path.certificates();
        for (int depth = 1; depth < certificates.size(); depth++) {
            if (live.record().matches(certificates.get(depth).encoded())) {
                return depth;
            }
        }
        return -1;
    }

    private void explain(List<LiveRecord> records, Function<LiveRecord, Reason> why) {
        if (found == null) {
            for (LiveRecord live : records) {
                if (findings.isEmpty(live.index())) {
                    findings.note(live.index(), context.isExhausted() ? Reason.BUDGET_EXHAUSTED : why.apply(live));
                }
            }
        }
    }

    private Reason whyNoAnchor(LiveRecord live) {
        boolean isSent = others.stream().anyMatch(candidate -> live.record().matches(candidate.encoded()));
        if (!pathFound) {
            return Reason.NO_PKIX_PATH;
        }
        if (live.record().matches(leaf.encoded())) {
            return Reason.ANCHOR_IS_LEAF;
        }
        return isSent ? Reason.ANCHOR_NOT_ON_PATH : Reason.ANCHOR_NOT_IN_CHAIN;
    }
}
