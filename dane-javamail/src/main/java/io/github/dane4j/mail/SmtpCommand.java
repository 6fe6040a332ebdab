package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import jakarta.mail.MessagingException;
import java.util.Locale;

/**
 * The final check of what is sent to a server as a command. An address or a name with too much in it could end its command
 * and begin another (RFC 5321 section 4.1.1); nothing of such a command is sent.
 */
final class SmtpCommand {
    /** RFC 3463: bad sender's and bad destination mailbox address syntax. */
    static final String BAD_SENDER = "5.1.7";

    static final String BAD_RECIPIENT = "5.1.3";

    private static final String CLIENT_NAME = "localhost";
    private static final String MAIL = "MAIL FROM:";
    private static final String RCPT = "RCPT TO:";
    private static final int MAX_TEXT = 100;

    private SmtpCommand() {}

    /**
     * The command to send for {@code command}: unchanged, or with a domain in U-labels replaced by its A-labels, which every
     * server accepts, if the local part is ASCII (RFC 6531 section 3.2 leaves that to the sender).
     *
     * @throws MessagingException if it must not be sent
     */
    static String checked(String command) throws MessagingException {
        for (int i = 0; i < command.length(); i++) {
            if (Mailbox.isControl(command.charAt(i))) {
                throw new MessagingException("5.5.2 an SMTP command must not contain a control character: "
                        + Printable.clip(command, MAX_TEXT));
            }
        }
        String verb = verb(command);
        return switch (verb) {
            case "MAIL" -> path(command, MAIL, BAD_SENDER);
            case "RCPT" -> path(command, RCPT, BAD_RECIPIENT);
            case "EHLO", "HELO" -> greeting(command);
            default -> command;
        };
    }

    /** Checks a response to an AUTH challenge. */
    static void check(byte[] line) throws MessagingException {
        for (byte octet : line) {
            if (octet == '\r' || octet == '\n' || octet == 0) {
                throw new MessagingException("5.5.2 an answer to AUTH must not contain CR, LF or NUL");
            }
        }
    }

    /** The first word, in upper case. */
    static String verb(String command) {
        int blank = command.indexOf(' ');
        return (blank < 0 ? command : command.substring(0, blank)).toUpperCase(Locale.ROOT);
    }

    private static String path(String command, String start, String status) throws MessagingException {
        if (!command.regionMatches(true, 0, start + "<", 0, start.length() + 1)) {
            throw malformed(command, start + "<address>");
        }
        int end = endOfPath(command, start.length() + 1);
        if (end < 0 || (end + 1 < command.length() && command.charAt(end + 1) != ' ')) {
            throw malformed(command, start + "<address>");
        }
        String address = command.substring(start.length() + 1, end);
        if (isWithoutSender(command)) {
            // The sender of a delivery report (RFC 5321 section 4.5.5).
            return command;
        }
        Mailbox mailbox = Mailbox.of(address, status);
        return start + "<" + mailbox.inAscii().orElse(mailbox) + command.substring(end);
    }

    /** Whether it is a MAIL for a delivery report. */
    static boolean isWithoutSender(String command) {
        return command.regionMatches(true, 0, MAIL + "<>", 0, MAIL.length() + 2);
    }

    /** Where the parameters of a checked MAIL begin. */
    static int endOfSender(String command) {
        return endOfPath(command, MAIL.length() + 1) + 1;
    }

    private static int endOfPath(String command, int begin) {
        boolean quoted = false;
        for (int i = begin; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '>' && !quoted) {
                return i;
            }
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            }
        }
        return -1;
    }

    private static String greeting(String command) throws MessagingException {
        int blank = command.indexOf(' ');
        if (blank >= 0 && !isName(command.substring(blank + 1))) {
            throw malformed(command, verb(command) + " and one name, which the property localhost sets");
        }
        return command;
    }

    /** Checks the configured name of the client. */
    static void checkClientName(ProtocolProperties properties) throws MessagingException {
        String name = properties.properties().getProperty(properties.name(CLIENT_NAME));
        if (name != null && !name.isEmpty() && !isName(name)) {
            throw properties.invalid(CLIENT_NAME, "one word without control characters");
        }
    }

    /** Whether {@code text} can be the name of a client: one word. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ' || Mailbox.isControl(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static MessagingException malformed(String command, String expected) {
        return new MessagingException(
                "5.5.2 expected " + expected + ", found \"" + Printable.clip(command, MAX_TEXT) + "\"");
    }
}
