package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of a delivery: to one domain over all its hosts, or of one message over a connection to a fixed host. When
 * it passes, the connection is closed, even while a thread waits on it, and no other can be opened. Only the wait for the
 * reply to the end of the data keeps its own timeout: a sender that gives up there sends again what may have been accepted
 * (RFC 5321 section 4.5.3.2.6).
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
     * Starts the time limit.
     *
     * @param millis 0 or less if it has already passed
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

    /** The time left, at least a millisecond. */
    Duration left() {
        return Duration.ofMillis(Math.max(1, millisUntil(end)));
    }

    /** Half of the time left, at least a millisecond. */
    Duration half() {
        return Duration.ofMillis(Math.max(1, millisUntil(end) / 2));
    }

    /** Puts a socket under this limit, before it is connected or used again. */
    synchronized void opened(PeerSocket socket) throws IOException {
        if (over) {
            socket.close();
            throw isOverException();
        }
        closeSocket();
        open = socket;
    }

    /** Ends the time limit and leaves the connection open. */
    synchronized void release() {
        alarm.cancel(false);
        open = null;
    }

    /**
     * Takes the connection out of the time limit, and leaves it open if there is time left.
     *
     * @return false if the limit has passed; the connection is then closed
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
     * Suspends the limit before the end of the data is sent, until {@link #resume}.
     *
     * @throws SocketTimeoutException if the limit has already passed; the end must not be sent then
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

    /** The reply has arrived. */
    synchronized void resume() {
        suspended = false;
        if (over) {
            closeSocket();
        }
    }

    /** Ends the time limit and closes the connection. */
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

    /** The exception for a delivery that has taken too long. */
    MessagingException expired(String destination) {
        return new MessagingException(explanation(destination));
    }

    /** Its text. */
    String explanation(String destination) {
        return "4.4.7 " + destination + ": the delivery was stopped after " + Math.max(0, millis) + " ms";
    }
}
