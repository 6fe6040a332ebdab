package io.github.dane4j.dns.lookup;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.LookupCounts;
import io.github.dane4j.dns.LookupEvent;
import io.github.dane4j.dns.LookupListener;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.query.FlightRecords;
import io.github.dane4j.dns.query.QueryOutcome;
import io.github.dane4j.dns.validation.Link;
import io.github.dane4j.dns.validation.Query;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/**
 * The one place that is told what happens in the lookups of a resolver, and that tells the others: the counters, the JDK Flight
 * Recorder, and the listener, if there is one. Thread-safe.
 */
public final class LookupObserver {
    private static final System.Logger LOGGER = System.getLogger(LookupObserver.class.getName());

    private final @Nullable LookupListener listener;
    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder secure = new LongAdder();
    private final LongAdder insecure = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder queries = new LongAdder();
    private final Map<Reason, LongAdder> failures = new EnumMap<>(Reason.class);

    public LookupObserver(@Nullable LookupListener listener) {
        this.listener = listener;
        for (Reason reason : Reason.values()) {
            failures.put(reason, new LongAdder());
        }
    }

    LookupCounts counts() {
        Map<Reason, Long> failed = new EnumMap<>(Reason.class);
        failures.forEach((reason, count) -> {
            if (count.sum() > 0) {
                failed.put(reason, count.sum());
            }
        });
        return new LookupCounts(secure.sum(), insecure.sum(), failed, kept.sum(), queries.sum());
    }

    /** Somebody asks. Returns what the flight recorder is going to be told with the answer; null if nobody records. */
    @Nullable
    Object asked() {
        return FlightRecords.beginLookup();
    }

    /** The answer that a caller got from a lookup, which it may share with others and which has told the listener. */
    void answered(@Nullable Object record, Answer<?> answer) {
        count(record, answer, false);
    }

    /** The answer that a caller got without a lookup: a cached one, or a failure. */
    void answeredAtOnce(@Nullable Object record, Answer<?> answer, boolean wasKept) {
        count(record, answer, wasKept);
        if (listener != null) {
            long number = begin(new Question<>(answer.name(), answer.type()));
            tell(new LookupEvent.Answered(number, answer, wasKept, Duration.ZERO));
        }
    }

    private void count(@Nullable Object record, Answer<?> answer, boolean wasKept) {
        FlightRecords.end(record, answer, wasKept);
        if (answer instanceof Answer.Failure<?> failure) {
            count(failure.reason());
        } else if (answer instanceof Answer.Proven<?> proven) {
            (proven.security() == Security.SECURE ? secure : insecure).increment();
        }
        if (wasKept) {
            kept.increment();
        }
    }

    private void count(Reason reason) {
        LongAdder count = failures.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    /** The number of a new lookup. */
    long begin(Question<?> question) {
        if (listener == null) {
            return 0;
        }
        long number = numbers.incrementAndGet();
        tell(new LookupEvent.Started(number, question.name(), question.type()));
        return number;
    }

    void end(long lookup, Answer<?> answer, long nanos) {
        if (listener != null) {
            tell(new LookupEvent.Answered(lookup, answer, false, Duration.ofNanos(nanos)));
        }
    }

    /** The judge of what servers reply, who is watched. */
    UnaryOperator<QueryOutcome> over(UnaryOperator<QueryOutcome> judge, long lookup) {
        AtomicReference<@Nullable Object> record = new AtomicReference<>(FlightRecords.beginQuery());
        return exchange -> {
            QueryOutcome judged = judge.apply(exchange);
            queries.increment();
            // Another server may be asked next.
            FlightRecords.end(record.getAndSet(FlightRecords.beginQuery()), judged);
            if (listener != null) {
                tell(new LookupEvent.Queried(
                        lookup,
                        QueryOutcome.describe(judged.question()),
                        judged.server(),
                        judged.transport(),
                        outcome(judged),
                        Duration.ofNanos(judged.nanos())));
            }
            return judged;
        };
    }

    private static String outcome(QueryOutcome exchange) {
        Message reply = exchange.reply();
        if (reply == null) {
            return exchange.problem()
                    + exchange.extendedError().map(e -> " (" + e + ")").orElse("");
        }
        int records = reply.getSection(Section.ANSWER).size()
                + reply.getSection(Section.AUTHORITY).size();
        return Rcode.string(reply.getRcode()) + ", " + records + (records == 1 ? " record" : " records");
    }

    void reused(Query query, long lookup) {
        FlightRecords.reused(query);
        if (listener != null) {
            tell(new LookupEvent.Cached(lookup, query.toString()));
        }
    }

    /** Whether anybody listens to the steps. */
    boolean isHeard() {
        return listener != null;
    }

    /** What was found of the chain of trust, in that order. */
    void linked(List<Link> links, long lookup) {
        for (Link link : links) {
            tell(new LookupEvent.Linked(
                    lookup,
                    link.set().toString(),
                    LookupEvent.LinkKind.valueOf(link.kind().name()),
                    link.zone(),
                    link.keyTag(),
                    link.algorithm(),
                    link.digestType()));
        }
    }

    /** @param verdict in words, which are made only for a listener */
    void judged(Query query, Supplier<String> verdict, long lookup) {
        if (listener != null) {
            tell(new LookupEvent.Judged(lookup, query.toString(), verdict.get()));
        }
    }

    private void tell(LookupEvent event) {
        LookupListener hearing = listener;
        if (hearing == null) {
            return;
        }
        try {
            hearing.onEvent(event);
        } catch (Throwable e) {
            // Errors too, such as that a class is missing: callers wait for the answer.
            LOGGER.log(System.Logger.Level.WARNING, "a listener to lookups failed", e);
        }
    }
}
