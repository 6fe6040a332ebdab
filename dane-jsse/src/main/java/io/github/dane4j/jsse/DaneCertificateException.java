package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.verify.DaneResult;
import java.security.cert.CertificateException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificates do not fit its TLSA records. Its message is the whole explanation: which server, what DNS
 * said, why each record does not match, and what the server sent.
 *
 * <p>JSSE makes it the cause of an {@code SSLHandshakeException}; a client may wrap that again. Look for it along the
 * causes, never in messages, which differ from one Java version to the next.
 */
public final class DaneCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable DaneResult result;

    DaneCertificateException(Reason reason, String message, DaneResult result) {
        super(message);
        this.reason = reason;
        this.result = result;
    }

    /**
     * The refusal of a server by a TLS implementation other than JSSE, with the same explanation.
     *
     * @param server the TLSA base domain
     * @param result what the certificates or the raw public key proved
     * @throws IllegalArgumentException if the result is that the server is authenticated
     */
    public static DaneCertificateException of(DomainName server, DaneResult result) {
        if (result.kind() == DaneResult.Kind.AUTHENTICATED) {
            throw new IllegalArgumentException("an authenticated server is not refused: " + result);
        }
        return Refusal.of(new Subject(server.toString(), Optional.empty()), result);
    }

    /** The reason that came closest to success; {@link Reason#NO_USABLE_RECORDS} if no record is usable. */
    public Reason reason() {
        return reason;
    }

    /** What the certificates proved; empty after serialisation. */
    Optional<DaneResult> result() {
        return Optional.ofNullable(result);
    }
}
