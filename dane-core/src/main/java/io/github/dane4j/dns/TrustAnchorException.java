package io.github.dane4j.dns;

/** Thrown if trust anchors cannot be loaded: without them nothing is ever secure. The message names the culprit. */
public final class TrustAnchorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public TrustAnchorException(String message) {
        super(message);
    }

    public TrustAnchorException(String message, Throwable cause) {
        super(message, cause);
    }
}
