package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a message to the mail servers of its recipients' domains, without a smarthost (RFC 5321 section 5.1), with DANE
 * (RFC 7672). Protocol {@code smtp-mx}, properties {@code mail.smtp-mx.*}; a host given to {@code connect} is ignored.
 *
 * <p>For each domain of the recipients the MX records are looked up, then for each host in turn addresses and TLSA records,
 * and what these demand is enforced as in {@link SMTPTransport}. If a host must not be used, cannot be reached, or gives a
 * temporary failure in its greeting or in reply to MAIL or the end of the data, the next host is tried; at most 10 hosts and
 * 5 addresses of each. Recipients that a host refuses for now (4xx) are tried at the next host too.
 *
 * <p>The domains of a message are delivered to in parallel, a limited number at a time. Each domain has a time limit, and so
 * has the message: see {@code dane.paralleldomains}, {@code dane.domaintimeout} and {@code dane.messagetimeout} in the
 * package documentation. A message to several domains is rendered once, in the caller's thread, and held in memory
 * meanwhile; if that thread is interrupted while it waits for them, what is not yet delivered stays unsent.
 *
 * <p>A connection to a host is kept for the next message to the same domain, until {@link #close}: {@code
 * dane.pooledconnections}, {@code dane.idletimeout} and {@code dane.messagesperconnection} limit that, and no connection is
 * kept longer than five minutes. For each message the MX records, addresses and TLSA records are looked up again, which
 * costs nothing while the answers are cached; the connection is used only if a new one to that host would be made in the
 * same way: to the same address, under the same policy and with the same properties of the Session. If the server has closed
 * it meanwhile, or closes it before it has accepted the message, another is made. Static {@code Transport.send} makes a new
 * transport, and so new connections, for each message.
 *
 * <p>Unspecified and multicast addresses are never connected to, and loopback addresses only if a property allows that, for
 * tests; another property excludes private addresses.
 *
 * <p>To a host that is not covered by DANE, in mode {@code opportunistic}, TLS is used if STARTTLS is offered, without
 * checking the certificate. If that handshake fails, it is tried once more without a server name, which some servers cannot
 * handle; then the mail goes in the clear, as it would if STARTTLS were not offered. The property {@code
 * mail.smtp-mx.starttls.required} rules that out.
 *
 * <p>No host gets credentials, whatever the properties and the Session contain.
 *
 * <p>{@link #sendMessage} fails with one {@code SendFailedException} for all recipients. <em>Valid sent</em>: a host has
 * accepted the message for them. <em>Invalid</em>: their domain does not exist or takes no mail, or a host refused them
 * permanently (5xx). <em>Valid unsent</em>: all others; try again later. These include the recipients of a message that a
 * host refused permanently as a whole (a {@code SMTPSendFailedException} in the chain then has the 5xx), and of one that may
 * have been accepted when the connection broke (an {@link UncertainDeliveryException}); in both cases no other host is
 * tried. They also include the recipients of a message with REQUIRETLS (RFC 8689) that no host satisfies.
 *
 * <p>{@link RecipientOutcome#allIn} finds in that exception the outcome for each recipient, with the host, its TLS, its
 * reply, and whether to try again; an {@link OutcomeListener} receives successes too. An address given twice is one
 * recipient.
 *
 * <p>Thread-safe; one message at a time.
 */
public final class MxTransport extends Transport {
    private static final System.Logger LOG = System.getLogger(MxTransport.class.getName());

    private final String protocol;
    private final ConnectionPool pool;

    /** The settings as last read. */
    private @Nullable MxSettings last;

    /** For {@code Session}, which makes the transport. */
    public MxTransport(Session session, @Nullable URLName url) {
        this(session, url, System::nanoTime);
    }

    /** A transport whose connections age by {@code clock}, a stand-in for {@code System.nanoTime}. */
    MxTransport(Session session, @Nullable URLName url, LongSupplier clock) {
        super(session, url);
        this.pool = new ConnectionPool(clock);
        this.protocol = url == null ? "smtp-mx" : url.getProtocol();
    }

    /**
     * Makes no connection yet; checks the properties.
     *
     * @throws MessagingException if one of them is wrong
     */
    @Override
    protected boolean protocolConnect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        last = MxSettings.of(session, protocol);
        return true;
    }

    /**
     * Delivers {@code message}. Blocks until the outcome for every recipient is known. Listeners get one event for all of
     * them.
     *
     * @throws SendFailedException if it was not sent to every recipient
     * @throws Error if the message, or anything else, throws one; a {@code SendFailedException} with the outcome for each
     *     recipient is among its suppressed exceptions
     * @throws MessagingException before anything is sent, if the message or an address is not one of Internet mail, or a
     *     property is invalid
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
        MxSettings setup = MxSettings.of(session, protocol, last);
        last = setup;
        Envelope.checkSender(mime, session, "mail." + protocol + ".from", Smtputf8.isAllowed(session));
        pool.begin(setup.settings(), setup.ofConnections());
        Outcome outcome = new Outcome();
        deliver(setup, mime, MessageTls.of(mime, session, protocol), byNextHop(addresses, outcome), outcome);
        tell(setup, outcome);
        try {
            notifyTransportListeners(outcome.eventType(), outcome.sent(), outcome.unsent(), outcome.invalid(), message);
        } catch (RuntimeException e) {
            // The outcome must be reported even if the event cannot be delivered.
            LOG.log(System.Logger.Level.WARNING, "cannot notify the transport listeners", e);
        } catch (Error e) {
            outcome.error(e);
        }
        outcome.throwUnlessComplete();
    }

    /** Closes the idle connections. */
    @Override
    public synchronized void close() throws MessagingException {
        pool.close();
        super.close();
    }

    private static void tell(MxSettings setup, Outcome outcome) {
        try {
            setup.listener().ifPresent(listener -> listener.onOutcomes(outcome.recipients()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the outcome listener failed", e);
        } catch (Error e) {
            outcome.error(e);
        }
    }

    private void deliver(
            MxSettings setup,
            MimeMessage message,
            MessageTls asked,
            Map<NextHop, List<InternetAddress>> recipients,
            Outcome outcome) {
        MimeMessage ready;
        try {
            ready = recipients.size() > 1 ? RenderedMessage.of(message, session) : message;
        } catch (IOException | MessagingException | RuntimeException | Error e) {
            recipients.forEach((nextHop, those) -> {
                outcome.unsent(those);
                outcome.tell(() -> Recipients.unattempted(
                        those, nextHop.text(), RecipientOutcome.Kind.DEFERRED, StatusCode.UNDEFINED));
            });
            outcome.because(new MessagingException(
                    "4.0.0 the message cannot be written: " + e, e instanceof Exception cause ? cause : null));
            if (e instanceof Error error) {
                outcome.error(error);
            }
            return;
        }
        long end = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(setup.settings().messageMillis());
        List<DomainDelivery> deliveries = new ArrayList<>();
        recipients.forEach(
                (nextHop, those) -> deliveries.add(new DomainDelivery(setup, pool, ready, asked, nextHop, those, end)));
        SideBySide.run(deliveries, setup.settings().parallelDomains(), () -> deliveries.forEach(DomainDelivery::stop));
        deliveries.forEach(delivery -> outcome.add(delivery.outcome()));
    }

    private Map<NextHop, List<InternetAddress>> byNextHop(Address[] addresses, Outcome outcome)
            throws MessagingException {
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        List<InternetAddress> all = Recipients.distinct(Envelope.withoutGroups(addresses));
        if (all.isEmpty()) {
            throw new SendFailedException("No recipient addresses: every group is empty");
        }
        Map<NextHop, List<InternetAddress>> recipients = new LinkedHashMap<>();
        // Whether a host supports SMTPUTF8 is known only when it is connected to.
        boolean utf8 = Smtputf8.isAllowed(session);
        for (InternetAddress recipient : all) {
            try {
                NextHop nextHop = NextHop.of(Envelope.recipient(recipient, utf8));
                recipients.computeIfAbsent(nextHop, unused -> new ArrayList<>()).add(recipient);
            } catch (MessagingException e) {
                outcome.invalid(List.of(recipient));
                outcome.tell(() -> Recipients.unattempted(
                        List.of(recipient), "", RecipientOutcome.Kind.FAILED, SmtpCommand.BAD_RECIPIENT));
                outcome.because(e);
            }
        }
        return recipients;
    }
}
