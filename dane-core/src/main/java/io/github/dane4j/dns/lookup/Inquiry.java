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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * Drives the validator through one lookup: asks for the replies that it needs, all at once, and has it judge again; follows
 * aliases, each a question of its own; and tries again if an answer is bogus. Each step begins when the replies to the one
 * before are there, so it is confined to one thread at a time.
 */
public final class Inquiry<T> {
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

    /** What to ask for together with a question. */
    interface Prefetch {
        Set<Query> likelyFor(Query question, Predicate<Name> provenZone);
    }

    /**
     * @param provenZone whether the keys of a zone are known already, or that it is unsigned
     * @param now the time by which all of the lookup is judged
     * @param executor where validation takes place
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
        this.atHand = new AtHand(new Evidence(), proven, new Ledger(), now);
    }

    /** Begins with what the question is likely to need, so that all of it is under way when the reply to the question comes. */
    void begin() {
        askAhead();
        fetch(Set.of(question()));
    }

    private Query question() {
        return chain.query();
    }

    private void askAhead() {
        if (chain.isInsecure()) {
            return;
        }
        prefetch.likelyFor(question(), provenZone).forEach(query -> exchanges.askAhead(query, lookup));
    }

    private void fetch(Set<Query> queries) {
        lookup.waitFor(queries);
        Map<Query, CompletableFuture<QueryOutcome>> asked = new HashMap<>();
        queries.forEach(query -> asked.put(query, exchanges.ask(query, lookup, attempt)));
        CompletableFuture<?> unused = CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenRunAsync(
                        () -> {
                            asked.forEach((query, exchange) -> add(query, exchange.join()));
                            judge();
                        },
                        executor)
                .exceptionally(error -> {
                    finish.accept(lookup.question()
                            .failure(
                                    Reason.DNSSEC_INDETERMINATE,
                                    lookup.question() + ": the answer cannot be read: " + error));
                    return null;
                });
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
            Judgement judgement = chain.isInsecure()
                    ? Validator.judgeUnsigned(question, atHand, Optional.empty())
                    : validator.judge(question, atHand);
            if (judgement instanceof Judgement.Need need) {
                fetch(need.queries());
                return;
            }
            if (judgement instanceof Judgement.Bogus bogus) {
                if (triesAgain(bogus.cause())) {
                    return;
                }
                Answer<T> failed = failed(bogus.cause());
                exchanges.forget(atHand.replies().queries());
                lookup.watch().judged(question, failed::describe, lookup.number());
                finish.accept(failed);
                return;
            }
            Judgement.Proven proven = (Judgement.Proven) judgement;
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
        fetch(Set.of(question()));
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
