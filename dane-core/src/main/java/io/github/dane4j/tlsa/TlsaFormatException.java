package io.github.dane4j.tlsa;

/** Thrown where a TLSA record is wanted and the text or the bytes are something else. */
public final class TlsaFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int column;

    TlsaFormatException(String message, int column) {
        super(message);
        this.column = column;
    }

    /** The column of the text, or byte of the data, where it goes wrong; the first is 1. */
    public int column() {
        return column;
    }
}
