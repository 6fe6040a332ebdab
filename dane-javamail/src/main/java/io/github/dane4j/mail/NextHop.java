package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the mail for a recipient goes, as the part of its address after the at sign says.
 *
 * @param text the domain in normal form, or an address literal with its brackets (RFC 5321 section 4.1.3)
 * @param domain empty for an address literal
 */
record NextHop(String text, Optional<DomainName> domain) {
    private static final int MAX_TEXT = 100;

    static NextHop of(InternetAddress recipient) throws MessagingException {
        String address = recipient.getAddress();
        String text = address == null ? "" : address.substring(address.lastIndexOf('@') + 1);
        if (address == null || text.length() == address.length()) {
            throw notADomain(address);
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return new NextHop(text, Optional.empty());
        }
        try {
            DomainName domain = DomainName.of(text);
            if (domain.equals(DomainName.ROOT)) {
                throw notADomain(address);
            }
            return new NextHop(domain.toString(), Optional.of(domain));
        } catch (InvalidNameException e) {
            throw notADomain(address);
        }
    }

    private static MessagingException notADomain(@Nullable String address) {
        return new MessagingException(
                "5.1.3 " + Printable.clip(String.valueOf(address), MAX_TEXT) + ": the address has no domain");
    }
}
