package io.github.dane4j.verify;

/** What is left of the {@link WorkLimits} during one verification. Once something ran out, nothing is granted any more. */
final class WorkBudget {
    private int signatureChecks;
    private int pathSteps;
    private boolean exhausted;

    WorkBudget(WorkLimits limits) {
        this.signatureChecks = limits.signatureChecks();
        this.pathSteps = limits.pathSteps();
    }

    /** Asks for {@code count} signature checks. */
    boolean grantSignatureChecks(int count) {
        signatureChecks -= count;
        exhausted |= signatureChecks < 0;
        return !exhausted;
    }

    /** Asks for one more step. */
    boolean grantPathStep() {
        pathSteps--;
        exhausted |= pathSteps < 0;
        return !exhausted;
    }

    boolean isExhausted() {
        return exhausted;
    }
}
