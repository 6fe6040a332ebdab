package io.github.dane4j.tlsrpt;

/** Thrown if session counts cannot be read or written; the cause says why. */
public final class SessionStoreException extends Exception {
    private static final long serialVersionUID = 1L;

    SessionStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
