package io.github.dane4j.verify;

/** What is left of the {@link WorkLimits} during one verification. Once something ran out, nothing is granted any more. */
final class WorkBudget {
    private long signatureChecks;
    private int pathSteps;
    private long comparisons;
    private boolean exhausted;

    WorkBudget(WorkLimits limits) {
        this.signatureChecks = limits.signatureChecks();
        this.pathSteps = limits.pathSteps();
        this.comparisons = limits.comparisons();
    }

    /** Asks for {@code count} signature checks. */
    boolean grantSignatureChecks(long count) {
        exhausted |= count > signatureChecks;
        signatureChecks -= exhausted ? 0 : count;
        return !exhausted;
    }

    /** Asks for {@code count} comparisons of names or policies. */
    boolean grantComparisons(long count) {
        exhausted |= count > comparisons;
        comparisons -= exhausted ? 0 : count;
        return !exhausted;
    }

    /** Asks for one more step. */
    boolean grantPathStep() {
        exhausted |= pathSteps < 1;
        pathSteps -= exhausted ? 0 : 1;
        return !exhausted;
    }

    boolean isExhausted() {
        return exhausted;
    }
}
