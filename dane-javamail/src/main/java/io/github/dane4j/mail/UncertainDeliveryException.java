package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The message was sent to its end, and then the server did not say whether it accepts it: the connection broke, or the reply
 * came too late or made no sense. The server may deliver the message or not. To send it again risks that it arrives twice,
 * and not to send it again risks that it never arrives (RFC 1047); that is for the application to say.
 *
 * <p>The recipients in question are {@link #getValidUnsentAddresses()}, and no others: those that the server refused for now when it
 * was told of them (4xx) are the unsent ones of the {@code SendFailedException} that comes next in the chain; those that it refused
 * for good (5xx) are {@link #getInvalidAddresses()}. {@link SMTPTransport} throws this exception itself;
 * from {@link MxTransport} it is in the chain of {@code getNextException()}, or among the suppressed exceptions, of the
 * {@code SendFailedException} for all recipients, once for each domain that it concerns.
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
