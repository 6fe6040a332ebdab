package io.github.dane4j.mail;

import io.github.dane4j.Reason;
import jakarta.mail.MessagingException;
import jakarta.mail.URLName;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/** One connection to one MX host, by a plan that is made, and without any credentials. */
final class HostTransport extends SMTPTransport {
    private final ConnectionTls planned;
    private final List<KeyManager> keyManagers;

    private boolean startTlsFailed;
    private boolean handshakeFailed;

    /**
     * A transport for one connection, to be used in a scope of {@link ScopedSession} with {@link MxProperties}.
     */
    HostTransport(String protocol, ConnectionTls planned, List<KeyManager> keyManagers, DeliveryTime time) {
        super(ScopedSession.instance(), new URLName(protocol, null, -1, null, null, null), protocol, false, time);
        this.planned = planned;
        this.keyManagers = keyManagers;
    }

    void open() throws MessagingException {
        // With a password, even an empty one, Service looks for none; protocolConnect drops both.
        connect(planned.host().host(), planned.host().port(), "", "");
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
        if (mayBeAccepted()) {
            super.attach(broken, error);
        }
    }

    /**
     * Never 8BITMIME: Angus would convert the message itself, and the next host may not have the extension.
     */
    @Override
    public boolean supportsExtension(String extension) {
        return !extension.toUpperCase(Locale.ROOT).equals("8BITMIME") && super.supportsExtension(extension);
    }
}
