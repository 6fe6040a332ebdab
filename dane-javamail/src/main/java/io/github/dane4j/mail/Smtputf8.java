package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;

/** Addresses with other characters than those of ASCII (RFC 6531): sent as they are, or not at all. */
final class Smtputf8 {
    static final String EXTENSION = "SMTPUTF8";

    private static final int MAX_TEXT = 100;

    private Smtputf8() {}

    static boolean isAscii(String text) {
        // Of every command, so without a stream.
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Whether the application wants such addresses to be sent. Without it Angus would cut characters to bytes. */
    static boolean isAllowed(Session session) {
        return Boolean.parseBoolean(session.getProperty("mail.mime.allowutf8"));
    }

    /** A command that is not ASCII, to a server that does not take it. */
    static MessagingException refused(Object address) {
        return new MessagingException("5.6.7 " + Printable.clip(address.toString(), MAX_TEXT)
                + ": an address that is not ASCII needs the property mail.mime.allowutf8, and a server with SMTPUTF8; a"
                + " domain can be written in A-labels");
    }
}
