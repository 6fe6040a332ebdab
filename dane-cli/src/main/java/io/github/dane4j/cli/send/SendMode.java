package io.github.dane4j.cli.send;

import io.github.dane4j.DaneMode;

/** What is asked of a destination that has no policy of its own. */
enum SendMode {
    /** TLSA records are not looked up. */
    NONE(DaneMode.NONE),
    /** Nothing is refused, and what DANE would have refused is told. */
    AUDIT_ONLY(DaneMode.AUDIT),
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
        return mode.word();
    }
}
