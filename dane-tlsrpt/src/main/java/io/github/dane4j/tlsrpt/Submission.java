package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.net.URI;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The outcome of sending the report for one domain and day. Immutable.
 *
 * @param domain whom the report is about
 * @param day the UTC day that it is about
 * @param status the outcome
 * @param destination who accepted it; empty unless {@link Status#ACCEPTED}
 * @param missingSessions how many sessions are {@linkplain TlsReport#missingSessions missing} in the report at most; 0 if no report was
 *     made
 * @param detail for a person: what each destination replied, or why there was none to try
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
        /** One destination has it. */
        ACCEPTED,
        /** The domain takes no reports, or none in a way that this sender can use. Nothing is tried again. */
        NOT_WANTED,
        /** No destination has it yet; a later call tries again. */
        DEFERRED,
        /** No destination took it for a day (RFC 8460 section 5.5). Nothing is tried again. */
        GIVEN_UP
    }
}
