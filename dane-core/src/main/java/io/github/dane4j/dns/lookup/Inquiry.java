package io.github.dane4j.dns.lookup;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.query.Attempt;
import io.github.dane4j.dns.query.QueryCache;
import io.github.dane4j.dns.query.QueryOutcome;
import io.github.dane4j.dns.validation.AtHand;
import io.github.dane4j.dns.validation.Cause;
import io.github.dane4j.dns.validation.Evidence;
import io.github.dane4j.dns.validation.Fault;
import io.github.dane4j.dns.validation.Judgement;
import io.github.dane4j.dns.validation.Ledger;
import io.github.dane4j.dns.validation.ProvenStore;
import io.github.dane4j.dns.validation.Query;
import io.github.dane4j.dns.validation.Reply;
import io.github.dane4j.dns.validation.Validator;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * Drives the validator through one lookup: asks for the replies that it needs, all at once, and has it judge again; follows
 * aliases, each a question of its own; and tries again if an answer is bogus. Confined to the thread that runs it.
 */
public final class Inquiry<T> implements Runnable {
    private final Lookup<T> lookup;
    private final Validator validator;
    private final QueryCache exchanges;
    private final Prefetch prefetch;
    private final Predicate<Name> provenZone;
    private final AliasChain<T> chain;
    private final Instant now;
    private final Executor executor;
    private final Consumer<Answer<T>> finish;
    private final Map<Query, QueryOutcome> failures = new HashMap<>();
    private AtHand atHand;
    private Attempt attempt = Attempt.FIRST;
    private @Nullable Cause firstCause;

    /** What to ask for together with a question; no query twice. */
    interface Prefetch {
        List<Query> likelyFor(Query question, Predicate<Name> provenZone);
    }

    /**
     * @param provenZone whether the keys of a zone are known already, or that it is unsigned
     * @param now the time by which all of the lookup is judged
     * @param executor makes exchanges that this thread does not make itself
     * @param finish takes the answer
     */
    Inquiry(
            Lookup<T> lookup,
            Validator validator,
            QueryCache exchanges,
            Prefetch prefetch,
            Predicate<Name> provenZone,
            ProvenStore proven,
            AliasChain<T> chain,
            Instant now,
            Executor executor,
            Consumer<Answer<T>> finish) {
        this.lookup = lookup;
        this.validator = validator;
        this.exchanges = exchanges;
        this.prefetch = prefetch;
        this.provenZone = provenZone;
        this.chain = chain;
        this.now = now;
        this.executor = executor;
        this.finish = finish;
        this.atHand =
                new AtHand(new Evidence(), proven, lookup.watch().isHeard() ? Ledger.withLinks() : new Ledger(), now);
    }

    /** Runs to the answer, or until nobody waits for one any more. Blocks. */
    @Override
    public void run() {
        if (lookup.hasEnded()) {
            // It has waited for a thread until its time was up.
            return;
        }
        try {
            askAhead();
            fetch(List.of(question()));
            judge();
        } catch (RuntimeException | Error e) {
            finish.accept(lookup.question()
                    .failure(Reason.DNSSEC_INDETERMINATE, lookup.question() + ": the answer cannot be read: " + e));
        }
    }

    /** Ends the lookup without having begun. */
    void refuse() {
        finish.accept(chain.failed(QueryOutcome.tooManyAtOnce(question().toRecord())));
    }

    private Query question() {
        return chain.query();
    }

    /** Has other threads ask for what is likely to be needed, so that it is under way when the reply to the question comes. */
    private void askAhead() {
        if (chain.isInsecure()) {
            return;
        }
        for (Query query : prefetch.likelyFor(question(), provenZone)) {
            QueryCache.Pending exchange = exchanges.beginAhead(query, lookup);
            if (exchange != null && !handOver(exchange)) {
                exchanges.forget(exchange);
            }
        }
    }

    /** False if all threads are busy, and too many exchanges wait for one. */
    private boolean handOver(QueryCache.Pending exchange) {
        try {
            executor.execute(exchange);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // Or this JVM cannot have one more thread.
            return false;
        }
    }

    /** Waits for the replies to some queries, which are asked for at the same time: all but one of them by other threads. */
    private void fetch(List<Query> queries) {
        lookup.waitFor(queries);
        Deque<QueryCache.Pending> asked = new ArrayDeque<>();
        for (Query query : queries) {
            QueryCache.Pending exchange = exchanges.begin(query, lookup, attempt);
            if (asked.size() + 1 < queries.size() && exchange.isFor(lookup)) {
                boolean unused = handOver(exchange);
            }
            asked.push(exchange);
        }
        for (QueryCache.Pending exchange : asked) {
            add(exchange.query(), exchanges.outcome(exchange, lookup));
        }
    }

    private void add(Query query, QueryOutcome exchange) {
        Message reply = exchange.reply();
        if (reply == null) {
            atHand.replies().addUnanswered(query);
            failures.put(query, exchange);
        } else {
            atHand.replies().add(query, Reply.of(reply));
        }
    }

    /** Until more replies are needed, or there is an answer. */
    private void judge() {
        while (!lookup.hasEnded()) {
            Query question = question();
            Judgement judgement = judgement(question);
            if (judgement instanceof Judgement.Need need) {
                fetch(need.queries());
                continue;
            }
            if (judgement instanceof Judgement.Bogus bogus) {
                if (triesAgain(bogus.cause())) {
                    continue;
                }
                Answer<T> failed = failed(bogus.cause());
                exchanges.forget(atHand.replies().queries());
                lookup.watch().linked(atHand.ledger().newLinks(), lookup.number());
                lookup.watch().judged(question, failed::describe, lookup.number());
                finish.accept(failed);
                return;
            }
            Judgement.Proven proven = (Judgement.Proven) judgement;
            lookup.watch().linked(atHand.ledger().newLinks(), lookup.number());
            lookup.watch().judged(question, () -> chain.describe(proven), lookup.number());
            firstCause = null;
            Optional<Answer<T>> answer = chain.follow(proven);
            if (answer.isPresent()) {
                finish.accept(answer.get());
                return;
            }
            askAhead();
        }
    }

    private Judgement judgement(Query question) {
        return chain.isInsecure()
                ? Validator.judgeUnsigned(question, atHand, Optional.empty())
                : validator.judge(question, atHand);
    }

    /**
     * Whatever came may have been changed on the way, or be old in one server: once more then, and believing nothing that is
     * stored (RFC 6840 section 5.9 and appendix B).
     */
    private boolean triesAgain(Cause cause) {
        if (firstCause == null) {
            firstCause = cause;
        }
        Attempt next = validator.queryFlag() == Flags.CD ? attempt.next() : null;
        if (next == null || !firstCause.fault().mayDifferElsewhere() || lookup.remainingNanos() <= 0) {
            return false;
        }
        attempt = next;
        exchanges.forget(atHand.replies().queries());
        atHand = new AtHand(
                new Evidence(), atHand.proven().unread(), atHand.ledger().again(), now);
        fetch(List.of(question()));
        return true;
    }

    /**
     * The first cause: what was asked again may have failed for another reason, which tells less. But that a name server
     * does not pass on signatures explains every other one.
     */
    private Answer<T> failed(Cause last) {
        Optional<QueryOutcome> unfit = failures.values().stream()
                .filter(each -> each.reason() == Reason.RESOLVER_WITHOUT_DNSSEC)
                .findFirst();
        if (unfit.isPresent()) {
            return chain.failed(unfit.get());
        }
        Cause cause = firstCause == null ? last : firstCause;
        QueryOutcome failure = cause.fault() == Fault.UNANSWERED ? failures.get(cause.subject()) : null;
        return failure == null ? chain.failed(cause) : chain.failed(failure);
    }
}
