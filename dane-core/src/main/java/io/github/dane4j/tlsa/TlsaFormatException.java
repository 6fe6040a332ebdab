package io.github.dane4j.tlsa;

/** Thrown for text or bytes that are not a TLSA record. */
public final class TlsaFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int column;

    TlsaFormatException(String message, int column) {
        super(message);
        this.column = column;
    }

    /** The column of the text, or the byte of the data, where the error is; the first is 1. */
    public int column() {
        return column;
    }
}
