package io.github.dane4j.cli.send;

import io.github.dane4j.DaneMode;
import java.util.Locale;

/** What a sender asks of a destination; never less than DANE where DANE is promised. */
public enum SendMode {
    /** DANE where a destination promises it. */
    OPPORTUNISTIC(DaneMode.OPPORTUNISTIC),
    /** DANE, or no delivery. */
    MANDATORY(DaneMode.MANDATORY);

    private final DaneMode mode;

    SendMode(DaneMode mode) {
        this.mode = mode;
    }

    DaneMode mode() {
        return mode;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
