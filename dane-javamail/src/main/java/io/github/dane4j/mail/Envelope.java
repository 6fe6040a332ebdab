package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/** Sender and recipients of a message, checked before any of them is sent to a server. */
final class Envelope {
    /** The null reverse-path, the sender of a delivery report (RFC 5321 section 4.5.5). */
    static final String NO_SENDER = "<>";

    private Envelope() {}

    /**
     * Checks all addresses of a message.
     *
     * @param from the full name of the property {@code from}
     * @param utf8 whether they may have characters that are not ASCII
     * @throws SendFailedException if one of them cannot be sent unchanged; only such recipients are listed as invalid
     */
    static void check(Message message, Address[] recipients, Session session, String from, boolean utf8)
            throws MessagingException {
        List<Address> valid = new ArrayList<>();
        List<Address> invalid = new ArrayList<>();
        List<MessagingException> failures = new ArrayList<>();
        try {
            checkSender(message, session, from, utf8);
        } catch (MessagingException e) {
            failures.add(e);
        }
        for (InternetAddress recipient : withoutGroups(recipients)) {
            try {
                recipient(recipient, utf8);
                valid.add(recipient);
            } catch (MessagingException e) {
                invalid.add(recipient);
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            MessagingException first = failures.remove(0);
            failures.forEach(first::setNextException);
            throw new SendFailedException(
                    first.getMessage(),
                    first,
                    new Address[0],
                    valid.toArray(Address[]::new),
                    invalid.toArray(Address[]::new));
        }
    }

    /**
     * Checks the address that Angus will give as the sender.
     *
     * @param property the full name of the property {@code from}
     * @param utf8 whether it may have characters that are not ASCII
     * @throws MessagingException if there is none, or it cannot be sent as it is
     */
    static void checkSender(Message message, Session session, String property, boolean utf8) throws MessagingException {
        String from = sender(message, session, property);
        if (!from.equals(NO_SENDER)) {
            checkCharacters(Mailbox.of(withoutBrackets(from), SmtpCommand.BAD_SENDER), utf8);
        }
    }

    /**
     * The sender as Angus will find it, not yet checked.
     *
     * @param property the full name of the property {@code from}
     * @throws MessagingException if there is none
     */
    static String sender(Message message, Session session, String property) throws MessagingException {
        String from = message instanceof SMTPMessage smtp ? smtp.getEnvelopeFrom() : null;
        if (from == null || from.isEmpty()) {
            from = session.getProperty(property);
        }
        if (from == null || from.isEmpty()) {
            Address[] header = message.getFrom();
            Address first = header != null && header.length > 0 ? header[0] : InternetAddress.getLocalAddress(session);
            from = first instanceof InternetAddress internet ? internet.getAddress() : null;
        }
        if (from == null) {
            throw new MessagingException(
                    SmtpCommand.BAD_SENDER + " the message has no sender: set its From, or " + property);
        }
        return from;
    }

    /**
     * The mailbox of a recipient.
     *
     * @param utf8 whether it may have characters that are not ASCII
     * @throws MessagingException if it cannot be sent as it is
     */
    static Mailbox recipient(InternetAddress recipient, boolean utf8) throws MessagingException {
        String address = recipient.getAddress();
        Mailbox mailbox = Mailbox.of(address == null ? "" : withoutBrackets(address), SmtpCommand.BAD_RECIPIENT);
        checkCharacters(mailbox, utf8);
        return mailbox;
    }

    /** Without SMTPUTF8 an address must be ASCII, or have an ASCII form (RFC 6531 section 3.2). */
    private static void checkCharacters(Mailbox mailbox, boolean utf8) throws MessagingException {
        if (!utf8 && mailbox.inAscii().isEmpty()) {
            throw Smtputf8.refused(mailbox);
        }
    }

    /**
     * The individual recipients, as Angus determines them: a group is replaced by its members. Any other address is kept,
     * even one that only looks like a group.
     *
     * @throws MessagingException if an address is not an Internet mail address
     */
    static List<InternetAddress> withoutGroups(Address[] addresses) throws MessagingException {
        List<InternetAddress> single = new ArrayList<>();
        for (Address address : addresses) {
            if (!(address instanceof InternetAddress internet)) {
                throw new MessagingException(address + " is not an InternetAddress");
            }
            if (internet.isGroup()) {
                single.addAll(members(internet));
            } else {
                single.add(internet);
            }
        }
        return single;
    }

    private static List<InternetAddress> members(InternetAddress address) {
        try {
            InternetAddress[] members = address.getGroup(true);
            return members == null ? List.of(address) : List.of(members);
        } catch (AddressException e) {
            return List.of(address);
        }
    }

    /** Angus accepts an address in brackets too. */
    private static String withoutBrackets(String address) {
        return address.length() > 1 && address.startsWith("<") && address.endsWith(">")
                ? address.substring(1, address.length() - 1)
                : address;
    }
}
