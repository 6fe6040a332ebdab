package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import io.github.dane4j.policy.TlsPlan;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Angus Mail's SMTP transport, with DANE (RFC 7672) for the one host that the application names.
 *
 * <p>Before each connection the TLSA records of host and port are looked up and validated with DNSSEC. What they demand is
 * enforced on that connection, whatever the other properties say: STARTTLS (or implicit TLS), and a certificate that matches
 * the records. The connection goes to the addresses from that lookup. Until the server has proven itself it gets only a
 * greeting; credentials and mail follow after that.
 *
 * <p>The properties {@code mail.<protocol>.dane} and {@code mail.<protocol>.dane.*} are described in the package
 * documentation; all others are those of Angus. DANE never lowers what they demand. In mode {@code opportunistic}, a host
 * without secure TLSA records is connected to exactly as they say; for a host whose records are all unusable, TLS is
 * required, they decide how to check the server, and credentials are sent only if PKIX authenticates the server as well. In
 * mode {@code mandatory} no connection is made to either.
 *
 * <p>Several messages can be sent over one connection. When the DNS answers behind it have expired, or the policy for the
 * host has changed, DNS is asked again before the next message. If the result differs, the connection is closed and opened
 * again with the arguments of {@code connect}. If that is refused, so is the message, before anything is sent, and the
 * transport is no longer connected.
 *
 * <p>Connecting, and each message, have a time limit: {@code dane.messagetimeout}.
 *
 * <p>Give the host by its name. An IP address has no TLSA records: in mode {@code opportunistic} mail goes there without
 * DANE, and a warning is logged for each such host; in mode {@code mandatory} it is refused.
 *
 * <p>Thread-safe as Angus's is: one connection, used by one thread at a time.
 */
public sealed class SMTPTransport extends DaneSmtpTransport permits SMTPSSLTransport {
    /** A class registered for one protocol can be configured for another; the protocol then decides. */
    private static final Set<String> IMPLICIT_TLS = Set.of("smtps", "smtps-dane");

    private final boolean implicitTls;

    /** The basis of the last connection; null if there was none. */
    private @Nullable Standing standing;

    /**
     * The basis of a connection to a fixed host, and how long it is valid.
     *
     * @param host the host as given to {@code protocolConnect}, like port, user and password
     * @param planner the planner before a policy for the relay is applied
     * @param endpoint the relay
     * @param terms the terms of the connection
     * @param expiry when DNS must be asked again
     */
    private record Standing(
            @Nullable String host,
            int port,
            @Nullable String user,
            @Nullable String password,
            HostPlanner planner,
            Endpoint endpoint,
            ConnectionTerms terms,
            Instant expiry) {
        Standing until(Instant other) {
            return new Standing(host, port, user, password, planner, endpoint, terms, other);
        }

        /** Whether the answers are still valid and the policy for the relay is the same. */
        boolean isCurrent() throws MessagingException {
            return Instant.now().isBefore(expiry)
                    && terms.areBy(planner.to(endpoint).settings());
        }

        /** Without the password. */
        @Override
        public String toString() {
            return terms + " until " + expiry;
        }
    }

    /** For {@code Session}, which makes the transport. */
    public SMTPTransport(Session session, @Nullable URLName url) {
        this(session, url, "smtp-dane", false);
    }

    SMTPTransport(Session session, @Nullable URLName url, String name, boolean implicitTls) {
        super(session, url, name, implicitTls);
        this.implicitTls = implicitTls || isImplicitTls(url == null ? name : url.getProtocol());
    }

    static boolean isImplicitTls(String protocol) {
        return IMPLICIT_TLS.contains(protocol);
    }

    /**
     * Connects to {@code host} as its TLSA records demand.
     *
     * @throws MessagingException nesting a {@link DaneRefusedException} if DANE does not allow the connection; or if a
     *     property is wrong, or the connection fails
     */
    @Override
    protected synchronized boolean protocolConnect(
            @Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        ProtocolProperties properties = properties();
        // Settings first: an error in them must not look like a missing password.
        HostPlanner general = new HostPlanner(properties, ServiceKind.FIXED_HOST);
        Endpoint endpoint = Endpoint.of(properties, host, port, implicitTls);
        if (properties.flag("auth") && (user == null || password == null)) {
            // Like Angus: Service then asks the application for them, and calls again.
            return false;
        }
        HostPlanner planner = general.to(endpoint);
        PlannedHost planned = plan(properties, planner, endpoint);
        if (HostName.isAddress(endpoint.name()) && planner.settings().mode() != DaneMode.NONE) {
            AddressWarning.log(endpoint.name(), properties);
        }
        boolean startsTls = endpoint.implicitTls() || getStartTLS() || getRequireStartTLS();
        boolean connected = connect(
                ConnectionTls.toFixedHost(
                        planned, endpoint, startsTls, planner.settings().pkix()),
                endpoint.implicitTls(),
                planner.settings().keyManagers(),
                user,
                password);
        standing = new Standing(
                host,
                port,
                user,
                password,
                general,
                endpoint,
                planner.terms(planned),
                ConnectionTerms.expiry(planned.plan()));
        return connected;
    }

    private static PlannedHost plan(ProtocolProperties properties, HostPlanner planner, Endpoint endpoint)
            throws MessagingException {
        PlannedHost planned = planner.plan(endpoint);
        if (planned.plan() instanceof TlsPlan.Refuse refuse) {
            TlsSessions.of(properties).skipped(planned.host(), refuse);
            throw MailLog.notConnected(planned.host(), MailRefusal.skipped(planned.host(), refuse));
        }
        return planned;
    }

    /**
     * Asks DNS again if the answers behind the connection have expired, or the policy for the relay has changed. If the
     * result differs, the connection is replaced by a new one, made as {@code connect} would.
     */
    private void renew() throws MessagingException {
        Standing current = standing;
        if (current == null) {
            return;
        }
        try {
            if (current.isCurrent()) {
                return;
            }
            ProtocolProperties properties = properties();
            Endpoint endpoint = Endpoint.of(properties, current.host(), current.port(), implicitTls);
            HostPlanner planner = new HostPlanner(properties, ServiceKind.FIXED_HOST).to(endpoint);
            PlannedHost planned = plan(properties, planner, endpoint);
            if (planner.terms(planned).equals(current.terms())
                    && goesToOneOf(planned.plan().addresses())) {
                standing = current.until(ConnectionTerms.expiry(planned.plan()));
                return;
            }
            MailLog.LOG.log(Level.DEBUG, "{0}: DNS or the policy has changed since the connection was made", host());
        } catch (MessagingException e) {
            close();
            // The old connection was not an attempt to send this message, and there has been no other.
            forgetConnection();
            throw e;
        }
        close();
        connect(current.host(), current.port(), current.user(), current.password());
    }

    /** Connecting and each message have a time limit of their own. */
    @Override
    final DeliveryTime begin() throws MessagingException {
        return new DeliveryTime(DeliverySettings.messageMillis(properties()));
    }

    @Override
    final void end(DeliveryTime begun) {
        begun.release();
    }

    @Override
    final boolean explainsExpiry() {
        return true;
    }

    @Override
    final void enter(DeliveryTime begun) throws MessagingException {
        try {
            putUnder(begun);
        } catch (IOException e) {
            throw new MessagingException("Can't send command to SMTP host", e);
        }
    }

    @Override
    final String lastHost() {
        Standing last = standing;
        return last == null ? super.lastHost() : last.terms().host().toString();
    }

    /**
     * Sends {@code message}. If that fails in the middle, the connection is closed: whatever came next on it would be taken
     * for part of the message. The same happens when the time for the message is over, except that the reply to its end has
     * a timeout of its own. An {@code Error} of the message or its data sources reaches the caller, and among its suppressed
     * exceptions is a {@code SendFailedException} with the recipients. An address given twice is one recipient. {@link
     * RecipientOutcome#allIn} finds the outcome for each recipient in a failure; an {@link OutcomeListener} receives
     * successes too.
     *
     * @throws UncertainDeliveryException if the server may have accepted the message without saying so
     * @throws SendFailedException if the message was not sent to every recipient; also if an address cannot be sent in a
     *     command, and then it is sent to nobody
     */
    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        checkConnected();
        replies().reset();
        Optional<OutcomeListener> listener = properties().object(DaneProperty.OUTCOMES, OutcomeListener.class);
        List<InternetAddress> all = HostOutcomes.single(addresses);
        List<InternetAddress> told = Recipients.distinct(all);
        try {
            try {
                renew();
            } finally {
                // An unanswered QUIT or greeting is not about the message.
                replies().forgetCut();
            }
            transmit(message, told.size() < all.size() ? told.toArray(InternetAddress[]::new) : addresses);
        } catch (MessagingException | RuntimeException | Error e) {
            List<RecipientOutcome> those = new HostOutcomes(this, told).of(e);
            if (!those.isEmpty()) {
                e.addSuppressed(new HostOutcomes.Attached(those));
                tell(listener, those, e);
            }
            throw e;
        }
        if (listener.isPresent()) {
            tell(listener, new HostOutcomes(this, told).of(null), null);
        }
    }

    private static void tell(
            Optional<OutcomeListener> listener, List<RecipientOutcome> outcomes, @Nullable Throwable failure) {
        try {
            listener.ifPresent(each -> each.onOutcomes(outcomes));
        } catch (RuntimeException e) {
            MailLog.LOG.log(Level.WARNING, "the outcome listener failed", e);
        } catch (Error e) {
            e.addSuppressed(failure == null ? new HostOutcomes.Attached(outcomes) : failure);
            throw e;
        }
    }
}
