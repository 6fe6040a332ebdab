package io.github.dane4j.verify;

import java.time.Instant;
import java.util.List;

/** What the checks of one verification share: the time, the budget, and what it has been spent on. */
final class PathContext {
    private final Instant time;
    private final WorkBudget budget;
    private final SignatureChecks signatures;
    private final PathSearch search;
    private final PathRules rules;

    PathContext(Instant time, VerifierSettings settings, PathRules rules) {
        this.time = time;
        this.budget = new WorkBudget(settings.limits());
        this.signatures = new SignatureChecks(settings.signatures(), budget);
        this.search = new PathSearch(signatures, budget);
        this.rules = rules;
    }

    Instant time() {
        return time;
    }

    SignatureChecks signatures() {
        return signatures;
    }

    PathSearch search() {
        return search;
    }

    boolean isExhausted() {
        return budget.isExhausted();
    }

    /** Checks a path whose signatures have been verified. */
    PathOutcome check(List<Candidate> path, TrustPoint anchor) {
        return rules.check(path, anchor, budget);
    }
}
