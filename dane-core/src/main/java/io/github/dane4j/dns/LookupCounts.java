package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.util.Map;

/**
 * How the lookups of a resolver have ended since it was created. Immutable.
 *
 * @param secure with data or a denial that is secure
 * @param insecure with data or a denial that is not
 * @param failures with an error, by its reason; reasons that did not occur are absent
 * @param cacheHits how many of all these were answered without a new lookup
 * @param queries how many queries were sent, including those for keys and repeated ones
 */
public record LookupCounts(long secure, long insecure, Map<Reason, Long> failures, long cacheHits, long queries) {
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
