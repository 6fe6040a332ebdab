package io.github.dane4j.dns;

/**
 * One try to get a reply from a server.
 *
 * @param overTcp whether UDP is left out, where there is a choice
 * @param waitNanos how long to wait for one reply
 * @param endNanos the {@link System#nanoTime()} after which nobody waits any longer
 */
record Attempt(boolean overTcp, long waitNanos, long endNanos) {
    /** The {@link System#nanoTime()} until which to wait for a reply to what is sent now. */
    long deadlineNanos() {
        long now = System.nanoTime();
        return now + Math.min(waitNanos, endNanos - now);
    }

    Attempt byTcp() {
        return new Attempt(true, waitNanos, endNanos);
    }

    Attempt byUsualTransport() {
        return new Attempt(false, waitNanos, endNanos);
    }
}
