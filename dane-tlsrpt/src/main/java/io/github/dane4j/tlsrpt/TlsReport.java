package io.github.dane4j.tlsrpt;

import java.time.Instant;
import java.util.List;

/**
 * An SMTP TLS report (RFC 8460 section 4). Immutable.
 *
 * @param organization the reporting organization
 * @param start the beginning of the range, inclusive
 * @param end the end of the range; for a full UTC day its last second
 * @param contact its address, {@code local@domain}
 * @param id identifies the report among those of the same sender
 * @param policies the results, by policy
 * @param missingSessions the most sessions that can be missing because the sender could not count them; sessions of unknown
 *     domains are included. 0 if none is missing, and in reports of senders that do not say. Not in RFC 8460: the member
 *     {@code missing-session-count} of the JSON, which is omitted if it is 0
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
