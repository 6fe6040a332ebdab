package io.github.dane4j.tlsrpt;

import java.util.List;

/**
 * A report as read. Immutable.
 *
 * @param report its content
 * @param deviations where it deviates from RFC 8460 section 4.4, and how that was read
 */
public record ReceivedReport(TlsReport report, List<Deviation> deviations) {
    /** Copies the list. */
    public ReceivedReport {
        deviations = List.copyOf(deviations);
    }

    /**
     * A place where a report deviates from the schema.
     *
     * @param place the path of names and indexes, for example {@code policies[0].policy.mx-host}
     * @param problem what is wrong there, in a few words
     */
    public record Deviation(String place, String problem) {
        @Override
        public String toString() {
            return place + ": " + problem;
        }
    }
}
