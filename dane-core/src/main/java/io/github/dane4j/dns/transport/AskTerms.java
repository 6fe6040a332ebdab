package io.github.dane4j.dns.transport;

/**
 * How to ask a server once.
 *
 * @param overTcp whether UDP is left out, where there is a choice
 * @param waitNanos how long to wait for one reply
 * @param endNanos the {@link System#nanoTime()} after which nobody waits any longer
 */
public record AskTerms(boolean overTcp, long waitNanos, long endNanos) {
    /** The {@link System#nanoTime()} until which to wait for a reply to what is sent now. */
    long deadlineNanos() {
        long now = System.nanoTime();
        return now + Math.min(waitNanos, endNanos - now);
    }
}
