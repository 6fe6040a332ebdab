package io.github.dane4j.verify;

import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the paths that lead upwards from a certificate, shortest first, within the budget of one verification. Every
 * signature on a path that it shows has been verified. Where several certificates could be the issuer all are tried, so
 * that neither junk nor twins in the message can hide a good path.
 */
final class PathSearch {
    private final Instant time;
    private final WorkBudget budget;
    private final SignatureChecks signatures;
    private final PathRules rules;

    PathSearch(Instant time, DaneVerifier.Settings settings, PathRules rules) {
        this.time = time;
        this.budget = new WorkBudget(settings.limits());
        this.signatures = new SignatureChecks(settings.signatures(), budget);
        this.rules = rules;
    }

    Instant time() {
        return time;
    }

    boolean isExhausted() {
        return budget.isExhausted();
    }

    /** Whether {@code key} signed {@code certificate}; false as well if the budget is used up. */
    boolean isSignedBy(ParsedCertificate certificate, PublicKey key) {
        return signatures.verify(certificate, key);
    }

    /** Checks a path whose signatures have been verified. */
    PathRules.Outcome check(List<ParsedCertificate> path, PathAnchor anchor) {
        return rules.check(path, anchor, budget);
    }

    /**
     * Shows each path to {@code visitor}, the one of the leaf alone included, until it says that it has seen enough or the
     * budget is used up.
     */
    void visit(
            ParsedCertificate leaf,
            Function<ParsedCertificate, List<ParsedCertificate>> issuers,
            Predicate<CertificatePath> visitor) {
        Deque<CertificatePath> waiting = new ArrayDeque<>();
        CertificatePath start = CertificatePath.of(leaf);
        if (visitor.test(start)) {
            return;
        }
        waiting.add(start);
        while (!waiting.isEmpty()) {
            CertificatePath path = waiting.remove();
            for (ParsedCertificate issuer : issuers.apply(path.top())) {
                if (!budget.grantPathStep()) {
                    return;
                }
                if (path.contains(issuer) || !signatures.verify(path.top(), issuer.publicKey())) {
                    continue;
                }
                CertificatePath longer = path.plus(issuer);
                if (visitor.test(longer)) {
                    return;
                }
                waiting.add(longer);
            }
        }
    }
}
