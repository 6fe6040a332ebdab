package io.github.dane4j.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a DNS socket does after a query: send bytes now or later, say nothing, or hang up. */
final class Reply {

    private enum Action {
        SEND,
        KEEP_SILENT,
        HANG_UP
    }

    private final Action action;
    private final byte[] octets;
    private final Duration delay;
    private final @Nullable Reply next;

    private Reply(Action action, byte[] octets, Duration delay, @Nullable Reply next) {
        this.action = action;
        this.octets = octets;
        this.delay = delay;
        this.next = next;
    }

    static Reply of(byte[] octets) {
        return new Reply(Action.SEND, octets, Duration.ZERO, null);
    }

    static Reply silence() {
        return new Reply(Action.KEEP_SILENT, new byte[0], Duration.ZERO, null);
    }

    /** Closes a TCP connection; a datagram is just not answered. */
    static Reply hangUp() {
        return new Reply(Action.HANG_UP, new byte[0], Duration.ZERO, null);
    }

    Reply after(Duration wait) {
        return new Reply(action, octets, wait, next);
    }

    /** This one, and right after it another one. */
    Reply then(Reply later) {
        return new Reply(action, octets, delay, later);
    }

    /** What comes right after this one. */
    @Nullable
    Reply next() {
        return next;
    }

    boolean sends() {
        return action == Action.SEND;
    }

    boolean hangsUp() {
        return action == Action.HANG_UP;
    }

    byte[] octets() {
        return octets;
    }

    Duration delay() {
        return delay;
    }
}
