package io.github.dane4j.cli.resolver;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a series of questions may take, and how many there may be: a name has up to 127 labels, and a server may take its
 * time over each of them. Begins when it is made. Not thread-safe.
 */
public final class QuestionLimit {
    /** Twice what a judgement of a name like {@code _25._tcp.mx.example.org} asks at most. */
    static final int MAX_QUESTIONS = 64;

    private final long end;
    private int left = MAX_QUESTIONS;
    private boolean cutShort;
    private boolean reached;

    QuestionLimit(Duration time) {
        end = System.nanoTime() + time.toNanos();
    }

    /** Takes one question: how long it may take, at most {@code longest}; empty if none may be asked any more. */
    Optional<Duration> next(Duration longest) {
        Duration time = Duration.ofNanos(end - System.nanoTime());
        if (left == 0 || time.isNegative() || time.isZero()) {
            reached = true;
            return Optional.empty();
        }
        left--;
        cutShort = time.compareTo(longest) < 0;
        return Optional.of(cutShort ? time : longest);
    }

    /** The last question was not answered. */
    void noteSilence() {
        reached |= cutShort;
    }

    /** Whether something was not asked, or not answered, because of the limit. */
    public boolean isReached() {
        return reached;
    }
}
