package io.github.dane4j.cli.sink;

import java.util.Locale;

/** What the sender under test asks of a destination; never less than DANE where DANE is promised. */
enum SenderMode {
    /** DANE where a destination promises it. */
    OPPORTUNISTIC,
    /** DANE, or no delivery. */
    MANDATORY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
