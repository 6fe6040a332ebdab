package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;

/** Non-ASCII addresses (RFC 6531): sent unchanged, or not at all. */
final class Smtputf8 {
    /** In full: it is not of one protocol. */
    static final String PROPERTY = "mail.mime.allowutf8";

    static final String EXTENSION = "SMTPUTF8";

    private static final int MAX_TEXT = 100;

    private Smtputf8() {}

    static boolean isAscii(String text) {
        // Runs for every command, so without a stream.
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Whether the application wants such addresses to be sent. Without it Angus would truncate characters to bytes. */
    static boolean isAllowed(Session session) {
        return Boolean.parseBoolean(session.getProperty(PROPERTY));
    }

    /** The exception for a non-ASCII command to a server that does not accept it. */
    static MessagingException refused(Object address) {
        return new MessagingException("5.6.7 " + Printable.clip(address.toString(), MAX_TEXT)
                + ": a non-ASCII address needs the property mail.mime.allowutf8, and a server with SMTPUTF8; a"
                + " domain can be written in A-labels");
    }
}
