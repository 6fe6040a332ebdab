package io.github.dane4j.dns.query;

import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;

/** The way to recursive servers, by whatever transport. What they say is trusted in nothing. Thread-safe. */
public interface Upstream extends AutoCloseable {
    /**
     * Sends a query with DO and CD set, and goes on to the next server for as long as {@code judge} makes a failure of
     * what came.
     *
     * @param query not changed, and not kept
     * @param deadlineNanos the {@link System#nanoTime()} at which nobody waits any longer
     * @param judge what the lookup makes of one server's exchange; may be called by any thread
     * @return completes with the judged exchange, by the deadline, and never exceptionally. The reply has the query's ID
     */
    CompletableFuture<QueryOutcome> exchange(Message query, long deadlineNanos, UnaryOperator<QueryOutcome> judge);

    /** As {@link #exchange(Message, long, UnaryOperator)}, for a later attempt: from another server and by another way, if there is one. */
    default CompletableFuture<QueryOutcome> exchange(
            Message query, long deadlineNanos, Attempt attempt, UnaryOperator<QueryOutcome> judge) {
        return exchange(query, deadlineNanos, judge);
    }

    /** Ends all exchanges, which fail; later ones do too. Leaves no thread and no socket. */
    @Override
    void close();
}
