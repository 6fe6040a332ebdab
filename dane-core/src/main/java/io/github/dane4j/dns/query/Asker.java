package io.github.dane4j.dns.query;

import io.github.dane4j.dns.validation.Query;
import java.util.function.UnaryOperator;

/** Who asks: its deadline, its budget of queries, and who watches. Thread-safe. */
public interface Asker {
    /** The {@link System#nanoTime()} at which nobody waits any longer. */
    long deadlineNanos();

    /** Takes one query off the budget; false if it is used up. */
    boolean mayAsk();

    /** The judge of what servers reply, who is watched. */
    UnaryOperator<QueryOutcome> watched(UnaryOperator<QueryOutcome> judge);

    /** Tells that a reply was at hand. */
    void reused(Query query);
}
