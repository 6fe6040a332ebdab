package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * When to try a report: first within four hours of the end of its day, at a time of its own (RFC 8460 section 4.1), then
 * with doubling pauses, for a day (section 5.5). The first time depends only on the names, so it is the same after a
 * restart; failed attempts are forgotten then. Thread-safe.
 */
final class Schedule {
    static final Duration LONGEST_DELAY = Duration.ofHours(4);
    static final Duration PATIENCE = Duration.ofHours(24);
    static final Duration FIRST_PAUSE = Duration.ofMinutes(15);

    private final SessionStore.Reporter reporter;
    private final Map<Due, Attempts> attempts = new ConcurrentHashMap<>();

    /** A report to send. */
    record Due(DomainName domain, LocalDate day) {}

    private record Attempts(int count, Instant next) {}

    Schedule(SessionStore.Reporter reporter) {
        this.reporter = reporter;
    }

    Instant first(Due report) {
        CRC32 spread = new CRC32();
        spread.update((reporter.contact() + " " + report).getBytes(StandardCharsets.UTF_8));
        return report.day()
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .plusSeconds(spread.getValue() % LONGEST_DELAY.toSeconds());
    }

    boolean isDue(Due report, Instant now) {
        Attempts made = attempts.get(report);
        return !now.isBefore(made == null ? first(report) : made.next());
    }

    /** Whether a failure now would be the last. */
    boolean isLast(Due report, Instant now) {
        return !now.isBefore(first(report).plus(PATIENCE));
    }

    /** The number of failed attempts. */
    int failures(Due report) {
        Attempts made = attempts.get(report);
        return made == null ? 0 : made.count();
    }

    void failed(Due report, Instant now) {
        attempts.compute(report, (unused, made) -> {
            int count = made == null ? 0 : made.count();
            Instant next = now.plus(FIRST_PAUSE.multipliedBy(1L << Math.min(count, 6)));
            Instant last = first(report).plus(PATIENCE);
            return new Attempts(count + 1, next.isAfter(last) && now.isBefore(last) ? last : next);
        });
    }

    void settled(Due report) {
        attempts.remove(report);
    }

    /** Forgets attempts of earlier days. */
    void forgetBefore(LocalDate day) {
        attempts.keySet().removeIf(report -> report.day().isBefore(day));
    }
}
