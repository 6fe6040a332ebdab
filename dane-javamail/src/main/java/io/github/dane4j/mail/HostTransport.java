package io.github.dane4j.mail;

import io.github.dane4j.Reason;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.URLName;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one MX host, by a plan that is made, and without any credentials; for one message after the other, if it
 * is still good after each.
 */
final class HostTransport extends DaneSmtpTransport {
    /** The reply of a server that closes the connection (RFC 5321 section 3.8). */
    private static final int CLOSING = 421;

    private final ConnectionTls planned;
    private final List<KeyManager> keyManagers;

    /** The time of the delivery that uses the connection. */
    private DeliveryTime whole;

    private boolean startTlsFailed;
    private boolean handshakeFailed;

    private long openedAt;
    private int messages;

    /** The last reply. */
    private int reply;

    /**
     * Whether in the last message the server has ended the connection; or refused MAIL or, after another message, DATA; or
     * answered anything else with nonsense.
     */
    private boolean ended;

    private boolean stale;

    /**
     * A transport for one connection, to be used in a scope of {@link ScopedSession} with {@link MxProperties}.
     */
    HostTransport(String protocol, ConnectionTls planned, List<KeyManager> keyManagers, DeliveryTime time) {
        super(ScopedSession.instance(), new URLName(protocol, null, -1, null, null, null), protocol, false);
        this.whole = time;
        this.planned = planned;
        this.keyManagers = keyManagers;
    }

    ConnectionTls planned() {
        return planned;
    }

    /** Connects at {@code now}, from which it ages. */
    void open(long now) throws MessagingException {
        // With a password, even an empty one, Service looks for none; protocolConnect drops both.
        connect(planned.host().host(), planned.host().port(), "", "");
        openedAt = now;
    }

    /**
     * Puts the connection, left alone since another message, under the time of {@code delivery}.
     *
     * @return false if it cannot be used any more
     */
    boolean continueUnder(DeliveryTime delivery) {
        if (!isQuiet()) {
            return false;
        }
        whole = delivery;
        try {
            putUnder(delivery);
            return true;
        } catch (IOException e) {
            MailLog.LOG.log(Level.DEBUG, "{0}: {1}", host(), e.getMessage());
            return false;
        }
    }

    @Override
    DeliveryTime begin() {
        return whole;
    }

    /** Does nothing: the delivery ends its own time. */
    @Override
    void end(DeliveryTime begun) {}

    /** False: the delivery explains the end of its time. */
    @Override
    boolean explainsExpiry() {
        return false;
    }

    /** Does nothing: the connection has been under that time since it was opened or taken from the pool. */
    @Override
    void enter(DeliveryTime begun) {}

    /**
     * Whether the connection can take another message. Not where a failed handshake made it one in the clear: that must not
     * outlast the message.
     *
     * @param maxMessages how many it may have taken
     * @param maxNanos how old it may be, at {@code now}
     */
    boolean isReusable(int maxMessages, long maxNanos, long now) {
        return !planned.isInTheClear()
                && EndOfData.isPositive(reply)
                && !ended
                && messages < maxMessages
                && isYoungerThan(maxNanos, now)
                && isQuiet();
    }

    boolean isYoungerThan(long nanos, long now) {
        return now - openedAt < nanos;
    }

    /**
     * Whether the last message, which was not the first one, failed in a way that a new connection may not: before the server
     * took it, or refused it for good. Servers close connections that were idle for too long, or had enough messages, and
     * say so in many ways.
     */
    boolean isStale() {
        return stale;
    }

    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        boolean first = messages == 0;
        messages++;
        ended = false;
        stale = false;
        try {
            super.sendMessage(message, addresses);
        } catch (SendFailedException e) {
            stale = !first && ended && !replies().mayBeAccepted() && !isMessageAnswered();
            throw e;
        } catch (MessagingException e) {
            stale = !first && !replies().mayBeAccepted() && !isMessageAnswered();
            throw e;
        }
    }

    private boolean isMessageAnswered() {
        return replies().toData().filter(answer -> answer.code() != CLOSING).isPresent();
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        String command = verb();
        reply = 0;
        reply = super.readServerResponse();
        ended |= switch (command) {
            // Their replies say nothing of the message any more. But if no recipient was accepted, this refusal may be
            // the
            // reply to a recipient, and that one the reply to MAIL: all of them one command late.
            case "RSET" -> messages > 1 && !EndOfData.isPositive(reply);
            case "QUIT" -> false;
            case "MAIL" -> !EndOfData.isPositive(reply);
            // A success would be the reply to something else. After another message so may a refusal be: if the server
            // said
            // more than it was asked for, all replies are one command late, and this one may be about a recipient.
            case "DATA" -> reply == CLOSING || reply < 300 || reply > (messages > 1 ? 399 : 599);
            default -> reply == CLOSING || reply < 200 || reply > 599;
        };
        return reply;
    }

    @Override
    protected synchronized boolean protocolConnect(
            @Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        return connect(planned, false, keyManagers, null, null);
    }

    /** Whether STARTTLS was offered and came to nothing. */
    boolean startTlsFailed() {
        return startTlsFailed;
    }

    /** Whether the server agreed to STARTTLS, and then the handshake failed. */
    boolean handshakeFailed() {
        return handshakeFailed;
    }

    @Override
    protected void startTLS() throws MessagingException {
        startTlsFailed = true;
        try {
            super.startTLS();
            startTlsFailed = false;
        } catch (MessagingException e) {
            handshakeFailed = e.getNextException() instanceof DaneRefusedException refused
                    && refused.reason() == Reason.HANDSHAKE_FAILED;
            throw e;
        }
    }

    /** Leaves what is certain to the outcome for all domains. */
    @Override
    void attach(Sending broken, Error error) {
        if (replies().mayBeAccepted()) {
            super.attach(broken, error);
        }
    }

    /**
     * Never 8BITMIME: Angus would convert the message itself, and the next host may not have the extension.
     */
    @Override
    public boolean supportsExtension(String extension) {
        return !extension.equalsIgnoreCase("8BITMIME") && super.supportsExtension(extension);
    }
}
