package io.github.dane4j.mail;

import io.github.dane4j.Culprit;
import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says why a mail was not sent: DANE does not allow it over this connection, or the message asks for REQUIRETLS (RFC 8689)
 * and the connection does not satisfy that. It is nested in the {@code MessagingException} that a transport throws; {@link
 * DaneRefusal#allIn} finds it, however a mail stack has wrapped it. Its message is the whole explanation, in several lines:
 * the server, what DNS proved, each record and why it does not match, each certificate, and advice.
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

    /** Known only to the transport, which sets it before throwing the exception. */
    private @Nullable InetAddress address;

    private @Nullable String tlsVersion;
    private @Nullable String cipherSuite;
    private @Nullable String reply;

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

    /** Adds what is known about the refused connection. */
    void met(Optional<InetAddress> connectedTo, Optional<RecipientOutcome.Attempt> attempt, Optional<String> said) {
        address = connectedTo.orElse(null);
        tlsVersion = attempt.flatMap(RecipientOutcome.Attempt::tlsVersion).orElse(null);
        cipherSuite = attempt.flatMap(RecipientOutcome.Attempt::cipherSuite).orElse(null);
        reply = said.orElse(null);
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

    /** The address that was connected to; empty if DNS or a policy ruled out a connection. */
    public Optional<InetAddress> address() {
        return Optional.ofNullable(address);
    }

    /**
     * The TLS version by its JSSE name, such as {@code TLSv1.3}. Empty without TLS, and if the handshake did not complete,
     * for example because the certificate was refused in it.
     */
    public Optional<String> tlsVersion() {
        return Optional.ofNullable(tlsVersion);
    }

    /** The cipher suite; empty where {@link #tlsVersion} is. */
    public Optional<String> cipherSuite() {
        return Optional.ofNullable(cipherSuite);
    }

    /**
     * The server's reply to STARTTLS if it refused, or to EHLO if it did not offer what is required, as one line of
     * printable ASCII. Empty otherwise.
     */
    public Optional<String> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * The least time to wait before another attempt, as {@link RecipientOutcome#retryAfter}; empty if another attempt is
     * pointless.
     */
    public Optional<Duration> retryAfter() {
        return StatusCode.isForGood(statusCode) ? Optional.empty() : Optional.of(RecipientOutcome.PAUSE);
    }

    /** The message. */
    @Override
    public String explain() {
        return String.valueOf(getMessage());
    }

    /**
     * The enhanced mail system status code (RFC 3463) for a delivery report, for example {@code 4.7.323}. It is of class 4,
     * because DANE delays mail and never bounces it (RFC 7672 section 6), with two exceptions: a domain that does not exist
     * or takes no mail; and REQUIRETLS, which has {@code 5.7.30} if the server does not offer it and {@code 5.7.10} if the
     * connection does not satisfy it.
     */
    public String statusCode() {
        return statusCode;
    }

    /** The status code for when the message leaves the queue undelivered: of class 5, for example {@code 5.7.323}. */
    public String finalStatusCode() {
        return StatusCode.whenGivenUp(statusCode());
    }
}
