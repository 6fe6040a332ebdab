package io.github.dane4j.tlsrpt;

/** Thrown for data that is not a readable TLS report. The message says where and why. */
public final class TlsReportFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    TlsReportFormatException(String message) {
        super(message);
    }

    TlsReportFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
