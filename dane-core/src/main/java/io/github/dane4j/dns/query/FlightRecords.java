package io.github.dane4j.dns.query;

import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.validation.Query;
import org.jspecify.annotations.Nullable;

/**
 * Events for the JDK Flight Recorder, if this JVM has one and has started it: to make the first event of a JVM sets all of the
 * recorder up, which takes a third of a second of processor time, whether anybody records or not. An event is null if nobody
 * records it.
 */
public final class FlightRecords {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecords() {}

    private static boolean isStarted() {
        return PRESENT && JfrEvents.isStarted();
    }

    public static @Nullable Object beginLookup() {
        return isStarted() ? JfrEvents.beginLookup() : null;
    }

    public static void end(@Nullable Object lookup, Answer<?> answer, boolean cached) {
        if (lookup != null) {
            JfrEvents.end(lookup, answer, cached);
        }
    }

    public static @Nullable Object beginQuery() {
        return isStarted() ? JfrEvents.beginQuery() : null;
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
