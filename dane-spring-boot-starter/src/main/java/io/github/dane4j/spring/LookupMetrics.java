package io.github.dane4j.spring;

import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.LookupEvent;
import io.github.dane4j.dns.LookupListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Times lookups and queries. No tag contains a name from DNS, or anything else that a stranger can choose. Thread-safe. */
final class LookupMetrics implements LookupListener {
    static final String LOOKUPS = "dane.dns.lookups";
    static final String QUERIES = "dane.dns.queries";

    private final MeterRegistry registry;
    private final Map<Tags, Timer> timers = new ConcurrentHashMap<>();

    /**
     * The tags of a lookup.
     *
     * @param type the record type
     * @param result {@code secure}, {@code insecure} or {@code failed}
     * @param reason the reason of the failure, or {@code none}
     */
    private record Tags(String type, String result, String reason, boolean cached) {}

    LookupMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onEvent(LookupEvent event) {
        if (event instanceof LookupEvent.Answered answered) {
            timers.computeIfAbsent(tags(answered), this::timer).record(answered.duration());
        } else if (event instanceof LookupEvent.Queried queried) {
            Timer.builder(QUERIES)
                    .description("Queries to name servers")
                    .tag("transport", queried.transport())
                    .register(registry)
                    .record(queried.duration());
        }
    }

    private static Tags tags(LookupEvent.Answered answered) {
        Answer<?> answer = answered.answer();
        String result = "failed";
        String reason = "none";
        if (answer instanceof Answer.Proven<?> proven) {
            result = proven.security().name().toLowerCase(Locale.ROOT);
        } else if (answer instanceof Answer.Failure<?> failure) {
            reason = failure.reason().word();
        }
        return new Tags(answer.type().toString(), result, reason, answered.cached());
    }

    private Timer timer(Tags tags) {
        return Timer.builder(LOOKUPS)
                .description("Validated DNS lookups")
                .tag("type", tags.type)
                .tag("result", tags.result)
                .tag("reason", tags.reason)
                .tag("cached", String.valueOf(tags.cached))
                .register(registry);
    }
}
