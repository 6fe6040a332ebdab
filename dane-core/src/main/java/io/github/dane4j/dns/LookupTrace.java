package io.github.dane4j.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the steps of lookups, and prints them for a person, lookup by lookup. Meant for a few lookups: it
 * holds the first 10,000 steps, until {@link #clear}. Thread-safe.
 */
public final class LookupTrace implements LookupListener {
    private static final int MAX_EVENTS = 10_000;

    private final List<LookupEvent> events = new ArrayList<>();

    /** An empty trace. */
    public LookupTrace() {}

    @Override
    public void onEvent(LookupEvent event) {
        synchronized (events) {
            if (events.size() < MAX_EVENTS) {
                events.add(event);
            }
        }
    }

    /** The steps so far, in order. */
    public List<LookupEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** Discards the steps so far. */
    public void clear() {
        synchronized (events) {
            events.clear();
        }
    }

    /** For each lookup a line with its question, and below it, indented, a line for each step. */
    @Override
    public String toString() {
        Map<Long, StringBuilder> lookups = new LinkedHashMap<>();
        for (LookupEvent event : events()) {
            StringBuilder lookup = lookups.computeIfAbsent(event.lookup(), number -> new StringBuilder());
            lookup.append(event instanceof LookupEvent.Started ? "" : "  ")
                    .append(event)
                    .append('\n');
        }
        return String.join("", lookups.values());
    }
}
