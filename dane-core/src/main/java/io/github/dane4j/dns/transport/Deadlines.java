package io.github.dane4j.dns.transport;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** Deadlines by {@link System#nanoTime()}. */
public final class Deadlines {
    private Deadlines() {}

    /** The time left, in milliseconds as sockets want it. */
    static int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long nanos = deadlineNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException();
        }
        // Zero would mean to wait for ever.
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
}
