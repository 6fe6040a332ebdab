package io.github.dane4j.dns;

/** Thrown for bytes that are not a DNSSEC authentication chain (RFC 9102). */
public final class ChainFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected and what was found */
    public ChainFormatException(String message) {
        super(message);
    }
}
