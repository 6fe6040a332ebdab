package io.github.dane4j.dns.query;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Query;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * The exchanges by query. Identical ones under way are joined, and the replies about keys are cached, as they came: what they are
 * worth is for each lookup to find out. Thread-safe.
 */
public final class QueryCache {
    /** What a message takes beside the octets of the wire, as a multiple. */
    private static final int OBJECTS = 8;

    private final Upstream upstream;
    private final int flag;
    private final UnaryOperator<QueryOutcome> judge;
    private final CacheSettings settings;
    private final Clock clock;
    private final BoundedCache<Query, QueryOutcome> cached =
            new BoundedCache<>(LookupLimits.CACHED_REPLIES, LookupLimits.CACHED_REPLY_BYTES);
    private final ConcurrentMap<Query, CompletableFuture<QueryOutcome>> underWay = new ConcurrentHashMap<>();

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
     * The exchange for a query: one that is cached or under way, or else a new one. One that was not made for this lookup
     * and fails is no failure of it: then it is asked anew. So it is in all attempts but the first.
     */
    public CompletableFuture<QueryOutcome> ask(Query query, Asker asker, Attempt attempt) {
        if (attempt != Attempt.FIRST) {
            return send(query, asker, attempt);
        }
        CompletableFuture<QueryOutcome> other = known(query);
        if (other == null) {
            CompletableFuture<QueryOutcome> mine = new CompletableFuture<>();
            other = underWay.putIfAbsent(query, mine);
            if (other == null) {
                return begin(query, asker, mine);
            }
        } else if (other.isDone()) {
            asker.reused(query);
        }
        return other.thenCompose(exchange ->
                exchange.isFailure() ? ask(query, asker, attempt) : CompletableFuture.completedFuture(exchange));
    }

    /** Asks for something that is going to be needed. Whatever comes of it is no failure of the lookup. */
    public void askAhead(Query query, Asker asker) {
        CompletableFuture<QueryOutcome> mine = new CompletableFuture<>();
        if (known(query) == null && underWay.putIfAbsent(query, mine) == null) {
            CompletableFuture<QueryOutcome> unused = begin(query, asker, mine);
        }
    }

    private @Nullable CompletableFuture<QueryOutcome> known(Query query) {
        QueryOutcome reply = cached.find(query, clock.instant());
        return reply == null ? underWay.get(query) : CompletableFuture.completedFuture(reply);
    }

    private CompletableFuture<QueryOutcome> begin(Query query, Asker asker, CompletableFuture<QueryOutcome> mine) {
        // It may have come in between.
        QueryOutcome reply = cached.find(query, clock.instant());
        if (reply != null) {
            end(query, mine, reply);
        } else {
            CompletableFuture<?> unused = send(query, asker, Attempt.FIRST).thenAccept(exchange -> {
                keep(query, exchange);
                end(query, mine, exchange);
            });
        }
        return mine;
    }

    private CompletableFuture<QueryOutcome> send(Query query, Asker asker, Attempt attempt) {
        if (!asker.mayAsk()) {
            return CompletableFuture.completedFuture(QueryOutcome.overBudget(query.toRecord()));
        }
        Message message = Message.newQuery(query.toRecord());
        if (attempt != Attempt.VALIDATED) {
            message.getHeader().setFlag(flag);
        }
        UnaryOperator<QueryOutcome> watched = asker.watched(judge);
        return upstream.exchange(message, asker.deadlineNanos(), attempt, watched)
                .exceptionally(error -> QueryOutcome.failed(
                        query.toRecord(), "", Reason.DNS_MALFORMED, "a reply that makes no sense: " + error));
    }

    /** It is cached before it is forgotten that it was asked, so that nobody asks twice. */
    private void end(Query query, CompletableFuture<QueryOutcome> mine, QueryOutcome exchange) {
        underWay.remove(query, mine);
        mine.complete(exchange);
    }

    private void keep(Query query, QueryOutcome exchange) {
        Message reply = exchange.reply();
        if (reply == null || !query.isForKeys()) {
            return;
        }
        Instant now = clock.instant();
        boolean denial = !reply.findRRset(query.name(), query.type());
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
