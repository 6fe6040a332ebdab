package io.github.dane4j.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times on the command line. */
final class Times {
    private static final int DATE = 10;

    private Times() {}

    /**
     * A date, which is its midnight in UTC, or a time with its offset (ISO 8601).
     *
     * @throws java.time.format.DateTimeParseException if it is neither
     */
    static Instant parse(String text) {
        return text.length() == DATE
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }
}
