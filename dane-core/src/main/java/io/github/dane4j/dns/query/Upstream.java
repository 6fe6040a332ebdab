package io.github.dane4j.dns.query;

import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;

/** The way to recursive servers, by whatever transport. Their replies are never trusted. Thread-safe. */
public interface Upstream extends AutoCloseable {
    /**
     * Sends a query with DO set, waits for the reply, and goes on to the next server for as long as {@code judge} makes a
     * failure of what came. Blocks, but not beyond the deadline, and never throws.
     *
     * @param query not changed, and not kept
     * @param deadlineNanos the {@link System#nanoTime()} at which nobody waits any longer
     * @param attempt a later one goes to another server and by another way, if there is one
     * @param judge what the lookup makes of one server's exchange; called by this thread
     * @return the judged exchange. The reply has the query's ID
     */
    QueryOutcome exchange(Message query, long deadlineNanos, Attempt attempt, UnaryOperator<QueryOutcome> judge);

    /** Closes all sockets. Exchanges under way fail, and so do later ones. */
    @Override
    void close();
}
