package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the delivery to one domain may take, over all its hosts. When the time is over, the connection is closed under
 * whoever waits for it, and none can be opened any more. Only the wait for the reply to the end of the data is left to its own
 * timeout: whoever gives that up sends again what may have been accepted (RFC 5321 section 4.5.3.2.6).
 *
 * <p>Thread-safe.
 */
final class DeliveryTime implements AutoCloseable {
    private final long millis;
    private final Future<?> alarm;

    private @Nullable PeerSocket open;
    private boolean over;
    private boolean suspended;

    /**
     * The time begins now.
     *
     * @param millis 0 or less if it is over already
     */
    DeliveryTime(long millis) {
        this.millis = millis;
        this.over = millis <= 0;
        this.alarm = Timeouts.after(millis, this::expire);
    }

    /** The time until {@code end}, by {@code System.nanoTime}. */
    static long millisUntil(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    /** Ends the time early. */
    synchronized void expire() {
        over = true;
        if (!suspended) {
            closeSocket();
        }
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Puts a socket that is about to be connected under this time. */
    synchronized void opened(PeerSocket socket) throws IOException {
        if (over) {
            socket.close();
            throw new SocketTimeoutException("the time for the delivery is over");
        }
        closeSocket();
        open = socket;
    }

    /** The end of the data is sent; the wait for the reply begins. */
    synchronized void suspend() {
        suspended = true;
    }

    /** The reply is there. */
    synchronized void resume() {
        suspended = false;
        if (over) {
            closeSocket();
        }
    }

    /** Nothing stays open. */
    @Override
    public synchronized void close() {
        alarm.cancel(false);
        over = true;
        closeSocket();
    }

    private void closeSocket() {
        PeerSocket socket = open;
        open = null;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                SMTPTransport.LOG.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
            }
        }
    }

    /** Why there was no more time. */
    MessagingException expired(String domain) {
        return new MessagingException(
                "4.4.7 " + domain + ": the delivery was broken off after " + Math.max(0, millis) + " ms");
    }
}
