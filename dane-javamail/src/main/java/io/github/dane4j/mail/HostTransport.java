package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.URLName;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/** One connection to one MX host, by a plan that is made, and without any credentials. */
final class HostTransport extends SMTPTransport {
    private final ConnectionTls planned;
    private final List<KeyManager> keyManagers;

    private boolean startTlsFailed;
    private boolean endOfDataSent;
    private int endReply;

    /**
     * A transport for one connection, to be used in a scope of {@link ScopedSession} with {@link MxProperties}.
     */
    HostTransport(String protocol, ConnectionTls planned, List<KeyManager> keyManagers) {
        super(ScopedSession.instance(), new URLName(protocol, null, -1, null, null, null), protocol, false);
        this.planned = planned;
        this.keyManagers = keyManagers;
    }

    void open() throws MessagingException {
        // With a password, even an empty one, Service looks for none; protocolConnect drops both.
        connect(planned.plan().host().host(), planned.plan().host().port(), "", "");
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

    @Override
    protected void startTLS() throws MessagingException {
        startTlsFailed = true;
        super.startTLS();
        startTlsFailed = false;
    }

    /** Whether the host may have accepted the message although it did not say so. */
    boolean mayHaveAccepted() {
        return endOfDataSent && (endReply < 400 || endReply > 599);
    }

    /** Whether the host refused the message as a whole, and for good. */
    boolean refusedForGood() {
        return endReply >= 500 && endReply <= 599;
    }

    /** Keeps the first reply to the end of the data: Angus sends RSET after a refusal, whose reply says nothing of it. */
    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        if (endOfDataSent && endReply == 0) {
            endReply = code;
        }
        return code;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        endOfDataSent = true;
        super.finishData();
    }

    @Override
    protected void finishBdat() throws IOException, MessagingException {
        endOfDataSent = true;
        super.finishBdat();
    }

    /**
     * Never 8BITMIME: Angus would convert the message itself, and the next host may not have the extension.
     */
    @Override
    public boolean supportsExtension(String extension) {
        return !extension.toUpperCase(Locale.ROOT).equals("8BITMIME") && super.supportsExtension(extension);
    }
}
