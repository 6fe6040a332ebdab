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
 */
public record TlsReport(
        String organization, Instant start, Instant end, String contact, String id, List<PolicyReport> policies) {
    /** Copies the list. */
    public TlsReport {
        policies = List.copyOf(policies);
    }
}
