package io.github.dane4j.idna;

/** Thrown for a label that has no certain A-label. */
public final class InvalidLabelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    InvalidLabelException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Why, in words that can follow a colon. */
    public String reason() {
        return reason;
    }
}
