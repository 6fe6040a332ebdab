package io.github.dane4j.idna;

/** Thrown for a label that has no certain A-label. The message says why, in words that can follow a colon. */
public final class InvalidLabelException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidLabelException(String message) {
        super(message);
    }
}
