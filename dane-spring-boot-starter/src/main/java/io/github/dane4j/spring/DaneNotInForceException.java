package io.github.dane4j.spring;

import org.jspecify.annotations.Nullable;

/** Thrown at start-up if mail would be sent without DANE. */
final class DaneNotInForceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DaneNotInForceException(String bean, String text, @Nullable Throwable cause) {
        super("DANE is not in force for the mail sender \"" + bean + "\": " + text, cause);
    }
}
