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
    private final ParsedCertificate leaf;
    private final List<ParsedCertificate> sent;
    private final LocalAnchors anchors;
    private final PathSearch search;
    private final Findings findings;

    private DaneResult.@Nullable Authenticated found;
    private boolean pathFound;

    /** @param sent the certificates that were sent after the leaf and could be read */
    PkixCheck(
            ParsedCertificate leaf,
            List<ParsedCertificate> sent,
            LocalAnchors anchors,
            PathSearch search,
            Findings findings) {
        this.leaf = leaf;
        this.sent = sent;
        this.anchors = anchors;
        this.search = search;
        this.findings = findings;
    }

    /** @param records the records of usage PKIX-EE that count, sorted */
    Optional<DaneResult.Authenticated> pkixEe(List<UsableRecord> records) {
        List<Match> matches = matches(records, leaf, 0);
        if (!matches.isEmpty()) {
            visit(sent, path -> matches);
        }
        explain(records, live -> live.record().matches(leaf.encoded()) ? Reason.NO_PKIX_PATH : Reason.LEAF_MISMATCH);
        return Optional.ofNullable(found);
    }

    /** @param records the records of usage PKIX-TA that count, sorted */
    Optional<DaneResult.Authenticated> pkixTa(List<UsableRecord> records) {
        List<ParsedCertificate> known = new ArrayList<>(sent);
        records.stream()
                .map(UsableRecord::certificate)
                .flatMap(Optional::stream)
                .forEach(known::add);
        if (!records.isEmpty()) {
            visit(known, path -> matchesAboveLeaf(records, path));
        }
        explain(records, live -> whyNoAnchor(live, known));
        return Optional.ofNullable(found);
    }

    /** @param matchesOn what matches on a path, the lowest first */
    private void visit(List<ParsedCertificate> issuers, Function<CertificatePath, List<Match>> matchesOn) {
        CertificatePool pool = new CertificatePool(issuers);
        search.visit(leaf, certificate -> issuersOf(certificate, pool), path -> isTrusted(path, matchesOn));
    }

    private List<ParsedCertificate> issuersOf(ParsedCertificate certificate, CertificatePool pool) {
        List<ParsedCertificate> issuers = new ArrayList<>(pool.issuersOf(certificate, search.time()));
        for (ParsedCertificate anchor : anchors.issuersOf(certificate, search.time())) {
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
        PathRules.Outcome outcome =
                search.check(below.certificates(), PathAnchor.of(PathAnchor.Kind.LOCAL, path.top()));
        if (outcome instanceof PathRules.Outcome.Valid valid) {
            Match lowest = matches.get(0);
            List<EncodedCertificate> encoded =
                    path.certificates().stream().map(ParsedCertificate::encoded).toList();
            found = new DaneResult.Authenticated(
                    lowest.live().record(), encoded, lowest.depth(), Optional.of(valid.name()), null);
            return true;
        }
        if (outcome instanceof PathRules.Outcome.Refused refused) {
            for (Match match : matches) {
                findings.note(match.live().index(), refused.reason(), refused.detail());
            }
        }
        return false;
    }

    /** The server's own certificate is not a CA here. */
    private static List<Match> matchesAboveLeaf(List<UsableRecord> records, CertificatePath path) {
        List<ParsedCertificate> certificates = path.certificates();
        List<Match> matches = new ArrayList<>();
        for (int depth = 1; depth < certificates.size(); depth++) {
            matches.addAll(matches(records, certificates.get(depth), depth));
        }
        return matches;
    }

    private static List<Match> matches(List<UsableRecord> records, ParsedCertificate certificate, int depth) {
        return records.stream()
                .filter(live -> live.record().matches(certificate.encoded()))
                .map(live -> new Match(live, depth))
                .toList();
    }

    private void explain(List<UsableRecord> records, Function<UsableRecord, Reason> why) {
        if (found == null) {
            for (UsableRecord live : records) {
                if (findings.isEmpty(live.index())) {
                    findings.note(live.index(), search.isExhausted() ? Reason.BUDGET_EXHAUSTED : why.apply(live));
                }
            }
        }
    }

    private Reason whyNoAnchor(UsableRecord live, List<ParsedCertificate> known) {
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
    private record Match(UsableRecord live, int depth) {}
}
