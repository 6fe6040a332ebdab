package io.github.dane4j.jsse;

import io.github.dane4j.Culprit;
import io.github.dane4j.DaneRefusal;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.RecordFinding;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificates do not match its TLSA records. The message is the whole explanation: the server, what DNS said,
 * why each record does not match, and what the server sent.
 *
 * <p>JSSE makes it the cause of an {@code SSLHandshakeException}; a client may wrap that again. Look for it along the
 * causes with {@link DaneRefusal#in}.
 */
public final class DaneCertificateException extends CertificateException implements DaneRefusal {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String server;

    // Made by Stream.toList, which gives serializable lists.
    @SuppressWarnings("serial")
    private final List<String> records;

    private final transient @Nullable DaneResult result;

    DaneCertificateException(Reason reason, String server, String message, DaneResult result) {
        super(message);
        this.reason = reason;
        this.server = server;
        this.records = switch (result.kind()) {
            case AUTHENTICATED -> List.of();
            case NOT_AUTHENTICATED -> records(((DaneResult.NotAuthenticated) result).findings());
            case NO_USABLE_RECORDS -> records(((DaneResult.NoUsableRecords) result).findings());
        };
        this.result = result;
    }

    private static List<String> records(List<RecordFinding> findings) {
        return findings.stream().map(finding -> finding.record().toString()).toList();
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
        return RefusalExceptions.of(new JudgedServer(server.toString(), Optional.empty()), result);
    }

    /** The reason that came closest to success; {@link Reason#NO_USABLE_RECORDS} if no record is usable. */
    @Override
    public Reason reason() {
        return reason;
    }

    /** Empty: the server and its TLSA records do not match. */
    @Override
    public Optional<Culprit> culprit() {
        return Optional.empty();
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

    /** What the certificates proved; empty after serialisation. */
    Optional<DaneResult> result() {
        return Optional.ofNullable(result);
    }
}
