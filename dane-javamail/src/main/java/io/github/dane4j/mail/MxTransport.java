package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a message to the mail servers of its recipients' domains, without a smarthost (RFC 5321 section 5.1), with DANE
 * (RFC 7672). Protocol {@code smtp-mx}, properties {@code mail.smtp-mx.*}; a host that is given to {@code connect} is not
 * looked at.
 *
 * <p>For each domain of the recipients the MX records are looked up, then for each host in turn addresses and TLSA records,
 * and what they ask for is enforced as {@link SMTPTransport} does. A host that must not be used, cannot be reached, or
 * answers the greeting, MAIL or the end of the data with a temporary failure, is followed by the next; at most 10 hosts and
 * 5 addresses of each are tried. Recipients that a host refuses for now (4xx) are tried at the next host too.
 *
 * <p>To a host that is not covered by DANE, in mode {@code opportunistic}, TLS is used if STARTTLS is offered, without a look
 * at the certificate. If that handshake fails, the mail goes in the clear, as it would without the offer; the property
 * {@code mail.smtp-mx.starttls.required} excludes both.
 *
 * <p>No host gets credentials, whatever properties and Session hold.
 *
 * <p>{@link #sendMessage} fails with one {@code SendFailedException} for all recipients. <em>Valid sent</em>: a host has
 * accepted the message for them. <em>Invalid</em>: their domain does not exist or takes no mail, or a host refused them for
 * good (5xx). <em>Valid unsent</em>: all others; try again later. Among those are the recipients of a message that a host
 * refused for good as a whole (a {@code SMTPSendFailedException} in the chain then has the 5xx), and those of one that may
 * have been accepted when the connection broke; for both no other host is tried.
 *
 * <p>Thread-safe; one message at a time.
 */
public final class MxTransport extends Transport {
    private static final System.Logger LOG = System.getLogger(MxTransport.class.getName());

    private final String protocol;

    /** For {@code Session}, which makes the transport. */
    public MxTransport(Session session, @Nullable URLName url) {
        super(session, url);
        this.protocol = url == null ? "smtp-mx" : url.getProtocol();
    }

    /**
     * Connects to nothing yet; checks the properties.
     *
     * @throws MessagingException if one of them is wrong
     */
    @Override
    protected boolean protocolConnect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        MxSetup.of(session, protocol);
        return true;
    }

    /**
     * Delivers {@code message}. Blocks until something is known about every recipient. Listeners get one event for all of
     * them.
     *
     * @throws SendFailedException if there is a recipient that it was not sent to
     * @throws MessagingException before anything is sent, if message or addresses are not those of Internet mail, or a
     *     property is wrong
     * @throws IllegalStateException if the transport is not connected
     */
    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        if (!isConnected()) {
            throw new IllegalStateException("not connected");
        }
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("only a MimeMessage can be sent");
        }
        MxSetup setup = MxSetup.of(session, protocol);
        Outcome outcome = new Outcome();
        Map<NextHop, List<InternetAddress>> recipients = byNextHop(addresses, outcome);
        ScopedSession.Scope scope = ScopedSession.open(setup.properties());
        try {
            recipients.forEach((nextHop, those) -> new DomainDelivery(setup, mime, those, outcome).deliver(nextHop));
        } finally {
            scope.close();
        }
        try {
            notifyTransportListeners(outcome.eventType(), outcome.sent(), outcome.unsent(), outcome.invalid(), message);
        } catch (RuntimeException e) {
            // What became of the recipients must be told, whatever becomes of the event.
            LOG.log(System.Logger.Level.WARNING, "the listeners could not be told", e);
        }
        outcome.throwUnlessComplete();
    }

    private Map<NextHop, List<InternetAddress>> byNextHop(Address[] addresses, Outcome outcome)
            throws MessagingException {
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        List<InternetAddress> all = withoutGroups(addresses);
        if (all.isEmpty()) {
            throw new SendFailedException("No recipient addresses: every group is empty");
        }
        Map<NextHop, List<InternetAddress>> recipients = new LinkedHashMap<>();
        for (InternetAddress recipient : all) {
            try {
                checkCharacters(recipient);
                recipients
                        .computeIfAbsent(NextHop.of(recipient), unused -> new ArrayList<>())
                        .add(recipient);
            } catch (MessagingException e) {
                outcome.invalid(List.of(recipient));
                outcome.because(e);
            }
        }
        return recipients;
    }

    /** Without SMTPUTF8, which is for the host to offer, an address has ASCII characters only (RFC 6531 section 3.2). */
    private void checkCharacters(InternetAddress recipient) throws MessagingException {
        if (!Smtputf8.isAscii(String.valueOf(recipient.getAddress())) && !Smtputf8.isAllowed(session)) {
            throw Smtputf8.refused();
        }
    }

    private static List<InternetAddress> withoutGroups(Address[] addresses) throws MessagingException {
        List<InternetAddress> single = new ArrayList<>();
        for (Address address : addresses) {
            if (!(address instanceof InternetAddress internet)) {
                throw new MessagingException(address + " is not an InternetAddress");
            }
            single.addAll(members(internet));
        }
        return single;
    }

    /** The members of a group; any other address, and one that only looks like a group, stands for itself. */
    private static List<InternetAddress> members(InternetAddress address) {
        try {
            InternetAddress[] members = address.isGroup() ? address.getGroup(true) : null;
            return members == null ? List.of(address) : List.of(members);
        } catch (AddressException e) {
            return List.of(address);
        }
    }
}
