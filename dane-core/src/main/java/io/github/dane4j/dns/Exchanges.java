package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Exchanges by question. Identical ones under way are joined, and the replies about keys are kept, as they came: they are
 * validated anew by each lookup that uses them. Thread-safe.
 */
final class Exchanges {
    private static final int MAX_ENTRIES = 5_000;
    private static final long MAX_OCTETS = 16L << 20;
    /** What a message takes beside the octets of the wire, as a multiple. */
    private static final int OBJECTS = 8;

    private final Upstream upstream;
    private final CacheSettings settings;
    private final Clock clock;
    private final BoundedCache<Record, Exchange> kept = new BoundedCache<>(MAX_ENTRIES, MAX_OCTETS);
    private final ConcurrentMap<Record, CompletableFuture<Exchange>> underWay = new ConcurrentHashMap<>();

    Exchanges(Upstream upstream, CacheSettings settings, Clock clock) {
        this.upstream = upstream;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The exchange for a query: one that is kept or under way, or else a new one. One that was not made for this query
     * and fails is no failure of it: then it is asked anew.
     */
    CompletableFuture<Exchange> ask(Message query, Lookup<?> lookup, UnaryOperator<Exchange> judge) {
        Record question = query.getQuestion();
        CompletableFuture<Exchange> other = known(question);
        if (other == null) {
            return begin(query, lookup, judge, judge);
        }
        if (other.isDone()) {
            lookup.watch().reused(question, lookup.number());
            FlightRecords.end(FlightRecords.beginQuery(), other.join(), true);
        }
        return other.thenCompose(exchange -> exchange.isFailure()
                ? begin(query, lookup, judge, judge)
                : CompletableFuture.completedFuture(exchange));
    }

    /** Asks for something that is going to be needed. Whatever comes of it is no failure of the lookup. */
    void askAhead(Record question, Lookup<?> lookup, UnaryOperator<Exchange> judge) {
        if (known(question) == null) {
            // Any server will do, because it may well turn out that the reply is not needed.
            Message query = Message.newQuery(question);
            query.getHeader().setFlag(Flags.CD);
            CompletableFuture<Exchange> unused = begin(query, lookup, UnaryOperator.identity(), judge);
        }
    }

    private @Nullable CompletableFuture<Exchange> known(Record question) {
        Exchange reply = kept.find(question, clock.instant());
        return reply == null ? underWay.get(question) : CompletableFuture.completedFuture(reply);
    }

    @SuppressWarnings("ReferenceEquality") // Whether each server has been judged in the very same way.
    private CompletableFuture<Exchange> begin(
            Message query, Lookup<?> lookup, UnaryOperator<Exchange> perServer, UnaryOperator<Exchange> judge) {
        Record question = query.getQuestion();
        CompletableFuture<Exchange> mine = new CompletableFuture<>();
        CompletableFuture<Exchange> other = underWay.putIfAbsent(question, mine);
        if (other != null) {
            return other;
        }
        // It may have come in between.
        Exchange reply = kept.find(question, clock.instant());
        if (reply != null) {
            end(question, mine, reply);
        } else if (!lookup.mayAsk()) {
            end(question, mine, Exchange.overBudget(question));
        } else {
            UnaryOperator<Exchange> watched = lookup.watch().over(perServer, lookup.number());
            CompletableFuture<?> unused = upstream.exchange(query, lookup.deadlineNanos(), watched)
                    .whenComplete((exchange, error) -> {
                        Exchange judged;
                        try {
                            judged = perServer == judge ? exchange : judge.apply(exchange);
                            keep(question, judged);
                        } catch (RuntimeException e) {
                            judged = Exchange.failed(
                                    question,
                                    "",
                                    Reason.DNS_MALFORMED,
                                    "a reply that makes no sense: " + (error == null ? e : error));
                        }
                        end(question, mine, judged);
                    });
        }
        return mine;
    }

    /** It is kept before it is forgotten that somebody asks, so that nobody asks twice. */
    private void end(Record question, CompletableFuture<Exchange> mine, Exchange exchange) {
        underWay.remove(question, mine);
        mine.complete(exchange);
    }

    private void keep(Record question, Exchange exchange) {
        Message reply = exchange.reply();
        if (reply == null || !isForKeys(question)) {
            return;
        }
        Instant now = clock.instant();
        boolean denial = !reply.findRRset(question.getName(), question.getType());
        Instant expiry = settings.clamp(Expiry.of(reply, denial, now), Security.SECURE, now);
        kept.put(question, exchange, expiry, (long) OBJECTS * reply.toWire().length, now);
    }

    static boolean isForKeys(Record question) {
        return question.getType() == Type.DS || question.getType() == Type.DNSKEY;
    }

    /** Drops what a lookup that failed has used: perhaps it was to blame. */
    void forget(Collection<Record> questions) {
        questions.forEach(kept::remove);
    }

    void clear() {
        kept.clear();
    }
}
