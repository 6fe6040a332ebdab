package io.github.dane4j.dns.lookup;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.query.Asker;
import io.github.dane4j.dns.query.QueryOutcome;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Query;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One lookup under way: its deadline, its budget of queries, and its answer. It may have several waiters. Thread-safe. */
public final class Lookup<T> implements Asker {
    private final Question<T> question;
    private final long deadlineNanos;
    private final LookupObserver watch;
    private final long number;
    private final long begunNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile @Nullable Answer<T> answer;
    private final AtomicInteger queries = new AtomicInteger();
    private volatile @Nullable Query current;

    Lookup(Question<T> question, long deadlineNanos, LookupObserver watch) {
        this.watch = watch;
        this.number = watch.begin(question);
        this.question = question;
        this.deadlineNanos = deadlineNanos;
    }

    Question<T> question() {
        return question;
    }

    /** Tells what happens in this lookup. */
    LookupObserver watch() {
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
            answer = result;
            answered.countDown();
        }
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Waits for the answer; null if the time is up. */
    @Nullable
    Answer<T> await() throws InterruptedException {
        return answered.await(remainingNanos(), TimeUnit.NANOSECONDS) ? answer : null;
    }

    /** The {@link System#nanoTime()} at which this lookup ends. */
    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }

    /** Takes one query off the budget; false if it is used up. */
    @Override
    public boolean mayAsk() {
        return queries.incrementAndGet() <= LookupLimits.QUERIES;
    }

    @Override
    public UnaryOperator<QueryOutcome> watched(UnaryOperator<QueryOutcome> judge) {
        return watch.over(judge, number);
    }

    @Override
    public void reused(Query query) {
        watch.reused(query, number);
    }

    /** Notes what is being waited for. */
    void waitFor(List<Query> asked) {
        current = asked.get(0);
    }

    /** The answer for a caller that does not wait any longer. */
    Answer<T> abandoned(Reason reason, String problem) {
        Query waitingFor = current;
        String query = waitingFor == null ? question.toString() : waitingFor.toString();
        return question.failure(List.of(), query, reason, query + ": " + problem, OptionalInt.empty());
    }
}
