package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The message was sent completely, but the server did not say whether it accepts it: the connection broke, or the reply came
 * too late or made no sense. The server may or may not deliver the message. If it is sent again it may arrive twice, and if
 * it is not it may never arrive (RFC 1047); the application has to choose.
 *
 * <p>The recipients in question are exactly {@link #getValidUnsentAddresses()}. Recipients that the server refused
 * temporarily at RCPT (4xx) are the unsent ones of the {@code SendFailedException} that comes next in the chain; those that
 * it refused permanently (5xx) are {@link #getInvalidAddresses()}. {@link SMTPTransport} throws this exception itself; from
 * {@link MxTransport} it is in the chain of {@code getNextException()}, or among the suppressed exceptions, of the {@code
 * SendFailedException} for all recipients, once for each domain that it concerns.
 */
public final class UncertainDeliveryException extends SendFailedException {
    private static final long serialVersionUID = 1L;

    UncertainDeliveryException(String host, @Nullable MessagingException cause, Address[] unsent, Address[] invalid) {
        super(
                "4.4.2 " + host + ": the connection broke after the end of the message, which may have been accepted",
                cause,
                new Address[0],
                unsent,
                invalid);
    }
}
