package io.github.dane4j.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the paths that lead upwards from a certificate, shortest first. Every signature on a path that it shows has been
 * verified. Where several certificates could be the issuer all are tried, so that neither junk nor twins in the message
 * can hide a good path.
 */
final class PathSearch {
    private final SignatureChecks signatures;
    private final WorkBudget budget;

    PathSearch(SignatureChecks signatures, WorkBudget budget) {
        this.signatures = signatures;
        this.budget = budget;
    }

    /**
     * Shows each path to {@code visitor}, the one of the leaf alone included, until it says that it has seen enough or the
     * budget is used up.
     */
    void visit(Candidate leaf, Function<Candidate, List<Candidate>> issuers, Predicate<CertificatePath> visitor) {
        Deque<CertificatePath> waiting = new ArrayDeque<>();
        CertificatePath start = CertificatePath.of(leaf);
        if (visitor.test(start)) {
            return;
        }
        waiting.add(start);
        while (!waiting.isEmpty()) {
            CertificatePath path = waiting.remove();
            for (Candidate issuer : issuers.apply(path.top())) {
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
