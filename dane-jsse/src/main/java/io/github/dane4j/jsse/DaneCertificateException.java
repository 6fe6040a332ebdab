package io.github.dane4j.jsse;

import io.github.dane4j.Reason;
import java.security.cert.CertificateException;

/** The server's certificates do not fit its TLSA records. Its message is the whole explanation. */
public final class DaneCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    DaneCertificateException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The reason that came closest to success. */
    public Reason reason() {
        return reason;
    }
}
