package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The numbers of sessions that could not be counted, by day and domain, until the store has them. Bounded. Thread-safe. */
final class MissingSessions {
    /** The most domains to distinguish; sessions with others are counted together. */
    static final int MAX_DOMAINS = 1000;

    private final Map<Place, Long> untold = new LinkedHashMap<>();

    /** What the sessions belong to; without a domain if there were too many. */
    private record Place(LocalDate day, Optional<DomainName> domain) {}

    synchronized void add(DomainName domain, Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        Place place = new Place(day, Optional.of(domain));
        if (untold.size() >= MAX_DOMAINS && !untold.containsKey(place)) {
            place = new Place(day, Optional.empty());
        }
        untold.merge(place, 1L, Long::sum);
    }

    synchronized boolean isEmpty() {
        return untold.isEmpty();
    }

    /**
     * Passes all of them to the store, and forgets those that it has taken.
     *
     * @throws SessionStoreException if the store takes no more
     */
    void tell(SessionStore store) throws SessionStoreException {
        for (Map.Entry<Place, Long> each : snapshot()) {
            Place place = each.getKey();
            store.recordMissing(place.domain(), place.day(), each.getValue());
            told(place, each.getValue());
        }
    }

    private synchronized List<Map.Entry<Place, Long>> snapshot() {
        return untold.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .toList();
    }

    /** More may have been added meanwhile. */
    private synchronized void told(Place place, long sessions) {
        untold.computeIfPresent(place, (unused, all) -> all > sessions ? all - sessions : null);
    }
}
