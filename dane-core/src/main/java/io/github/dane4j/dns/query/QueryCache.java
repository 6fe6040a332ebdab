package io.github.dane4j.dns.query;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Query;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/**
 * The exchanges by query. Identical ones under way are joined, and the replies about keys are cached, as they came: what they
 * are worth is for each lookup to find out. Thread-safe.
 */
public final class QueryCache {
    /** What a message takes beside the bytes of the wire, as a multiple. */
    private static final int OBJECTS = 8;

    private final Upstream upstream;
    private final int flag;
    private final UnaryOperator<QueryOutcome> judge;
    private final CacheSettings settings;
    private final Clock clock;
    private final BoundedCache<Query, QueryOutcome> cached =
            new BoundedCache<>(LookupLimits.CACHED_REPLIES, LookupLimits.CACHED_REPLY_BYTES);
    private final ConcurrentMap<Query, Pending> underWay = new ConcurrentHashMap<>();

    /**
     * @param flag that queries carry
     * @param judge what to make of one server's exchange, before another one is asked
     */
    public QueryCache(
            Upstream upstream, int flag, UnaryOperator<QueryOutcome> judge, CacheSettings settings, Clock clock) {
        this.upstream = upstream;
        this.flag = flag;
        this.judge = judge;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The exchange for a query: one whose reply is cached, one that is under way, or a new one, which begins when a thread
     * runs it. All are new in all attempts but the first.
     */
    public Pending begin(Query query, Asker asker, Attempt attempt) {
        if (attempt != Attempt.FIRST) {
            return new Pending(query, asker, mine -> send(query, asker, attempt));
        }
        QueryOutcome reply = cached.find(query, clock.instant());
        if (reply != null) {
            asker.reused(query);
            return new Pending(query, asker, mine -> reply);
        }
        Pending mine = new Pending(query, asker, own -> sendOnce(own, asker));
        Pending other = underWay.putIfAbsent(query, mine);
        return other == null ? mine : other;
    }

    /**
     * An exchange for something that is going to be needed; null if that is cached or under way. Whatever comes of it is not
     * a failure of the lookup. The caller must run it or {@linkplain #forget(Pending) discard} it.
     */
    public @Nullable Pending beginAhead(Query query, Asker asker) {
        if (cached.find(query, clock.instant()) != null) {
            return null;
        }
        Pending mine = new Pending(query, null, own -> sendOnce(own, asker));
        return underWay.putIfAbsent(query, mine) == null ? mine : null;
    }

    /**
     * Waits for the outcome of an exchange, and makes it if it has not begun. One that was not made for this lookup and fails
     * is not a failure of it: then the query is made anew.
     */
    public QueryOutcome outcome(Pending exchange, Asker asker) {
        QueryOutcome outcome = exchange.outcome(asker.deadlineNanos());
        Pending last = exchange;
        while (outcome.isFailure()
                && !last.isFor(asker)
                && asker.deadlineNanos() - System.nanoTime() > 0
                && !Thread.currentThread().isInterrupted()) {
            last = begin(exchange.query, asker, Attempt.FIRST);
            outcome = last.outcome(asker.deadlineNanos());
        }
        return outcome;
    }

    /** Takes back an exchange that nobody is going to run. If a thread waits for it already, that one makes it. */
    public void forget(Pending exchange) {
        underWay.remove(exchange.query, exchange);
    }

    private QueryOutcome sendOnce(Pending exchange, Asker asker) {
        Query query = exchange.query;
        try {
            // It may have come in between.
            QueryOutcome reply = cached.find(query, clock.instant());
            if (reply != null) {
                return reply;
            }
            QueryOutcome outcome = send(query, asker, Attempt.FIRST);
            keep(query, outcome);
            return outcome;
        } finally {
            // It is cached before it is forgotten that it was asked, so that nobody asks twice.
            underWay.remove(query, exchange);
        }
    }

    private QueryOutcome send(Query query, Asker asker, Attempt attempt) {
        if (!asker.mayAsk()) {
            return QueryOutcome.overBudget(query.toRecord());
        }
        // Not Message.newQuery, which draws a random ID: each try has one of its own.
        Message message = new Message(0);
        message.getHeader().setFlag(Flags.RD);
        message.addRecord(query.toRecord(), Section.QUESTION);
        if (attempt != Attempt.VALIDATED) {
            message.getHeader().setFlag(flag);
        }
        return upstream.exchange(message, asker.deadlineNanos(), attempt, asker.watched(judge));
    }

    /**
     * An exchange that several lookups may need. It is made by the first thread that gets to it: the one that it was given to,
     * or one that needs its outcome. So nobody waits for an exchange that has not begun. Thread-safe.
     */
    public static final class Pending implements Runnable {
        private final Query query;
        private final @Nullable Asker asker;
        private final FutureTask<QueryOutcome> task;

        private Pending(Query query, @Nullable Asker asker, Function<Pending, QueryOutcome> exchange) {
            this.query = query;
            this.asker = asker;
            this.task = new FutureTask<>(() -> exchange.apply(this));
        }

        public Query query() {
            return query;
        }

        /** Whether it was made for this lookup, and not for another one or ahead. */
        @SuppressWarnings("ReferenceEquality") // Each lookup is one asker.
        public boolean isFor(Asker lookup) {
            return asker == lookup;
        }

        /** Makes the exchange, if no thread has begun to. */
        @Override
        public void run() {
            task.run();
        }

        private QueryOutcome outcome(long deadlineNanos) {
            task.run();
            try {
                return task.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return failed(Reason.DNS_TIMEOUT, "no reply in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failed(Reason.DNS_INTERRUPTED, "interrupted");
            } catch (ExecutionException e) {
                return failed(Reason.DNS_MALFORMED, "a reply that cannot be processed: " + e.getCause());
            }
        }

        private QueryOutcome failed(Reason reason, String problem) {
            return QueryOutcome.failed(query.toRecord(), "", reason, problem);
        }
    }

    private void keep(Query query, QueryOutcome exchange) {
        Message reply = exchange.reply();
        if (reply == null || !query.isForKeys()) {
            return;
        }
        Instant now = clock.instant();
        boolean denial = !reply.findRRset(query.name(), query.type(), Section.ANSWER);
        Instant expiry = settings.clamp(Expiry.of(reply, denial, now), Security.SECURE, now);
        cached.put(query, exchange, expiry, (long) OBJECTS * reply.numBytes(), now);
    }

    /** Drops what a lookup that failed has used: perhaps it was to blame. */
    public void forget(Collection<Query> queries) {
        queries.forEach(cached::remove);
    }

    public void clear() {
        cached.clear();
    }
}
