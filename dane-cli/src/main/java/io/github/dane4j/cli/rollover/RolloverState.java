package io.github.dane4j.cli.rollover;

import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of one record set from run to run. Immutable.
 *
 * @param ttl the longest TTL that was seen last; zero before the first time
 * @param records since when each record has been served by every name server of the zone
 * @param retired the records of keys that were current once
 */
record RolloverState(Duration ttl, Map<TlsaRecord, Since> records, Set<TlsaRecord> retired) {
    static final RolloverState EMPTY = new RolloverState(Duration.ZERO, Map.of(), Set.of());

    /**
     * Since when a record is served.
     *
     * @param seen when every name server was first seen to serve it
     * @param cached how long a record set without it may live in a cache
     */
    record Since(Instant seen, Duration cached) {
        /** When no cache holds a record set without it: two lives of a cache entry (RFC 7671 section 8.1). */
        Instant everywhere() {
            return seen.plus(cached.multipliedBy(2));
        }
    }

    RolloverState {
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
        retired = Collections.unmodifiableSet(new LinkedHashSet<>(retired));
    }

    Optional<Since> since(TlsaRecord record) {
        return Optional.ofNullable(records.get(record));
    }
}
