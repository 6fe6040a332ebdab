package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * The RCPT commands of one message, sent right after MAIL without waiting for each reply (RFC 2920). Angus sends them one by
 * one and reads a reply after each; here the command it wants to send has already been sent.
 *
 * <p>DATA is sent only after all replies, so a server never gets a message before it has replied for every recipient.
 */
final class RecipientPipeline {
    static final String EXTENSION = "PIPELINING";

    /** RFC 5321 section 4.5.3.1.8: every server accepts this many recipients. Their replies fit into a socket's buffer. */
    static final int AT_ONCE = 100;

    private final Deque<String> unsent = new ArrayDeque<>();
    private final Deque<String> unanswered = new ArrayDeque<>();

    /**
     * The commands that Angus will send for {@code recipients}; empty if they have parameters, which only Angus can write.
     *
     * @param prefix of the properties, with the dot
     */
    static List<String> commands(Message message, Address[] recipients, Session session, String prefix)
            throws MessagingException {
        boolean parameters = (message instanceof SMTPMessage smtp && smtp.getNotifyOptions() != 0)
                || session.getProperty(prefix + "dsn.notify") != null;
        List<String> commands = new ArrayList<>();
        if (!parameters) {
            for (InternetAddress each : Envelope.withoutGroups(recipients)) {
                String address = each.getAddress();
                // Like Angus, which adds brackets only if there are none.
                boolean bare = !address.startsWith("<") && !address.endsWith(">");
                commands.add(SmtpCommand.checked("RCPT TO:" + (bare ? "<" + address + ">" : address)));
            }
        }
        return commands;
    }

    /** Begins another message and forgets the one before. */
    void begin(List<String> commands) {
        unsent.clear();
        unsent.addAll(commands);
        unanswered.clear();
    }

    /** Returns the commands to send now, before their replies are read. */
    List<String> next() {
        List<String> commands = new ArrayList<>();
        while (commands.size() < AT_ONCE && !unsent.isEmpty()) {
            commands.add(unsent.remove());
        }
        unanswered.addAll(commands);
        return commands;
    }

    /** Whether all commands sent so far have a reply, and more are left. */
    boolean isNextDue() {
        return unanswered.isEmpty() && !unsent.isEmpty();
    }

    /** Whether a reply is still to come. */
    boolean isUnanswered() {
        return !unanswered.isEmpty();
    }

    /**
     * The reply to {@code command} is about to be read.
     *
     * @throws IllegalStateException if another one was sent
     */
    void expect(String command) {
        String sent = unanswered.remove();
        if (!sent.equals(command)) {
            throw new IllegalStateException("sent " + sent + " in place of " + command);
        }
    }

    /** Drops the commands not yet sent; returns how many replies are still to come. */
    int abandon() {
        int left = unanswered.size();
        unanswered.clear();
        unsent.clear();
        return left;
    }
}
