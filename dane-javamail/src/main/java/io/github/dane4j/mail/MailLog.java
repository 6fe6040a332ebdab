package io.github.dane4j.mail;

import io.github.dane4j.policy.MailHost;
import jakarta.mail.MessagingException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The log of decisions about connections, {@code io.github.dane4j.mail}. */
final class MailLog {
    static final Logger LOG = System.getLogger("io.github.dane4j.mail");

    private MailLog() {}

    /** Logs that {@code host} is not connected to, and returns the reason to be thrown. */
    static MessagingException notConnected(MailHost host, MessagingException reason) {
        LOG.log(Level.INFO, "{0} not connected: {1}", host, MailRefusal.oneLine(reason));
        return reason;
    }
}
