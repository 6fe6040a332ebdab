package io.github.dane4j.dns;

/** Thrown where a DNSSEC authentication chain (RFC 9102) is wanted and the bytes are something else. */
public final class ChainFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected and what was found */
    public ChainFormatException(String message) {
        super(message);
    }
}
