package io.github.dane4j.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock that stands still until it is told to move, forwards or backwards: for tests of what expires. Its zone is UTC.
 * Thread-safe.
 */
public final class SettableClock extends Clock {
    private volatile Instant now;

    /** A clock that begins at the present second, because a {@link DnsTree} signs for the present unless told otherwise. */
    public SettableClock() {
        this(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * A clock that begins at this time.
     *
     * @param start the time it shows until it is moved
     */
    public SettableClock(Instant start) {
        this.now = start;
    }

    /**
     * Moves the clock.
     *
     * @param by how far; negative to move it back
     */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    /**
     * Sets the clock.
     *
     * @param time the time it shows from now on
     */
    public synchronized void set(Instant time) {
        now = time;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Returns this clock: the zone does not change the time. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
