package io.github.dane4j.mail;

import io.github.dane4j.Culprit;
import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mail was not sent, because DANE does not allow it through this connection, or because the message asks for REQUIRETLS (RFC
 * 8689) and the connection is not fit for that. It is nested in the
 * {@code MessagingException} that a transport throws; {@link DaneRefusal#allIn} finds it, whatever a mail stack has put around
 * it. Its message is the whole explanation, in several lines: which server,
 * what DNS proved, each record and why it does not match, each certificate, and advice.
 *
 * <p>An {@code IOException}, because mail servers built on Jakarta Mail take a nested {@code IOException} as the sign to try
 * the next host, and to keep the mail if there is none.
 */
public final class DaneRefusedException extends IOException implements DaneRefusal {
    private static final long serialVersionUID = 1L;

    private final String statusCode;
    private final Reason reason;
    private final String server;
    private final @Nullable Culprit culprit;

    // Made by Stream.toList or List.of, which give serializable lists.
    @SuppressWarnings("serial")
    private final List<String> records;

    DaneRefusedException(
            String statusCode,
            Reason reason,
            String server,
            @Nullable Culprit culprit,
            List<TlsaRecord> records,
            String explanation,
            @Nullable Throwable cause) {
        super(explanation, cause);
        this.statusCode = statusCode;
        this.reason = reason;
        this.server = server;
        this.culprit = culprit;
        this.records = records.stream().map(TlsaRecord::toString).toList();
    }

    @Override
    public Reason reason() {
        return reason;
    }

    @Override
    public Optional<Culprit> culprit() {
        return Optional.ofNullable(culprit);
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public List<String> records() {
        return records;
    }

    /** The message. */
    @Override
    public String explain() {
        return String.valueOf(getMessage());
    }

    /**
     * The enhanced mail system status code (RFC 3463) for a delivery report, for example {@code 4.7.323}. Class 4, since
     * DANE delays a mail and never bounces it (RFC 7672 section 6), but for a domain that does not exist or takes no mail; and
     * but for REQUIRETLS: {@code 5.7.30} if the server does not offer it, {@code 5.7.10} if the connection is not what it needs.
     */
    public String statusCode() {
        return statusCode;
    }

    /** The same when the message leaves the queue undelivered: of class 5, for example {@code 5.7.323}. */
    public String finalStatusCode() {
        return StatusCode.whenGivenUp(statusCode());
    }
}
