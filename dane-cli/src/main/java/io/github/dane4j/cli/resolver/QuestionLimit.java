package io.github.dane4j.cli.resolver;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How long a series of questions may take, and how many there may be: a name has up to 127 labels, and a server may take its
 * time over each of them. Begins when it is made. Not thread-safe.
 */
public final class QuestionLimit {
    /** Twice what a judgement of a name like {@code _25._tcp.mx.example.org} asks at most. */
    static final int MAX_QUESTIONS = 64;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long end;
    private final Set<InetSocketAddress> silent = new HashSet<>();
    private int left = MAX_QUESTIONS;
    private boolean leavesOut;
    private boolean reached;

    QuestionLimit(Duration time) {
        end = System.nanoTime() + time.toNanos();
    }

    /** Takes one question: those of the servers that may be asked; empty if there are no more questions. */
    List<InetSocketAddress> nextQuestion(List<InetSocketAddress> servers) {
        if (left == 0 || remaining() == 0) {
            reached = true;
            return List.of();
        }
        left--;
        List<InetSocketAddress> asked =
                servers.stream().filter(each -> !silent.contains(each)).toList();
        leavesOut = asked.size() < servers.size();
        return asked;
    }

    /**
     * How long to wait for the next of several servers: its share of what is left, so that a silent one leaves time for the
     * others, but at most {@code longest}. Zero if no time is left. Rounded up, since dnsjava waits for whole milliseconds:
     * who waits for all that is left waits until the end.
     */
    Duration share(Duration longest, int servers) {
        long share = remaining() / servers;
        Duration time = Duration.ofMillis((share + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        return time.compareTo(longest) < 0 ? time : longest;
    }

    private long remaining() {
        return Math.max(0, end - System.nanoTime());
    }

    /** The server did not answer while it was waited for. */
    void noteSilence(InetSocketAddress server) {
        silent.add(server);
    }

    /** No server has answered the last question. */
    void noteNoAnswer() {
        reached |= leavesOut || remaining() == 0;
    }

    /** Whether something was not asked, or not answered, because of the limit. */
    public boolean isReached() {
        return reached;
    }
}
