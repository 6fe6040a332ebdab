package io.github.dane4j.dns.transport;

import java.io.IOException;
import org.xbill.DNS.Message;

/** One recursive server, by one transport. Its replies are never trusted. Thread-safe. */
public interface Server extends AutoCloseable {
    /**
     * Sends a query and waits for the reply to it.
     *
     * @param query with the ID to use, and with EDNS
     * @return the reply, not truncated; it has the ID and the question of the query
     * @throws UnusableReply if something else came
     * @throws TruncatedReply if the reply needs TCP, and did not come that way
     * @throws java.net.SocketTimeoutException if nothing came in time
     */
    Message ask(Message query, AskTerms terms) throws IOException;

    /** A word for the transport that is used first. */
    String transport(boolean overTcp);

    /** The unit in bytes to which queries are padded, so that their length tells less (RFC 8467 section 4.1); or 1. */
    default int padding() {
        return 1;
    }

    /** Ends all that is under way. Leaves no thread and no socket. */
    @Override
    void close();

    /** How it is named in explanations. */
    @Override
    String toString();
}
