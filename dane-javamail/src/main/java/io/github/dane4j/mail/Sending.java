package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** One message being sent over one connection, and what is known about its recipients. */
final class Sending {
    private static final Address[] NONE = {};

    private final Message message;
    private final Address[] recipients;
    private Address[] sent = NONE;
    private Address[] unsent;
    private Address[] invalid = NONE;

    Sending(Message message, Address @Nullable [] recipients) {
        this.message = message;
        this.recipients = recipients == null ? NONE : recipients.clone();
        this.unsent = this.recipients;
    }

    /**
     * Records what Angus tells the listeners; its exception does not always say it, and after some failures neither does.
     */
    void told(Address @Nullable [] accepted, Address @Nullable [] notSent, Address @Nullable [] refused) {
        if (accepted == null && notSent == null && refused == null) {
            return;
        }
        sent = accepted == null ? NONE : accepted;
        unsent = notSent == null ? NONE : notSent;
        invalid = refused == null ? NONE : refused;
    }

    /** Whether {@code e} lists the recipients; after an unintelligible reply, Angus's does not. */
    boolean isToldBy(SendFailedException e) {
        return e.getValidSentAddresses() != null
                || e.getValidUnsentAddresses() != null
                || e.getInvalidAddresses() != null;
    }

    /** What is known about the recipients. */
    SendFailedException outcome(@Nullable String text, @Nullable Exception cause) {
        return new SendFailedException(text, cause, sent(), unsent(), invalid());
    }

    /**
     * The exception for a message that the server refused by {@code reply} to {@code verb}, as Angus throws it while the
     * connection lasts.
     */
    SMTPSendFailedException refused(String verb, ServerReply reply, MessagingException cause) {
        return new SMTPSendFailedException(verb, reply.code(), reply.shown(), cause, sent(), unsent(), invalid());
    }

    Message message() {
        return message;
    }

    Address[] recipients() {
        return recipients.clone();
    }

    Address[] sent() {
        return sent.clone();
    }

    /** All recipients as long as nothing else is known. */
    Address[] unsent() {
        return unsent.clone();
    }

    Address[] invalid() {
        return invalid.clone();
    }
}
