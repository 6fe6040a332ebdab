package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import jakarta.mail.MessagingException;
import java.util.Optional;

/**
 * The next hop of a recipient: the part of its address after the at sign.
 *
 * @param text the domain in normal form, or an address literal with its brackets (RFC 5321 section 4.1.3)
 * @param domain empty for an address literal
 */
record NextHop(String text, Optional<DomainName> domain) {
    private static final int MAX_TEXT = 100;

    /** Where the mail for {@code recipient} goes. */
    static NextHop of(Mailbox recipient) throws MessagingException {
        String text = recipient.domain().orElse("");
        if (text.isEmpty()) {
            throw noDomain(recipient, "");
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return new NextHop(text, Optional.empty());
        }
        try {
            DomainName domain = DomainName.of(text);
            if (domain.equals(DomainName.ROOT)) {
                throw noDomain(recipient, "");
            }
            return new NextHop(domain.toString(), Optional.of(domain));
        } catch (InvalidNameException e) {
            throw noDomain(recipient, ": " + e.getMessage());
        }
    }

    /** Two next hops are equal if their texts are. */
    @Override
    public int hashCode() {
        return text.hashCode();
    }

    private static MessagingException noDomain(Mailbox recipient, String why) {
        return new MessagingException(SmtpCommand.BAD_RECIPIENT + " " + Printable.clip(recipient.toString(), MAX_TEXT)
                + ": the address has no domain" + why);
    }
}
