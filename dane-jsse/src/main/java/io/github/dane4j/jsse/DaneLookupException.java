package io.github.dane4j.jsse;

import io.github.dane4j.Culprit;
import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The connection was refused before its handshake, because of what DNS said or did not say, or because the host is not a
 * name. The message is the whole explanation.
 */
public final class DaneLookupException extends SSLHandshakeException implements DaneRefusal {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String server;
    private final @Nullable Culprit culprit;

    // Made by Stream.toList, which gives serializable lists.
    @SuppressWarnings("serial")
    private final List<String> records;

    DaneLookupException(
            Reason reason, String server, @Nullable Culprit culprit, List<TlsaRecord> records, String message) {
        super(message);
        this.reason = reason;
        this.server = server;
        this.culprit = culprit;
        this.records = records.stream().map(TlsaRecord::toString).toList();
    }

    /**
     * Why: a lookup error such as {@link Reason#DNSSEC_BOGUS}; {@link Reason#NO_TLSA}, {@link Reason#HOST_INSECURE} or
     * {@link Reason#NO_USABLE_RECORDS} where DANE is mandatory; {@link Reason#ADDRESS_LITERAL} or
     * {@link Reason#INVALID_NAME}.
     */
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
}
