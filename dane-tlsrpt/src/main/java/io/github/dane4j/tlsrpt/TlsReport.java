package io.github.dane4j.tlsrpt;

import java.time.Instant;
import java.util.List;

/**
 * An SMTP TLS report (RFC 8460 section 4). Immutable.
 *
 * @param organization who reports
 * @param start the beginning of the range, inclusive
 * @param end the end of the range; for a full UTC day its last second
 * @param contact the address of those who report, {@code local@domain}
 * @param id tells the report from others of the same sender
 * @param policies what happened, by policy
 * @param missingSessions how many sessions are missing, because the sender could not count them: at most so many, since those whose
 *     domain is not known either are among them. 0 if none is, and in the reports of senders that do not say it. Not in RFC 8460: the
 *     member {@code missing-session-count} of the JSON, which is only there if it is not 0
 */
public record TlsReport(
        String organization,
        Instant start,
        Instant end,
        String contact,
        String id,
        List<PolicyReport> policies,
        long missingSessions) {
    /** Copies the list. */
    public TlsReport {
        policies = List.copyOf(policies);
    }
}
