package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a delivery may take: to one domain over all its hosts, or of one message over a connection to a fixed host. When
 * the time is over, the connection is closed under
 * whoever waits for it, and none can be opened any more. Only the wait for the reply to the end of the data is left to its own
 * timeout: whoever gives that up sends again what may have been accepted (RFC 5321 section 4.5.3.2.6).
 *
 * <p>Thread-safe.
 */
final class DeliveryTime implements AutoCloseable {
    private final long millis;
    private final long end;
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
        this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
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

    /** What is left of the time, at least a millisecond. */
    Duration left() {
        return Duration.ofMillis(Math.max(1, millisUntil(end)));
    }

    /** Half of what is left of the time. */
    Duration half() {
        return Duration.ofMillis(Math.max(1, millisUntil(end) / 2));
    }

    /** Puts a socket under this time: before it is connected, or before it is used again. */
    synchronized void opened(PeerSocket socket) throws IOException {
        if (over) {
            socket.close();
            throw isOverException();
        }
        closeSocket();
        open = socket;
    }

    /** The connection is left open, and goes on without this time. */
    synchronized void release() {
        alarm.cancel(false);
        open = null;
    }

    /**
     * The connection leaves this time, and goes on without it.
     *
     * @return false if the time is over; the connection is closed then
     */
    synchronized boolean letGo() {
        if (over) {
            closeSocket();
            return false;
        }
        open = null;
        return true;
    }

    /**
     * The end of the data is about to be sent, and then the wait for the reply begins.
     *
     * @throws SocketTimeoutException if the time was over before; the end must not be sent then
     */
    synchronized void suspend() throws SocketTimeoutException {
        if (over) {
            throw isOverException();
        }
        suspended = true;
    }

    private static SocketTimeoutException isOverException() {
        return new SocketTimeoutException("the time for the delivery is over");
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
                MailLog.LOG.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
            }
        }
    }

    /** Why there was no more time. */
    MessagingException expired(String destination) {
        return new MessagingException(explanation(destination));
    }

    /** The same as a text. */
    String explanation(String destination) {
        return "4.4.7 " + destination + ": the delivery was broken off after " + Math.max(0, millis) + " ms";
    }
}
