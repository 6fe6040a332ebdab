package io.github.dane4j.dns;

import org.jspecify.annotations.Nullable;

/** Events for the JDK Flight Recorder, if this JVM has one. An event is null if nobody records it. */
final class FlightRecords {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecords() {}

    static @Nullable Object beginLookup() {
        return PRESENT ? JfrEvents.beginLookup() : null;
    }

    static void end(@Nullable Object lookup, Answer<?> answer, boolean cached) {
        if (lookup != null) {
            JfrEvents.end(lookup, answer, cached);
        }
    }

    static @Nullable Object beginQuery() {
        return PRESENT ? JfrEvents.beginQuery() : null;
    }

    static void end(@Nullable Object query, Exchange exchange, boolean cached) {
        if (query != null) {
            JfrEvents.end(query, exchange, cached);
        }
    }
}
