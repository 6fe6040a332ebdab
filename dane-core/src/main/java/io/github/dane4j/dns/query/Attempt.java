package io.github.dane4j.dns.query;

import org.jspecify.annotations.Nullable;

/** The tries of a lookup. */
public enum Attempt {
    /** With what is stored. */
    FIRST,
    /** From the next name server, and by TCP. */
    ELSEWHERE,
    /** With the flag CD clear, so that a name server that validates looks for better data itself. */
    VALIDATED;

    /** The one after it; null after the last. */
    @Nullable
    public Attempt next() {
        return switch (this) {
            case FIRST -> ELSEWHERE;
            case ELSEWHERE -> VALIDATED;
            case VALIDATED -> null;
        };
    }
}
