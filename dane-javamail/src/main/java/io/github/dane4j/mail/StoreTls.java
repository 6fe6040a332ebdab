package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.eclipse.angus.mail.util.SocketFetcher;

/**
 * The TLS of one connection to a store: that of a fixed host, started before anything else. A store sends a password over
 * every connection, so credentials must be permitted on it.
 */
final class StoreTls {
    private static final int MAX_TEXT = 300;

    private final ConnectionTls tls;
    private final ProtocolProperties application;
    private final LayeredProperties properties;

    /** The TLS that a plan asks for, or that the application asks for where there is no TLSA record. */
    StoreTls(PlannedHost planned, Endpoint endpoint, ProtocolProperties application, List<KeyManager> keyManagers) {
        this.tls = ConnectionTls.toFixedHost(planned, endpoint, true, false);
        this.application = application;
        this.properties = tls.properties(application, keyManagers);
    }

    /** Whether a connection without TLS is refused. */
    boolean isRequired() {
        return tls.isRequired() || application.isTrue("starttls.required");
    }

    /** Whether the server is asked for STARTTLS. */
    boolean isWanted() {
        return isRequired() || application.isTrue("starttls.enable");
    }

    /** Whether the server was refused for something that another connection would not ask of it. */
    boolean retryMayHelp() {
        return tls.retryMayHelp();
    }

    /** Starts TLS on a connected socket, and authenticates the server as far as required. */
    Socket start(Socket plain) throws MessagingException {
        Socket secured;
        try {
            secured = SocketFetcher.startTLS(plain, tls.host().host(), properties, application.prefixWithoutDot());
        } catch (IOException e) {
            throw tls.isOurs()
                    ? tls.failed(e)
                    : new MessagingException(
                            "no TLS connection to " + tls.host() + ": "
                                    + Printable.clip(String.valueOf(e.getMessage()), MAX_TEXT),
                            e);
        }
        if (!tls.holds(true)) {
            throw tls.unproven();
        }
        tls.permitCredentials();
        return secured;
    }

    /** Explains why STARTTLS was not started although it is required, or offered and then refused. */
    MessagingException notStarted(StartTlsDialogue.Result result) {
        Reason reason = switch (result.outcome()) {
            case NOT_OFFERED, STARTED -> Reason.STARTTLS_NOT_OFFERED;
            case REFUSED -> Reason.STARTTLS_REFUSED;
        };
        String said = "the server said: " + Printable.clip(result.reply(), MAX_TEXT);
        return tls.isRequired()
                ? MailRefusal.connection(tls.planned(), reason, said, null)
                : new MessagingException(tls.host() + ": " + reason.description()
                        + (application.isTrue("starttls.required")
                                ? ", and " + application.name("starttls.required") + " is set; "
                                : "; ")
                        + said);
    }

    /** The level to log the verdict at. */
    Level level() {
        return tls.level();
    }

    /** The verdict in one line, for the log. */
    String verdict(boolean overTls) {
        return tls.verdict(overTls);
    }

    /** Logs what DANE would have refused, if it is only audited. */
    void audit(boolean overTls) {
        tls.audit(overTls);
    }
}
