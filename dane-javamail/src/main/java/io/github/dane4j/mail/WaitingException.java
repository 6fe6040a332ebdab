package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/** Why a message waits, where neither DANE nor a reply to the message says so. */
final class WaitingException extends MessagingException {
    private static final long serialVersionUID = 1L;

    private final String statusCode;

    /** {@code statusCode} is of class 4, and begins the text. */
    WaitingException(String statusCode, String text, @Nullable Exception cause) {
        super(statusCode + " " + text, cause);
        this.statusCode = statusCode;
    }

    String statusCode() {
        return statusCode;
    }
}
