package io.github.dane4j.jsse;

import io.github.dane4j.Reason;
import javax.net.ssl.SSLException;

/**
 * The connection was refused before its handshake, because of what DNS said or did not say, or because the host is no
 * name. Its message is the whole explanation.
 */
public final class DaneLookupException extends SSLException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    DaneLookupException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Why: a lookup error such as {@link Reason#DNSSEC_BOGUS}; {@link Reason#NO_TLSA}, {@link Reason#HOST_INSECURE} or
     * {@link Reason#NO_USABLE_RECORDS} where DANE is mandatory; {@link Reason#ADDRESS_LITERAL} or
     * {@link Reason#INVALID_NAME}.
     */
    public Reason reason() {
        return reason;
    }
}
