package io.github.dane4j.publish;

/** Thrown if no TLSA record can be made. The message says what was found, what is needed, and where to get it. */
public final class RecordSourceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What is in the way. */
    public enum Problem {
        /** The selector is Cert, and there is only a public key: the certificate does not exist yet, or is not given. */
        NEEDS_CERTIFICATE,
        /** The bytes are not the DER structure that was expected. */
        MALFORMED_DER,
        /** The text breaks the rules of RFC 7468. */
        MALFORMED_PEM,
        /** A PEM block of a kind that no record can be made from as it is. */
        UNSUPPORTED_LABEL,
        /** There is nothing in the text that a record can be made from. */
        NOTHING_FOUND,
        /** The key store has no certificate under this alias. */
        NO_SUCH_ENTRY,
        /** The input is longer than a record, or this library, allows. */
        TOO_LONG
    }

    private final Problem problem;
    private final int line;

    RecordSourceException(Problem problem, String message) {
        this(problem, message, 0);
    }

    RecordSourceException(Problem problem, String message, int line) {
        super(line > 0 ? message + " (line " + line + ")" : message);
        this.problem = problem;
        this.line = line;
    }

    /** What is in the way. */
    public Problem problem() {
        return problem;
    }

    /** The line of the PEM text where the error is; the first is 1; 0 if the input was not text. */
    public int line() {
        return line;
    }
}
