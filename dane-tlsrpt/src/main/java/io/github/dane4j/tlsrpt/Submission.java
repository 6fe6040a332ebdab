package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.net.URI;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The outcome of sending the report for one domain and day. Immutable.
 *
 * @param domain the domain that the report is about
 * @param day the UTC day that it is about
 * @param status the outcome
 * @param destination the destination that accepted it; empty unless {@link Status#ACCEPTED}
 * @param missingSessions the most sessions that can be {@linkplain TlsReport#missingSessions missing} from the report; 0 if
 *     no report was made
 * @param detail text for people: what each destination replied, or why there was none to try
 */
public record Submission(
        DomainName domain,
        LocalDate day,
        Status status,
        Optional<URI> destination,
        long missingSessions,
        String detail) {
    /** The outcome of sending a report. */
    public enum Status {
        /** A destination has accepted it. */
        ACCEPTED,
        /** The domain takes no reports, or only in ways that this sender does not support. Not tried again. */
        NOT_WANTED,
        /** No destination has accepted it yet; a later call tries again. */
        DEFERRED,
        /** No destination accepted it for a day (RFC 8460 section 5.5). Not tried again. */
        GIVEN_UP
    }
}
