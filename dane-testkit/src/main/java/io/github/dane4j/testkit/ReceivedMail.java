package io.github.dane4j.testkit;

import java.util.List;
import java.util.Optional;

/**
 * A message an {@link SmtpServer} took.
 *
 * @param sender the address in MAIL FROM, without its brackets; empty for a bounce
 * @param recipients the addresses in RCPT TO that were accepted, in order
 * @param content header and body, read as UTF-8, with CRLF line ends and without the dots that SMTP adds (RFC 5321
 *     section 4.5.2)
 * @param handshake how the connection was secured; empty if it was not
 */
public record ReceivedMail(String sender, List<String> recipients, String content, Optional<Handshake> handshake) {

    /** Copies the list. */
    public ReceivedMail {
        recipients = List.copyOf(recipients);
    }

    /**
     * Whether it came over TLS.
     *
     * @return false if it came in the clear
     */
    public boolean encrypted() {
        return handshake.isPresent();
    }

    /**
     * The version of TLS it came over.
     *
     * @return for example {@code TLSv1.3}; empty if it came in the clear
     */
    public Optional<String> tlsProtocol() {
        return handshake.map(Handshake::protocol);
    }

    /**
     * The name the client asked for with SNI.
     *
     * @return empty if it asked for none, or came in the clear
     */
    public Optional<String> serverName() {
        return handshake.flatMap(Handshake::serverName);
    }
}
