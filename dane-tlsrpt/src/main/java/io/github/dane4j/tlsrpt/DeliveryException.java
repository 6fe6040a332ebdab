package io.github.dane4j.tlsrpt;

/** Thrown if a destination did not take a report. The message says why. */
final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    DeliveryException(String message) {
        super(message);
    }

    DeliveryException(String message, Throwable cause) {
        super(message, cause);
    }
}
