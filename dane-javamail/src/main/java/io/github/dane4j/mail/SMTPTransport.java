package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import org.eclipse.angus.mail.util.SocketFetcher;
import org.jspecify.annotations.Nullable;

/**
 * Angus Mail's SMTP transport, with DANE (RFC 7672) for the one host that the application names.
 *
 * <p>Before each connection the TLSA records of host and port are looked up and validated with DNSSEC. What they ask for is
 * then enforced on that connection, whatever the other properties say: STARTTLS (or implicit TLS), and a certificate that
 * matches the records. The connection goes to the addresses of that lookup. Nothing but the greeting is said to a server
 * that has not proven itself; credentials and mail follow only then.
 *
 * <p>The properties {@code mail.<protocol>.dane} and {@code mail.<protocol>.dane.*} are described in the package
 * documentation; all others are those of Angus. DANE never lowers what they ask for. In mode {@code opportunistic}, a host
 * without secure TLSA records is connected to exactly as they say; for one whose records are all unusable they say how to
 * check the server, TLS is required, and credentials are sent only if PKIX authenticates the server as well. In mode
 * {@code mandatory} no connection is made to either.
 *
 * <p>Several messages can be sent over one connection. When the DNS answers by which it was made have expired, or the
 * policy for the host is another, DNS is asked again before the next message; where that makes a difference, the
 * connection is closed and made anew, with the arguments of {@code connect}. If that is refused, so is the message,
 * before anything is sent, and the transport is not connected any more.
 *
 * <p>Connecting, and each message, have their time: {@code dane.messagetimeout}.
 *
 * <p>Give the host by its name. An IP address has no TLSA records: in mode {@code opportunistic} mail goes there without DANE,
 * and the log has a warning for each such host; in mode {@code mandatory} it is refused.
 *
 * <p>Thread-safe as Angus's is: one connection, used by one thread at a time.
 */
public sealed class SMTPTransport extends org.eclipse.angus.mail.smtp.SMTPTransport
        permits SMTPSSLTransport, HostTransport {
    static final Logger LOG = System.getLogger("io.github.dane4j.mail");

    /** A class that is registered for one protocol can be named for another; the protocol then says what is meant. */
    private static final Set<String> IMPLICIT_TLS = Set.of("smtps", "smtps-dane");

    private static final int OK = 250;
    private static final int TEMPORARY = 400;
    private static final int PERMANENT = 500;
    private static final int END_OF_PERMANENT = 600;

    private final String protocol;
    private final boolean implicitTls;

    /** That of a delivery of which the connection is a part; null if connecting and each message have their own. */
    private @Nullable DeliveryTime whole;

    /** Those of the connection that stands, or of the last one. */
    private @Nullable ConnectionTls tls;

    /** What the connection to a fixed host was made by; null for one of a delivery, and if there was none. */
    private @Nullable Standing standing;

    /** Whether Angus will log in if the server lets it. */
    private boolean credentials;

    private @Nullable Timeouts timeouts;
    private @Nullable PeerSocket peer;
    private @Nullable InetAddress address;
    private @Nullable InetAddress localAddress;
    private TlsSessions.Stage stage = TlsSessions.Stage.UNKNOWN;
    private volatile @Nullable DeliveryTime time;
    private @Nullable Sending sending;
    private final EndOfData endOfData = new EndOfData();
    private final boolean utf8;

    /** Of the connection that stands, or stood last: what it is does not change. */
    private RecipientOutcome.@Nullable Attempt made;

    /** Under TLS, and in the reply to the last EHLO. */
    private boolean requireTlsOffered;

    /** Null if none was sent. */
    private @Nullable String replyToEhlo;

    /** Whether the last EHLO was answered in a way, or not at all, that says nothing of what the server offers. */
    private boolean ehloFailed;

    /** Of the last command. */
    private String verb = "";

    private boolean handingOver;

    /** The first reply to the end of the last message. */
    private @Nullable String replyToData;

    /** The last reply to MAIL or DATA of the last message, if it was a refusal. */
    private @Nullable String refusal;

    /** Whether a reply to a command of the last message did not come. */
    private boolean cut;

    /** To each recipient of the last message, in the order of being told. */
    private final List<Optional<ServerReply>> repliesToRecipients = new ArrayList<>();

    /**
     * How a connection to a fixed host came about, and until when that holds.
     *
     * @param host as given to {@code protocolConnect}, and so are port, user and password
     * @param planner before it knows of a policy for the relay
     * @param endpoint the relay
     * @param terms of the connection
     * @param expiry from when DNS must be asked again
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

        /** Whether DNS need not be asked again, as long as the policy for the relay is what it was; that is asked for. */
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
        this(session, url, name, implicitTls, null);
    }

    SMTPTransport(
            Session session, @Nullable URLName url, String name, boolean implicitTls, @Nullable DeliveryTime whole) {
        super(session, url, name, implicitTls);
        this.whole = whole;
        this.protocol = url == null ? name : url.getProtocol();
        this.implicitTls = implicitTls || isImplicitTls(protocol);
        // As Angus, which reads it once, and without it would cut characters to bytes.
        this.utf8 = Smtputf8.isAllowed(session);
    }

    static boolean isImplicitTls(String protocol) {
        return IMPLICIT_TLS.contains(protocol);
    }

    /**
     * Connects to {@code host} as its TLSA records ask for.
     *
     * @throws MessagingException nesting a {@link DaneRefusedException} if DANE does not allow the connection; or if a
     *     property is wrong, or the connection fails
     */
    @Override
    protected synchronized boolean protocolConnect(
            @Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        ProtocolProperties properties = properties();
        // Settings first: what is wrong with them must not look like a missing password.
        HostPlanner general = new HostPlanner(properties, ServiceKind.FIXED_HOST);
        Endpoint endpoint = Endpoint.of(properties, host, port, implicitTls);
        if (properties.flag("auth") && (user == null || password == null)) {
            // As Angus does: Service then asks the application for them, and calls again.
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
            throw logged(planned.host(), MailRefusal.skipped(planned.host(), refuse));
        }
        return planned;
    }

    /**
     * Asks DNS again if the answers that the connection was made by have expired, or the policy for the relay has changed. If
     * that makes a difference now, the connection is replaced by another one, as {@code connect} would make it.
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
            LOG.log(Level.DEBUG, "{0}: DNS or the policy says something else than when it was connected to", host());
        } catch (MessagingException e) {
            close();
            // The old connection was no attempt to send this message, and there was no other.
            tls = null;
            made = null;
            address = null;
            localAddress = null;
            throw e;
        }
        close();
        connect(current.host(), current.port(), current.user(), current.password());
    }

    /** Connects by a plan that is made. */
    final boolean connect(
            ConnectionTls planned,
            boolean tlsFirst,
            List<KeyManager> keyManagers,
            @Nullable String user,
            @Nullable String password)
            throws MessagingException {
        ProtocolProperties properties = properties();
        SmtpCommand.checkClientName(properties);
        Timeouts limits = new Timeouts(properties);
        TlsSessions sessions = TlsSessions.of(properties);
        DeliveryTime allowed = begin();
        Session application = session;
        boolean startTls = getStartTLS();
        boolean requireStartTls = getRequireStartTLS();
        tls = planned;
        made = null;
        credentials = user != null && password != null;
        timeouts = limits;
        // For the time of connecting only: Service keeps passwords in the application's Session.
        ScopedSession.Scope scope = ScopedSession.open(planned.properties(properties, keyManagers));
        try {
            session = ScopedSession.instance();
            setStartTls(planned);
            Connector connector = new Connector(properties, limits, allowed::opened);
            boolean connected;
            try {
                connected = connect(planned, connector, tlsFirst, user, password);
            } catch (MessagingException e) {
                if (!planned.retryMayHelp()) {
                    throw e;
                }
                abort();
                connected = connect(planned, connector, tlsFirst, user, password);
            }
            if (connected) {
                made = attempt().orElse(null);
                sessions.connected(planned, connection(), planned.audit(isSSL()));
            }
            return connected;
        } catch (MessagingException e) {
            MailRefusal.in(e).ifPresent(this::complete);
            if (!allowed.isOver()) {
                sessions.failed(planned, connection(), e);
            }
            if (isExpired(allowed)) {
                abort();
                throw logged(planned.host(), new MessagingException(allowed.explanation(host()), e));
            }
            if (allowed.isOver()) {
                abort();
                MessagingException expired = allowed.expired(host());
                // What the end of the time broke is not the server's fault: no application must find a refusal in it.
                if (MailRefusal.in(e).isEmpty()) {
                    expired.addSuppressed(e);
                }
                throw logged(planned.host(), expired);
            }
            if (e instanceof AuthenticationFailedException) {
                throw e;
            }
            abort();
            throw logged(planned.host(), e);
        } catch (RuntimeException | Error e) {
            abort();
            throw e;
        } finally {
            end(allowed);
            scope.close();
            session = application;
            setStartTLS(startTls);
            setRequireStartTLS(requireStartTls);
        }
    }

    private boolean connect(
            ConnectionTls planned,
            Connector connector,
            boolean tlsFirst,
            @Nullable String user,
            @Nullable String password)
            throws MessagingException {
        stage = TlsSessions.Stage.UNKNOWN;
        requireTlsOffered = false;
        replyToEhlo = null;
        ehloFailed = false;
        made = null;
        address = null;
        localAddress = null;
        Connector.Connected connected = connector.open(planned.planned());
        peer = connected.peer();
        address = connected.address();
        localAddress = connected.localAddress().orElse(null);
        handOver(tlsFirst ? underTls(connected.socket(), planned) : connected.socket());
        boolean authenticated =
                super.protocolConnect(planned.host().host(), planned.host().port(), user, password);
        if (authenticated) {
            check(planned, connected.socket());
        }
        return authenticated;
    }

    /** The time for connecting, or for one message, begins. */
    private DeliveryTime begin() throws MessagingException {
        DeliveryTime begun = whole == null ? new DeliveryTime(DeliverySettings.messageMillis(properties())) : whole;
        time = begun;
        return begun;
    }

    private void end(DeliveryTime begun) {
        if (whole == null) {
            begun.release();
        }
    }

    /** Whether a failure is explained by a time of ours that is over. Whoever began the whole explains that one. */
    private boolean isExpired(DeliveryTime begun) {
        return whole == null && begun.isOver();
    }

    /**
     * From now on the connection is a part of another delivery.
     *
     * @return false if that has no time left; the connection is closed then
     */
    final boolean moveTo(DeliveryTime delivery) {
        PeerSocket open = peer;
        if (open == null) {
            return false;
        }
        whole = delivery;
        time = delivery;
        try {
            delivery.opened(open);
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", host(), e.getMessage());
            return false;
        }
    }

    /** Whether nobody has closed the connection here, and the server has said nothing unasked, as far as has arrived. */
    final boolean isQuiet() {
        PeerSocket open = peer;
        try {
            return open != null && !open.isClosed() && open.getInputStream().available() == 0;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", host(), e.getMessage());
            return false;
        }
    }

    /** Whether the connection, made or tried, goes to one of {@code addresses}. */
    final boolean goesToOneOf(List<InetAddress> addresses) {
        InetAddress current = address;
        return current != null && addresses.contains(current);
    }

    /** The verb of the last command. */
    final String verb() {
        return verb;
    }

    /** The time of the current message or connection. */
    final @Nullable DeliveryTime time() {
        return time;
    }

    private ProtocolProperties properties() {
        return ProtocolProperties.of(session, protocol);
    }

    /** Leaves alone what the application's properties say, unless the plan says something. */
    private void setStartTls(ConnectionTls planned) {
        if (planned.isRequired()) {
            setStartTLS(true);
            setRequireStartTLS(true);
        } else if (planned.isOurs()) {
            setStartTLS(true);
        } else if (planned.isInTheClear()) {
            setStartTLS(false);
            setRequireStartTLS(false);
        }
    }

    /** TLS from the first byte. Angus's own way to it has several that lead around a socket factory. */
    private Socket underTls(Socket plain, ConnectionTls planned) throws MessagingException {
        String host = planned.host().host();
        try {
            Socket secured = SocketFetcher.startTLS(
                    plain, host, session.getProperties(), properties().prefixWithoutDot());
            stage = TlsSessions.Stage.ESTABLISHED;
            return secured;
        } catch (IOException e) {
            stage = TlsSessions.Stage.BROKEN;
            throw planned.isOurs()
                    ? planned.failed(e)
                    : new MessagingException("Could not connect to SMTP host: " + planned.host(), e);
        }
    }

    /** Gives Angus a connected socket. Its method for that goes on to connect, which {@link #connect} stops. */
    private void handOver(Socket connected) throws MessagingException {
        handingOver = true;
        try {
            super.connect(connected);
        } finally {
            handingOver = false;
        }
    }

    private void check(ConnectionTls planned, Socket connected) throws MessagingException {
        if (!planned.holds(isSSL())) {
            throw planned.unproven();
        }
        LOG.log(
                planned.level(),
                "{0} at {1}: {2}",
                planned.host(),
                connected.getRemoteSocketAddress(),
                planned.verdict(isSSL()));
    }

    static MessagingException logged(MailHost host, MessagingException e) {
        LOG.log(Level.INFO, "{0} not connected: {1}", host, MailRefusal.oneLine(e));
        return e;
    }

    /** What the server said to the end of the last message; empty if it said nothing. */
    final Optional<ServerReply> replyToData() {
        return ServerReply.of(replyToData);
    }

    /** How the server refused the last message before its data; empty if it did not. */
    final Optional<ServerReply> refusalOfMessage() {
        return ServerReply.of(refusal);
    }

    /** Whether the server ended the connection instead of a reply, or what it said was not a reply. */
    final boolean isCut() {
        return cut;
    }

    /** Whether the time for the last message is over. */
    final boolean isOutOfTime() {
        DeliveryTime last = time;
        return last != null && last.isOver();
    }

    /** What the server said to each recipient of the last message, in that order; of those that it was told. */
    final List<Optional<ServerReply>> repliesToRecipients() {
        return List.copyOf(repliesToRecipients);
    }

    /** Where the connection goes, and what protects it. */
    final Optional<RecipientOutcome.Attempt> attempt() {
        return Optional.ofNullable(made)
                .or(() -> Optional.ofNullable(tls)
                        .map(current -> current.attempt(Optional.ofNullable(address), isSSL())));
    }

    /** Tells a refusal of this connection what is known of it. */
    private void complete(DaneRefusedException refused) {
        String said = null;
        if (refused.reason() == Reason.STARTTLS_REFUSED) {
            said = getLastServerResponse();
        } else if (refused.reason() == Reason.STARTTLS_NOT_OFFERED
                || refused.reason() == Reason.REQUIRETLS_NOT_OFFERED) {
            said = replyToEhlo;
        }
        refused.met(
                Optional.ofNullable(address), attempt(), ServerReply.of(said).map(ServerReply::shown));
    }

    /** The connection that was tried last, as far as it came. */
    private TlsSessions.Connection connection() {
        return new TlsSessions.Connection(
                Optional.ofNullable(localAddress),
                Optional.ofNullable(address),
                stage,
                attempt().flatMap(RecipientOutcome.Attempt::tlsVersion));
    }

    /** Host and port of the connection, or of the last one, for a person. */
    final String host() {
        ConnectionTls current = tls;
        if (current != null) {
            return current.host().toString();
        }
        Standing last = standing;
        return last == null ? "no host" : last.terms().host().toString();
    }

    /** Drops the connection without a word to the server. */
    final void abort() {
        PeerSocket open = peer;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing after a failure failed too", e);
            }
        }
    }

    @Override
    public synchronized void connect(@Nullable String host, @Nullable String user, @Nullable String password)
            throws MessagingException {
        if (!handingOver) {
            super.connect(host, user, password);
        }
    }

    /**
     * Refused: TLSA records belong to a name and a port, and a connected socket has neither for certain. This transport
     * connects by itself, if need be through {@code mail.<protocol>.proxy.host} or {@code mail.<protocol>.socks.host}.
     *
     * @throws MessagingException always; the socket is left as it is
     */
    @Override
    public synchronized void connect(Socket connected) throws MessagingException {
        throw new MessagingException("DANE needs the name of the host, which a connected socket does not tell:"
                + " use connect(host, port, user, password)");
    }

    /**
     * Sends {@code message}. If that breaks off in the middle, the connection is dropped: whatever came next on it would be
     * taken for a part of the message. So it is when the time for the message is over, except that the reply to its end is
     * waited for with a timeout of its own. An {@code Error} of the message or its data sources reaches the caller, and among its
     * suppressed exceptions is a {@code SendFailedException} with the recipients. An address that is given twice is one
     * recipient. {@link RecipientOutcome#allIn} finds in a failure what became of each; an {@link OutcomeListener} learns it of
     * successes too.
     *
     * @throws UncertainDeliveryException if the server may have accepted the message, and did not say so
     * @throws SendFailedException if there is a recipient that the message was not sent to; also if an address cannot be
     *     sent in a command, and then it is sent to nobody
     */
    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        checkConnected();
        forgetLastMessage();
        if (whole != null) {
            // Whoever has the whole tells of it.
            transmit(message, addresses);
            return;
        }
        Optional<OutcomeListener> listener = properties().object(DaneProperty.OUTCOMES, OutcomeListener.class);
        List<InternetAddress> all = HostOutcomes.single(addresses);
        List<InternetAddress> told = Recipients.distinct(all);
        HostOutcomes outcomes = new HostOutcomes(this, told);
        try {
            try {
                renew();
            } finally {
                // A goodbye and a greeting that were not answered are not about the message.
                cut = false;
            }
            transmit(message, told.size() < all.size() ? told.toArray(InternetAddress[]::new) : addresses);
        } catch (MessagingException | RuntimeException | Error e) {
            List<RecipientOutcome> those = outcomes.of(e);
            if (!those.isEmpty()) {
                e.addSuppressed(new HostOutcomes.Attached(those));
                tell(listener, those, e);
            }
            throw e;
        }
        if (listener.isPresent()) {
            tell(listener, outcomes.of(null), null);
        }
    }

    private void forgetLastMessage() {
        endOfData.reset();
        replyToData = null;
        refusal = null;
        cut = false;
        repliesToRecipients.clear();
    }

    private static void tell(
            Optional<OutcomeListener> listener, List<RecipientOutcome> outcomes, @Nullable Throwable failure) {
        try {
            listener.ifPresent(each -> each.onOutcomes(outcomes));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the listener of outcomes failed", e);
        } catch (Error e) {
            e.addSuppressed(failure == null ? new HostOutcomes.Attached(outcomes) : failure);
            throw e;
        }
    }

    private void transmit(Message message, Address[] addresses) throws MessagingException {
        Sending current = new Sending(message, addresses);
        sending = current;
        DeliveryTime allowed = begin();
        try {
            if (whole == null) {
                putUnder(allowed);
            }
            super.sendMessage(message, addresses);
        } catch (MessagingException e) {
            if (endOfData.mayBeAccepted()) {
                abort();
                throw uncertain(current, e);
            }
            if (!(e instanceof SendFailedException failed)) {
                abort();
                throw isExpired(allowed) ? current.outcome(allowed.explanation(host()), e) : e;
            }
            throw current.isToldBy(failed) ? failed : current.outcome(String.valueOf(failed.getMessage()), failed);
        } catch (RuntimeException e) {
            abort();
            throw e;
        } catch (Error e) {
            abort();
            attach(current, e);
            throw e;
        } finally {
            end(allowed);
            sending = null;
        }
    }

    private void putUnder(DeliveryTime allowed) throws MessagingException {
        PeerSocket open = peer;
        if (open != null) {
            try {
                allowed.opened(open);
            } catch (IOException e) {
                throw new MessagingException("Can't send command to SMTP host", e);
            }
        }
    }

    /** Of those whom the server accepted; what it said of the others is certain. */
    private UncertainDeliveryException uncertain(Sending broken, @Nullable MessagingException cause) {
        List<InternetAddress> told = HostOutcomes.single(broken.recipients());
        Address[] waiting = Recipients.refused(told, this, false).toArray(Address[]::new);
        return new UncertainDeliveryException(
                host(),
                waiting.length == 0
                        ? cause
                        : new SendFailedException(
                                host() + ": recipients refused for now: " + waiting.length,
                                cause,
                                new Address[0],
                                waiting,
                                new Address[0]),
                Recipients.accepted(told, this).toArray(Address[]::new),
                Recipients.refused(told, this, true).toArray(Address[]::new));
    }

    /** Tells with {@code error} what became of the message. */
    void attach(Sending broken, Error error) {
        error.addSuppressed(
                endOfData.mayBeAccepted() ? uncertain(broken, null) : broken.outcome("broken off by " + error, null));
    }

    /** Says who sends, unless an address of the message cannot be sent as it is: then nothing is said at all. */
    @Override
    protected void mailFrom() throws MessagingException {
        Sending current = sending;
        if (current != null) {
            try {
                Envelope.check(
                        current.message(),
                        current.recipients(),
                        session,
                        properties().name("from"),
                        takesUtf8());
                checkRequireTls(current);
            } catch (SendFailedException e) {
                notifyTransportListeners(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        e.getValidSentAddresses(),
                        e.getValidUnsentAddresses(),
                        e.getInvalidAddresses(),
                        current.message());
                throw e;
            }
        }
        super.mailFrom();
    }

    private void checkRequireTls(Sending current) throws MessagingException {
        if (current.message() instanceof MimeMessage mime
                && MessageTls.of(mime, session, protocol) == MessageTls.REQUIRED) {
            Optional<MessagingException> objection = objectionToRequireTls();
            if (objection.isPresent()) {
                throw current.outcome(objection.get().getMessage(), objection.get());
            }
        }
    }

    /** What keeps a message with REQUIRETLS from this connection (RFC 8689 section 4.2.1); empty if nothing does. */
    final Optional<MessagingException> objectionToRequireTls() {
        Optional<MessagingException> objection = findObjectionToRequireTls();
        objection.flatMap(MailRefusal::in).ifPresent(this::complete);
        return objection;
    }

    private Optional<MessagingException> findObjectionToRequireTls() {
        ConnectionTls current = tls;
        if (current == null) {
            return Optional.of(new MessagingException("not connected"));
        }
        if (ehloFailed && !isSSL()) {
            return Optional.of(current.notGreeted(replyToEhlo));
        }
        Optional<MessagingException> objection = current.objectionToRequireTls(isSSL());
        if (objection.isPresent() || requireTlsOffered) {
            return objection;
        }
        return Optional.of(ehloFailed ? current.notGreeted(replyToEhlo) : current.requireTlsNotOffered(replyToEhlo));
    }

    /**
     * The command with REQUIRETLS only where the connection is fit for it. A delivery report goes without it where it is not (RFC
     * 8689 section 5).
     */
    private String withFitParameters(String mail) throws MessagingException {
        Optional<MessagingException> objection =
                MessageTls.isAskedByCommand(mail) ? objectionToRequireTls() : Optional.empty();
        if (objection.isEmpty()) {
            return mail;
        }
        if (!SmtpCommand.isWithoutSender(mail)) {
            throw objection.get();
        }
        return MessageTls.withoutParameter(mail);
    }

    /** Whether an address may have other characters than those of ASCII. */
    final boolean takesUtf8() {
        return utf8 && supportsExtension(Smtputf8.EXTENSION);
    }

    /** Tells the listeners. The caller must learn what became of the message, whatever becomes of the event. */
    @Override
    protected void notifyTransportListeners(
            int type,
            Address @Nullable [] sent,
            Address @Nullable [] unsent,
            Address @Nullable [] invalid,
            Message message) {
        Sending current = sending == null ? new Sending(message, null) : sending;
        current.told(sent, unsent, invalid);
        try {
            super.notifyTransportListeners(type, current.sent(), current.unsent(), current.invalid(), message);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the listeners could not be told", e);
        }
    }

    /** Says goodbye. What became of the messages is known by then, and must not be hidden by a failure of this. */
    @Override
    public synchronized void close() {
        try {
            super.close();
        } catch (MessagingException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", host(), e.getMessage());
        }
    }

    /** Greets the server, and gives up on one that hides a STARTTLS that is required, or was not judged under TLS. */
    @Override
    protected boolean ehlo(@Nullable String domain) throws MessagingException {
        boolean extended = super.ehlo(domain);
        replyToEhlo = getLastServerResponse();
        // By a permanent refusal a server without extensions says that it has none; under TLS it has had some before.
        ehloFailed = !extended && (isSSL() || !isPermanent(getLastReturnCode()));
        requireTlsOffered = extended && isSSL() && supportsExtension(MessageTls.PARAMETER);
        if (!isSSL()) {
            stage = ehloFailed
                    ? TlsSessions.Stage.UNKNOWN
                    : extended && supportsExtension("STARTTLS")
                            ? TlsSessions.Stage.OFFERED
                            : TlsSessions.Stage.NOT_OFFERED;
        }
        ConnectionTls current = tls;
        if (current != null && !current.holds(isSSL())) {
            if (isSSL()) {
                throw current.unproven();
            }
            if (!extended || !supportsExtension("STARTTLS")) {
                throw ehloFailed ? current.notGreeted(replyToEhlo) : current.notOffered(replyToEhlo);
            }
        } else if (current != null && credentials && (supportsExtension("AUTH") || supportsExtension("AUTH=LOGIN"))) {
            // Here and not only at the command: what fails there is reported as a wrong password.
            current.permitCredentials();
        }
        return extended;
    }

    private static boolean isPermanent(int code) {
        return code >= PERMANENT && code < END_OF_PERMANENT;
    }

    /** Starts TLS, and explains a failure. */
    @Override
    protected void startTLS() throws MessagingException {
        ConnectionTls current = tls;
        try {
            super.startTLS();
            stage = TlsSessions.Stage.ESTABLISHED;
        } catch (MessagingException e) {
            stage = e.getNextException() instanceof IOException ? TlsSessions.Stage.BROKEN : TlsSessions.Stage.REFUSED;
            throw current == null || !current.isOurs() ? e : current.failed(e, getLastServerResponse());
        }
    }

    /**
     * Sends {@code command}, unless it could be taken for two, or would tell too much to a server that has not proven itself.
     */
    @Override
    protected void sendCommand(String command) throws MessagingException {
        ConnectionTls current = tls;
        Timeouts limits = timeouts;
        if (current == null || limits == null) {
            throw new MessagingException("not connected");
        }
        String checked = SmtpCommand.checked(command);
        current.permit(checked, isSSL());
        if (!Smtputf8.isAscii(checked) && !takesUtf8()) {
            throw Smtputf8.refused(checked);
        }
        verb = SmtpCommand.verb(checked);
        if (verb.equals("MAIL")) {
            checked = withFitParameters(checked);
        }
        if (verb.equals(EndOfData.COMMAND)) {
            suspendTime();
            endOfData.sent();
        } else {
            endOfData.nextCommand();
        }
        expectReply(limits.replyMillis(verb));
        super.sendCommand(checked);
    }

    private void suspendTime() throws MessagingException {
        DeliveryTime current = time;
        if (current != null) {
            try {
                current.suspend();
            } catch (IOException e) {
                throw new MessagingException("Can't send command to SMTP host", e);
            }
        }
    }

    /** Sends an answer to a challenge of AUTH. */
    @Override
    protected int simpleCommand(byte[] line) throws MessagingException {
        SmtpCommand.check(line);
        return super.simpleCommand(line);
    }

    /**
     * Reads a reply. Angus takes 250 alone for a success where any other code that begins with 2 is one as well (RFC 5321
     * section 4.3.2); for MAIL, and for the end of the data, it gets to see that.
     */
    @Override
    protected int readServerResponse() throws MessagingException {
        boolean end = endOfData.isAwaited();
        int code = readResponse();
        cut |= code < 0;
        if (end) {
            replyToData = getLastServerResponse();
        } else if (verb.equals("RCPT")) {
            repliesToRecipients.add(ServerReply.of(getLastServerResponse()));
        } else if ((verb.equals("MAIL") || verb.equals("DATA")) && code >= TEMPORARY) {
            refusal = getLastServerResponse();
        }
        boolean decides = endOfData.isAwaited() || verb.equals("MAIL");
        endOfData.heard(code);
        return decides && EndOfData.isPositive(code) ? OK : code;
    }

    private int readResponse() throws MessagingException {
        try {
            return super.readServerResponse();
        } finally {
            DeliveryTime current = time;
            if (current != null) {
                current.resume();
            }
        }
    }

    /**
     * Never CHUNKING: Angus doubles the dot at the beginning of a line in chunks too, where no server takes it away again.
     * Messages always go with DATA.
     */
    @Override
    public boolean supportsExtension(String extension) {
        return !extension.equalsIgnoreCase("CHUNKING") && super.supportsExtension(extension);
    }

    /** Whether the server may have accepted the last message although it did not say so. */
    final boolean mayBeAccepted() {
        return endOfData.mayBeAccepted();
    }

    /** Whether the server refused the last message as a whole, and for good. */
    final boolean refusedForGood() {
        return endOfData.refusedForGood();
    }

    private void expectReply(int millis) throws MessagingException {
        PeerSocket open = peer;
        if (open != null) {
            try {
                open.expectReply(millis);
            } catch (IOException e) {
                throw new MessagingException("Can't send command to SMTP host", e);
            }
        }
    }
}
