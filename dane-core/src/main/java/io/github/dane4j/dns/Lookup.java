package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;

/**
 * One lookup under way: its deadline, its budget, and what went wrong on the way. It may have several waiters.
 *
 * <p>It is the executor handed to the validator, which passes it on with every query that it needs; so each of those
 * queries is known to belong to this lookup. Thread-safe.
 */
final class Lookup<T> implements Executor {
    /**
     * A name of ten labels, each a zone, needs 21 queries, and an alias as many again. More than this is work that
     * somebody else wants us to do.
     */
    static final int MAX_EXCHANGES = 40;

    private final Question<T> question;
    private final long deadlineNanos;
    private final Executor executor;
    private final Watch watch;
    private final long number;
    private final long begunNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();

    private final Set<Record> keys = new HashSet<>();
    private int exchanges;
    private Work checked = Work.NONE;
    private @Nullable Record current;
    private @Nullable Exchange failure;
    private @Nullable UntimelySignatures untimely;

    Lookup(Question<T> question, long deadlineNanos, Executor executor) {
        this(question, deadlineNanos, executor, new Watch(null));
    }

    Lookup(Question<T> question, long deadlineNanos, Executor executor, Watch watch) {
        this.watch = watch;
        this.number = watch.begin(question);
        this.question = question;
        this.deadlineNanos = deadlineNanos;
        this.executor = executor;
    }

    Question<T> question() {
        return question;
    }

    /** Tells what happens in this lookup. */
    Watch watch() {
        return watch;
    }

    /** By which it is known to the watch. */
    long number() {
        return number;
    }

    /** Ends it, if it has not ended already. */
    void complete(Answer<T> result) {
        // Before anybody goes on with the answer.
        if (ended.compareAndSet(false, true)) {
            watch.end(number, result, System.nanoTime() - begunNanos);
        }
        answer.complete(result);
    }

    /** Completes with the answer, never exceptionally. */
    CompletableFuture<Answer<T>> answer() {
        return answer;
    }

    /** The {@link System#nanoTime()} at which this lookup ends. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }

    /** Takes one exchange off the budget; false if it is used up. */
    synchronized boolean mayAsk() {
        return ++exchanges <= MAX_EXCHANGES;
    }

    /** Adds the work of checking a reply; false if it is more than allowed. */
    synchronized boolean mayCheck(Work work) {
        checked = checked.plus(work);
        return checked.isAllowed();
    }

    /** Notes what is being waited for. */
    synchronized void begin(Record query) {
        current = query;
        if (Exchanges.isForKeys(query)) {
            keys.add(query);
        }
    }

    /** The queries about keys whose replies this lookup has used. */
    synchronized Set<Record> keys() {
        return Set.copyOf(keys);
    }

    /** Keeps the first failure: the later ones follow from it. */
    synchronized void end(Exchange exchange) {
        current = null;
        if (exchange.isFailure() && failure == null) {
            failure = exchange;
        }
    }

    /** The first exchange that failed. */
    synchronized Optional<Exchange> failure() {
        return Optional.ofNullable(failure);
    }

    /** Keeps the first reply with signatures that do not hold now, for the explanation of a bogus answer. */
    synchronized void noteUntimely(UntimelySignatures signatures) {
        if (untimely == null) {
            untimely = signatures;
        }
    }

    synchronized Optional<UntimelySignatures> untimely() {
        return Optional.ofNullable(untimely);
    }

    /** The query that is being waited for. */
    private synchronized String waitingFor() {
        return current == null ? question.toString() : Exchange.describe(current);
    }

    /** The answer for somebody who does not wait any longer. */
    Answer<T> abandoned(Reason reason, String problem) {
        String query = waitingFor();
        return question.failure(List.of(), query, reason, query + ": " + problem, OptionalInt.empty());
    }

    @Override
    public void execute(Runnable command) {
        executor.execute(command);
    }
}
