package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An address of the envelope, as written between the angle brackets of MAIL and RCPT (RFC 5321 section 4.1.2). It contains
 * nothing that could end the path, or the command, early.
 *
 * @param localPart what stands before the at sign, quotes included; never empty
 * @param domain what follows the at sign: a domain, or an address literal in brackets; empty if there is no at sign
 */
record Mailbox(String localPart, Optional<String> domain) {
    private static final int MAX_TEXT = 100;

    /**
     * Reads an address without brackets.
     *
     * <p>More lenient than RFC 5321 about what only the receiving host has to understand, such as dots in a local part.
     *
     * @throws MessagingException naming the address and the rule that it breaks, after {@code status}
     */
    static Mailbox of(String address, String status) throws MessagingException {
        if (!Smtputf8.isAscii(address) && !StandardCharsets.UTF_8.newEncoder().canEncode(address)) {
            // Java would send a question mark in its place, and the mail would go to another mailbox.
            throw invalid(address, status, "it contains half of a surrogate pair");
        }
        int at = -1;
        boolean quoted = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (isControl(c)) {
                throw invalid(address, status, "it contains a control character");
            }
            if (quoted) {
                quoted = c != '"';
                // RFC 5321 section 4.1.2: quoted-pairSMTP.
                i += c == '\\' ? 1 : 0;
                if (c == '\\' && i < address.length() && isControl(address.charAt(i))) {
                    throw invalid(address, status, "it contains a control character");
                }
            } else if (c == '"' && at < 0) {
                quoted = true;
            } else if (c == '@' && at < 0) {
                at = i;
            } else if (isSpecial(c)) {
                throw invalid(address, status, "it contains a space or one of < > \" @ \\ outside a quoted string");
            }
        }
        if (quoted) {
            throw invalid(address, status, "its quoted string is not closed");
        }
        if (address.isEmpty() || at == 0) {
            throw invalid(address, status, "its local part is empty");
        }
        return at < 0
                ? new Mailbox(address, Optional.empty())
                : new Mailbox(address.substring(0, at), Optional.of(address.substring(at + 1)));
    }

    /** ASCII and C1 controls: none of them is in any rule of RFC 5321 or RFC 6531. */
    static boolean isControl(char c) {
        return c < ' ' || (c >= 0x7f && c < 0xa0);
    }

    /**
     * The same mailbox in ASCII, with the domain in A-labels; empty if there is none. The two are equivalent (RFC 5890
     * section 2.3.2.4), and every server accepts the ASCII form.
     */
    Optional<Mailbox> inAscii() {
        if (!Smtputf8.isAscii(localPart)) {
            return Optional.empty();
        }
        if (domain.isEmpty() || Smtputf8.isAscii(domain.get())) {
            return Optional.of(this);
        }
        try {
            return Optional.of(new Mailbox(
                    localPart, Optional.of(DomainName.of(domain.get()).toString())));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static boolean isSpecial(char c) {
        return c == '<' || c == '>' || c == '"' || c == '\\' || c == '@' || c == ' ';
    }

    private static MessagingException invalid(String address, String status, String rule) {
        return new MessagingException(status + " " + Printable.clip(address, MAX_TEXT)
                + ": the address cannot be sent in an SMTP command: " + rule);
    }

    @Override
    public String toString() {
        return domain.map(part -> localPart + "@" + part).orElse(localPart);
    }
}
