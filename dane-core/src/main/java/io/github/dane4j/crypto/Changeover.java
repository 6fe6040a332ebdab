package io.github.dane4j.crypto;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * When to change over from the JDK to Bouncy Castle for curves, if it is there. It verifies up to ten times as fast, but
 * loading it takes as long as the JDK needs for dozens of signatures. Thread-safe.
 */
final class Changeover {
    private final int after;
    private final AtomicInteger verified = new AtomicInteger();
    private volatile boolean missing;

    /** @param after the number of signatures that are left to the JDK; {@link Integer#MAX_VALUE} for all */
    Changeover(int after) {
        this.after = after;
        this.missing = after == Integer.MAX_VALUE;
    }

    /** Whether so many have been verified. */
    boolean hasCome() {
        return !missing && verified.get() >= after;
    }

    /** Counts one more signature, and says whether so many had been verified before it. */
    boolean comesWithThis() {
        return hasCome() || (!missing && verified.getAndIncrement() >= after);
    }

    /** Null if it is not there. */
    @Nullable
    KeyCheck bouncyCastle(CurveKey key) throws GeneralSecurityException {
        if (missing) {
            return null;
        }
        try {
            return BouncyCastleCheck.of(key);
        } catch (LinkageError e) {
            missing = true;
            return null;
        }
    }
}
