package io.github.dane4j.tlsrpt;

import java.util.List;

/**
 * A report as it was read. Immutable.
 *
 * @param report what it says
 * @param deviations where it does not keep to RFC 8460 section 4.4, and how it was taken all the same
 */
public record ReceivedReport(TlsReport report, List<Deviation> deviations) {
    /** Copies the list. */
    public ReceivedReport {
        deviations = List.copyOf(deviations);
    }

    /**
     * A place where a report does not keep to the schema.
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
