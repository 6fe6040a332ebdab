package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.EncodedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Certificate usages PKIX-TA(0) and PKIX-EE(1): validation by the local trust anchors, with names and dates as without
 * DANE, and a record that matches (RFC 6698 section 2.1.1). For PKIX-TA a CA on any valid path will do, so paths are
 * tried until one has it, beyond the first trust anchor if need be (RFC 7671 section 5.4).
 *
 * <p>Of what is only in the DNS, the certificates of 0 0 0 records help to build the path for PKIX-TA: RFC 6698 does not
 * say where a client has found the CA that it demands, and whoever vouches for it is trusted locally. Those of 2 0 0
 * records do not: they belong to another usage. For PKIX-EE the path is found as without DANE.
 */
final class PkixCheck {
    private final Candidate leaf;
    private final List<Candidate> sent;
    private final LocalAnchors anchors;
    private final PathContext context;
    private final Findings findings;

    private DaneResult.@Nullable Authenticated found;
    private boolean pathFound;

    /** @param sent the certificates that were sent after the leaf and could be read */
    PkixCheck(Candidate leaf, List<Candidate> sent, LocalAnchors anchors, PathContext context, Findings findings) {
        this.leaf = leaf;
        this.sent = sent;
        this.anchors = anchors;
        this.context = context;
        this.findings = findings;
    }

    /** @param records the records of usage PKIX-EE that count, sorted */
    Optional<DaneResult.Authenticated> pkixEe(List<LiveRecord> records) {
        List<Match> matches = matches(records, leaf, 0);
        if (!matches.isEmpty()) {
            search(sent, path -> matches);
        }
        explain(records, live -> live.record().matches(leaf.encoded()) ? Reason.NO_PKIX_PATH : Reason.LEAF_MISMATCH);
        return Optional.ofNullable(found);
    }

    /** @param records the records of usage PKIX-TA that count, sorted */
    Optional<DaneResult.Authenticated> pkixTa(List<LiveRecord> records) {
        List<Candidate> known = new ArrayList<>(sent);
        records.stream().map(LiveRecord::certificate).flatMap(Optional::stream).forEach(known::add);
        if (!records.isEmpty()) {
            search(known, path -> matchesAboveLeaf(records, path));
        }
        explain(records, live -> whyNoAnchor(live, known));
        return Optional.ofNullable(found);
    }

    /** @param matchesOn what matches on a path, the lowest first */
    private void search(List<Candidate> issuers, Function<CertificatePath, List<Match>> matchesOn) {
        CertificatePool pool = new CertificatePool(issuers);
        context.search().visit(leaf, certificate -> issuersOf(certificate, pool), path -> isTrusted(path, matchesOn));
    }

    private List<Candidate> issuersOf(Candidate certificate, CertificatePool pool) {
        List<Candidate> issuers = new ArrayList<>(pool.issuersOf(certificate, context.time()));
        for (Candidate anchor : anchors.issuersOf(certificate, context.time())) {
            if (issuers.stream().noneMatch(issuer -> issuer.encoded().equals(anchor.encoded()))) {
                issuers.add(anchor);
            }
        }
        return issuers;
    }

    private boolean isTrusted(CertificatePath path, Function<CertificatePath, List<Match>> matchesOn) {
        CertificatePath below = path.below();
        if (below == null || !anchors.mayEnd(path.top())) {
            return false;
        }
        pathFound = true;
        List<Match> matches = matchesOn.apply(path);
        if (matches.isEmpty()) {
            return false;
        }
        PathOutcome outcome = context.check(below.certificates(), TrustPoint.of(TrustPoint.Kind.LOCAL, path.top()));
        if (outcome instanceof PathOutcome.Valid valid) {
            Match lowest = matches.get(0);
            List<EncodedCertificate> encoded =
                    path.certificates().stream().map(Candidate::encoded).toList();
            found = new DaneResult.Authenticated(
                    lowest.live().record(), encoded, lowest.depth(), Optional.of(valid.name()), null);
            return true;
        }
        if (outcome instanceof PathOutcome.Refused refused) {
            for (Match match : matches) {
                findings.note(match.live().index(), refused.reason(), refused.detail());
            }
        }
        return false;
    }

    /** The server's own certificate is no CA here. */
    private static List<Match> matchesAboveLeaf(List<LiveRecord> records, CertificatePath path) {
        List<Candidate> certificates = path.certificates();
        List<Match> matches = new ArrayList<>();
        for (int depth = 1; depth < certificates.size(); depth++) {
            matches.addAll(matches(records, certificates.get(depth), depth));
        }
        return matches;
    }

    private static List<Match> matches(List<LiveRecord> records, Candidate certificate, int depth) {
        return records.stream()
                .filter(live -> live.record().matches(certificate.encoded()))
                .map(live -> new Match(live, depth))
                .toList();
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

    private Reason whyNoAnchor(LiveRecord live, List<Candidate> known) {
        if (!pathFound) {
            return Reason.NO_PKIX_PATH;
        }
        if (live.record().matches(leaf.encoded())) {
            return Reason.ANCHOR_IS_LEAF;
        }
        boolean isKnown = known.stream().anyMatch(candidate -> live.record().matches(candidate.encoded()));
        return isKnown ? Reason.ANCHOR_NOT_ON_PATH : Reason.ANCHOR_NOT_IN_CHAIN;
    }

    /** @param depth the place on the path of the certificate that the record matches */
    private record Match(LiveRecord live, int depth) {}
}
