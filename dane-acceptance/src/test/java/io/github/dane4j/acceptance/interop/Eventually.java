package io.github.dane4j.acceptance.interop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition of another process, which can only be looked at again and again. */
final class Eventually {
    /** Far beyond what a busy machine needs; a test that passes never waits so long. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Eventually() {}

    /** Returns as soon as {@code condition} holds; fails with {@code complaint} if that takes too long. */
    static void holds(BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new AssertionError(complaint.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
