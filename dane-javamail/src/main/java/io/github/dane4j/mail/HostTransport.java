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
 * One connection to one MX host, made by a plan and without credentials, for one message after another as long as it stays
 * usable.
 */
final class HostTransport extends DaneSmtpTransport {
    /** The reply of a server that closes the connection (RFC 5321 section 3.8). */
    private static final int CLOSING = 421;

    private final ConnectionTls planned;
    private final List<KeyManager> keyManagers;

    /** The time limit of the delivery that uses the connection. */
    private DeliveryTime whole;

    private boolean startTlsFailed;
    private boolean handshakeFailed;

    private long openedAt;
    private int messages;

    /** The last reply. */
    private int reply;

    /**
     * Whether during the last message the server ended the connection, refused MAIL or (after another message) DATA, or sent
     * a senseless reply to anything else.
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
        // Given a password, even an empty one, Service does not look for one; protocolConnect drops both.
        connect(planned.host().host(), planned.host().port(), "", "");
        openedAt = now;
    }

    /**
     * Puts the connection, idle since another message, under the time limit of {@code delivery}.
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

    /** Does nothing: the delivery ends its own time limit. */
    @Override
    void end(DeliveryTime begun) {}

    /** False: the delivery explains that its time limit has passed. */
    @Override
    boolean explainsExpiry() {
        return false;
    }

    /** Does nothing: the connection has been under that limit since it was opened or taken from the pool. */
    @Override
    void enter(DeliveryTime begun) {}

    /**
     * Whether the connection can take another message. Not if it is in the clear because of a failed handshake: that must
     * not outlast the message.
     *
     * @param maxMessages how many it may have taken at most
     * @param maxNanos how old it may be at {@code now}
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
     * Whether the last message, not the first one, failed in a way that a new connection may avoid: before the server
     * accepted it or refused it permanently. Servers close connections that were idle too long or had too many messages, and
     * announce it in many ways.
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
            // The reply to RSET or QUIT says nothing about the message. But if no recipient was accepted, a refusal
            // here may be the reply to a recipient, and that one the reply to MAIL: all of them one command late.
            case "RSET" -> messages > 1 && !EndOfData.isPositive(reply);
            case "QUIT" -> false;
            case "MAIL" -> !EndOfData.isPositive(reply);
            // A success would be the reply to something else. After another message, a refusal may be too: if the
            // server sent more replies than it was asked for, all of them are one command late, and this one may be
            // the reply to a recipient.
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

    /** Whether STARTTLS was offered and failed. */
    boolean startTlsFailed() {
        return startTlsFailed;
    }

    /** Whether the server agreed to STARTTLS and the handshake failed. */
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

    /** Leaves certain outcomes to the outcome for all domains. */
    @Override
    void attach(Sending broken, Error error) {
        if (replies().mayBeAccepted()) {
            super.attach(broken, error);
        }
    }

    /**
     * Hides 8BITMIME: Angus would convert the message itself, and the next host may lack the extension.
     */
    @Override
    public boolean supportsExtension(String extension) {
        return !extension.equalsIgnoreCase("8BITMIME") && super.supportsExtension(extension);
    }
}
