package io.github.dane4j.mail;

import io.github.dane4j.smtp.HostPlan;
import io.github.dane4j.smtp.TlsRequirement;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.List;
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

    private final String protocol;
    private final boolean implicitTls;

    /** Those of the connection that stands, or of the last one. */
    private @Nullable ConnectionTls tls;

    /** Whether Angus will log in if the server lets it. */
    private boolean credentials;

    private @Nullable Timeouts timeouts;
    private @Nullable PeerSocket peer;
    private boolean handingOver;

    /** For {@code Session}, which makes the transport. */
    public SMTPTransport(Session session, @Nullable URLName url) {
        this(session, url, "smtp-dane", false);
    }

    SMTPTransport(Session session, @Nullable URLName url, String name, boolean implicitTls) {
        super(session, url, name, implicitTls);
        this.protocol = url == null ? name : url.getProtocol();
        this.implicitTls = implicitTls || isImplicitTls(protocol);
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
        if (properties.flag("auth") && (user == null || password == null)) {
            // As Angus does: Service then asks the application for them, and calls again.
            return false;
        }
        Planner planner = new Planner(properties);
        Endpoint endpoint = Endpoint.of(properties, host, port, implicitTls);
        Planner.Planned planned = planner.plan(endpoint.host(), endpoint.port());
        if (planned.plan().requirement() == TlsRequirement.SKIP) {
            throw logged(planned.plan(), Refusal.skipped(planned.plan()));
        }
        if (HostName.isAddress(endpoint.name())) {
            AddressWarning.log(endpoint.name(), properties);
        }
        boolean startsTls = endpoint.implicitTls() || getStartTLS() || getRequireStartTLS();
        return connect(
                ConnectionTls.toFixedHost(planned, endpoint, startsTls),
                endpoint.implicitTls(),
                planner.settings().keyManagers(),
                user,
                password);
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
        Timeouts limits = new Timeouts(properties);
        Session application = session;
        boolean startTls = getStartTLS();
        boolean requireStartTls = getRequireStartTLS();
        tls = planned;
        credentials = user != null && password != null;
        timeouts = limits;
        // For the time of connecting only: Service keeps passwords in the application's Session.
        ScopedSession.Scope scope = ScopedSession.open(planned.properties(properties, keyManagers));
        try {
            session = ScopedSession.instance();
            setStartTls(planned.use());
            Connecting.Connected connected = new Connecting(properties, limits).open(planned.plan());
            peer = connected.peer();
            handOver(tlsFirst ? underTls(connected.socket(), planned) : connected.socket());
            boolean authenticated = super.protocolConnect(
                    planned.plan().host().host(), planned.plan().host().port(), user, password);
            if (authenticated) {
                check(planned, connected.socket());
            }
            return authenticated;
        } catch (AuthenticationFailedException e) {
            throw e;
        } catch (MessagingException e) {
            abort();
            throw logged(planned.plan(), e);
        } finally {
            scope.close();
            session = application;
            setStartTLS(startTls);
            setRequireStartTLS(requireStartTls);
        }
    }

    private ProtocolProperties properties() {
        return ProtocolProperties.of(session, protocol);
    }

    private void setStartTls(TlsUse use) {
        switch (use) {
            case REQUIRED -> {
                setStartTLS(true);
                setRequireStartTLS(true);
            }
            case IF_OFFERED -> setStartTLS(true);
            case NONE -> {
                setStartTLS(false);
                setRequireStartTLS(false);
            }
            case AS_CONFIGURED -> {}
        }
    }

    /** TLS from the first byte. Angus's own way to it has several that lead around a socket factory. */
    private Socket underTls(Socket plain, ConnectionTls planned) throws MessagingException {
        String host = planned.plan().host().host();
        try {
            return SocketFetcher.startTLS(
                    plain, host, session.getProperties(), properties().prefixWithoutDot());
        } catch (IOException e) {
            throw planned.isOurs()
                    ? planned.failed(e)
                    : new MessagingException(
                            "Could not connect to SMTP host: " + planned.plan().host(), e);
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
                Level.DEBUG,
                "{0} at {1}: {2}",
                planned.plan().host(),
                connected.getRemoteSocketAddress(),
                planned.verdict(isSSL()));
    }

    static MessagingException logged(HostPlan plan, MessagingException e) {
        LOG.log(Level.INFO, "{0} not connected: {1}", plan.host(), Refusal.oneLine(e));
        return e;
    }

    /** Host and port of the connection, for a person. */
    final String host() {
        ConnectionTls current = tls;
        return current == null ? "no host" : current.plan().host().toString();
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
     * taken for a part of the message.
     */
    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        try {
            super.sendMessage(message, addresses);
        } catch (SendFailedException e) {
            throw e;
        } catch (MessagingException | RuntimeException e) {
            abort();
            throw e;
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
        ConnectionTls current = tls;
        if (current != null && !current.holds(isSSL())) {
            if (isSSL()) {
                throw current.unproven();
            }
            if (!extended || !supportsExtension("STARTTLS")) {
                throw current.notOffered(getLastServerResponse());
            }
        } else if (current != null && credentials && (supportsExtension("AUTH") || supportsExtension("AUTH=LOGIN"))) {
            // Here and not only at the command: what fails there is reported as a wrong password.
            current.permitCredentials();
        }
        return extended;
    }

    /** Starts TLS, and explains a failure. */
    @Override
    protected void startTLS() throws MessagingException {
        ConnectionTls current = tls;
        if (current == null || !current.isOurs()) {
            super.startTLS();
            return;
        }
        try {
            super.startTLS();
        } catch (MessagingException e) {
            throw current.failed(e, getLastServerResponse());
        }
    }

    /** Sends {@code command}, unless it would tell too much to a server that has not proven itself. */
    @Override
    protected void sendCommand(String command) throws MessagingException {
        ConnectionTls current = tls;
        Timeouts limits = timeouts;
        if (current == null || limits == null) {
            throw new MessagingException("not connected");
        }
        current.permit(command, isSSL());
        if (!Smtputf8.isAscii(command) && !(Smtputf8.isAllowed(session) && supportsExtension(Smtputf8.EXTENSION))) {
            throw Smtputf8.refused();
        }
        expectReply(command.equals(".") ? limits.endOfDataMillis() : limits.readMillis());
        super.sendCommand(command);
    }

    /** Ends the data in chunks (RFC 3030); the reply may take as long as that to a dot. */
    @Override
    protected void finishBdat() throws IOException, MessagingException {
        Timeouts limits = timeouts;
        if (limits != null) {
            expectReply(limits.endOfDataMillis());
        }
        super.finishBdat();
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
