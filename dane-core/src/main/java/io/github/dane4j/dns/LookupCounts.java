package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.util.Map;

/**
 * How lookups have ended, since the resolver was made. Immutable.
 *
 * @param secure with data or a denial that is secure
 * @param insecure with data or a denial that is not
 * @param failures with an error, by its reason; reasons that did not occur are absent
 * @param kept how many of all these were answered without a new lookup
 * @param queries that were sent, those for keys and those to several servers included
 */
public record LookupCounts(long secure, long insecure, Map<Reason, Long> failures, long kept, long queries) {
    static final LookupCounts NONE = new LookupCounts(0, 0, Map.of(), 0, 0);

    /** Copies the map. */
    public LookupCounts {
        failures = Map.copyOf(failures);
    }

    /** All lookups. */
    public long lookups() {
        return secure
                + insecure
                + failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
