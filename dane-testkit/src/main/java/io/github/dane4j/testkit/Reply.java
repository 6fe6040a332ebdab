package io.github.dane4j.testkit;

import java.time.Duration;

/** What a DNS socket does after a query: send octets now or later, say nothing, or hang up. */
final class Reply {

    private enum Action {
        SEND,
        KEEP_SILENT,
        HANG_UP
    }

    private final Action action;
    private final byte[] octets;
    private final Duration delay;

    private Reply(Action action, byte[] octets, Duration delay) {
        this.action = action;
        this.octets = octets;
        this.delay = delay;
    }

    static Reply of(byte[] octets) {
        return new Reply(Action.SEND, octets, Duration.ZERO);
    }

    static Reply silence() {
        return new Reply(Action.KEEP_SILENT, new byte[0], Duration.ZERO);
    }

    /** Closes a TCP connection; a datagram is just not answered. */
    static Reply hangUp() {
        return new Reply(Action.HANG_UP, new byte[0], Duration.ZERO);
    }

    Reply after(Duration wait) {
        return new Reply(action, octets, wait);
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
