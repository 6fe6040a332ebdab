package io.github.dane4j.dns.query;

import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.validation.Query;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** The only class that needs the module {@code jdk.jfr}. */
public final class JfrEvents {
    private JfrEvents() {}

    @jdk.jfr.Name("dane4j.Lookup")
    @Label("DNSSEC Lookup")
    @Description("A question put to a resolver, and what was proven")
    @Category({"dane4j", "DNS"})
    @StackTrace(false)
    static final class LookupEvent extends Event {
        @Label("Name")
        @Nullable
        String name;

        @Label("Type")
        @Nullable
        String type;

        @Label("Outcome")
        @Description("secure, insecure, or the reason of the failure")
        @Nullable
        String outcome;

        @Label("Answer")
        @Nullable
        String answer;

        @Label("Cached")
        boolean cached;
    }

    @jdk.jfr.Name("dane4j.Query")
    @Label("DNS Query")
    @Description("A query sent to a server, or one whose reply was at hand")
    @Category({"dane4j", "DNS"})
    @StackTrace(false)
    static final class QueryEvent extends Event {
        @Label("Name")
        @Nullable
        String name;

        @Label("Type")
        @Nullable
        String type;

        @Label("Server")
        @Nullable
        String server;

        @Label("Transport")
        @Nullable
        String transport;

        @Label("Outcome")
        @Description("the RCODE, or what went wrong")
        @Nullable
        String outcome;

        @Label("Cached")
        boolean cached;
    }

    static boolean isStarted() {
        return FlightRecorder.isInitialized();
    }

    static @Nullable Object beginLookup() {
        return begun(new LookupEvent());
    }

    static @Nullable Object beginQuery() {
        return begun(new QueryEvent());
    }

    private static @Nullable Event begun(Event event) {
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    static void end(Object lookup, Answer<?> answer, boolean cached) {
        LookupEvent event = (LookupEvent) lookup;
        event.end();
        if (event.shouldCommit()) {
            String description = answer.describe();
            event.name = answer.name().toString();
            event.type = answer.type().toString();
            event.outcome = answer instanceof Answer.Failure<?> failure
                    ? failure.reason().word()
                    : description.substring(0, description.indexOf(','));
            event.answer = description;
            event.cached = cached;
            event.commit();
        }
    }

    static void reused(Object query, Query what) {
        QueryEvent event = (QueryEvent) query;
        event.end();
        if (event.shouldCommit()) {
            event.name = what.name().toString(true);
            event.type = Type.string(what.type());
            event.cached = true;
            event.commit();
        }
    }

    static void end(Object query, QueryOutcome exchange) {
        QueryEvent event = (QueryEvent) query;
        event.end();
        if (event.shouldCommit()) {
            Message reply = exchange.reply();
            event.name = exchange.question().getName().toString(true);
            event.type = Type.string(exchange.question().getType());
            event.server = exchange.server();
            event.transport = exchange.transport();
            event.outcome = reply == null ? exchange.problem() : Rcode.string(reply.getRcode());
            event.commit();
        }
    }
}
