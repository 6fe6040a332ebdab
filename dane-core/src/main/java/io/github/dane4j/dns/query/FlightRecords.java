package io.github.dane4j.dns.query;

import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.validation.Query;
import org.jspecify.annotations.Nullable;

/** Events for the JDK Flight Recorder, if this JVM has one. An event is null if nobody records it. */
public final class FlightRecords {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecords() {}

    public static @Nullable Object beginLookup() {
        return PRESENT ? JfrEvents.beginLookup() : null;
    }

    public static void end(@Nullable Object lookup, Answer<?> answer, boolean cached) {
        if (lookup != null) {
            JfrEvents.end(lookup, answer, cached);
        }
    }

    public static @Nullable Object beginQuery() {
        return PRESENT ? JfrEvents.beginQuery() : null;
    }

    public static void end(@Nullable Object query, QueryOutcome exchange) {
        if (query != null) {
            JfrEvents.end(query, exchange);
        }
    }

    /** A query that was not made, since what it is about is cached. */
    public static void reused(Query query) {
        Object event = beginQuery();
        if (event != null) {
            JfrEvents.reused(event, query);
        }
    }
}
