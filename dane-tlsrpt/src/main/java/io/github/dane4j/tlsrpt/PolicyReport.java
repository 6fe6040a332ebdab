package io.github.dane4j.tlsrpt;

import java.util.List;

/**
 * The results of the sessions under one policy (RFC 8460 section 4.4). Immutable.
 *
 * @param policy the policy
 * @param successfulSessions how many sessions used TLS as the policy requires; not negative
 * @param failedSessions how many did not; not negative. Failures may overlap, so the details can add up to more
 * @param failures the failed sessions, by the way they failed
 */
public record PolicyReport(
        AppliedPolicy policy, long successfulSessions, long failedSessions, List<FailureDetail> failures) {
    /** Copies the list. */
    public PolicyReport {
        failures = List.copyOf(failures);
    }
}
