package io.github.dane4j.mail;

import io.github.dane4j.policy.TlsPlan;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of one store. A store may open one at any time: for a folder, or to replace a dead one. Each is
 * looked up, connected and secured on its own, before Angus sees it. Thread-safe.
 */
final class StoreConnections {
    /**
     * The host that Angus is given: an address where nothing can listen. If Angus ever connects by itself it gets nowhere,
     * and no unused name is looked up.
     */
    static final String NOWHERE = "255.255.255.255";

    private static final Logger LOG = System.getLogger("io.github.dane4j.mail");

    private static final Set<String> IMPLICIT_TLS = Set.of("imaps", "imaps-dane", "pop3s", "pop3s-dane");

    /** The differences between stores. */
    enum Kind {
        IMAP(143, 993),
        POP3(110, 995);

        private final int port;
        private final int tlsPort;

        Kind(int port, int tlsPort) {
            this.port = port;
            this.tlsPort = tlsPort;
        }

        private StartTlsDialogue.Result startTls(StartTlsDialogue dialogue) throws IOException {
            return switch (this) {
                case IMAP -> dialogue.imap();
                case POP3 -> dialogue.pop3();
            };
        }
    }

    private final Session application;
    private final String protocol;
    private final Kind kind;

    StoreConnections(Session application, String protocol, Kind kind) {
        this.application = application;
        this.protocol = protocol;
        this.kind = kind;
    }

    String protocol() {
        return protocol;
    }

    private ProtocolProperties properties() {
        return ProtocolProperties.of(application, protocol);
    }

    /**
     * The host and port to connect to.
     *
     * @throws MessagingException if a property is wrong
     */
    Endpoint endpoint(@Nullable String host, int port) throws MessagingException {
        ProtocolProperties properties = properties();
        boolean tls = IMPLICIT_TLS.contains(protocol) || properties.isTrue("ssl.enable");
        int configured = port == -1 ? properties.number("port").orElse(-1) : port;
        return Endpoint.of(properties, host, configured == -1 ? tls ? kind.tlsPort : kind.port : configured, tls);
    }

    /**
     * The properties under which Angus gets all its sockets from {@code sockets}. Properties that affect connecting are
     * applied when a socket connects.
     */
    LayeredProperties properties(Supplier<StoreSocket> sockets) {
        ProtocolProperties properties = properties();
        return LayeredProperties.over(properties.properties())
                .with(properties.name("socketFactory"), new UnconnectedSockets(sockets))
                .with(properties.name("socketFactory.fallback"), "false")
                .without(
                        properties.name("socketFactory.class"),
                        properties.name("socketFactory.port"),
                        properties.name("ssl.enable"),
                        properties.name("starttls.enable"),
                        properties.name("starttls.required"),
                        properties.name("proxy.host"),
                        properties.name("socks.host"),
                        properties.name("localaddress"),
                        properties.name("localport"),
                        properties.name("connectiontimeout"),
                        properties.name("timeout"),
                        properties.name("writetimeout"),
                        properties.name("usesocketchannels"))
                .build();
    }

    /** A Session with these properties that shows its debug output where the application's does. */
    Session session(LayeredProperties properties) {
        Session session = Session.getInstance(properties);
        session.setDebugOut(application.getDebugOut());
        session.setDebug(application.getDebug());
        return session;
    }

    /** An unconnected socket to the host; connecting it takes the time of DNS, TCP and TLS. */
    StoreSocket socket(String host, int port) {
        return new StoreSocket(() -> open(host, port));
    }

    private StoreSocket.Ready open(String host, int port) throws MessagingException {
        ProtocolProperties properties = properties();
        HostPlanner planner = new HostPlanner(properties, ServiceKind.STORE);
        Endpoint endpoint = endpoint(host, port);
        PlannedHost planned = planner.plan(endpoint);
        if (planned.plan() instanceof TlsPlan.Refuse refuse) {
            throw MailLog.notConnected(planned.host(), MailRefusal.skipped(planned.host(), refuse));
        }
        StoreTls tls =
                new StoreTls(planned, endpoint, properties, planner.settings().keyManagers());
        Connector connector = new Connector(properties, new Timeouts(properties));
        int readMillis = Math.max(0, properties.number("timeout").orElse(0));
        try {
            return open(planned, endpoint, tls, connector, readMillis);
        } catch (MessagingException e) {
            if (!tls.retryMayHelp()) {
                throw MailLog.notConnected(planned.host(), e);
            }
        }
        try {
            return open(planned, endpoint, tls, connector, readMillis);
        } catch (MessagingException e) {
            throw MailLog.notConnected(planned.host(), e);
        }
    }

    private StoreSocket.Ready open(
            PlannedHost planned, Endpoint endpoint, StoreTls tls, Connector connector, int readMillis)
            throws MessagingException {
        Connector.Connected connected = connector.open(planned);
        try {
            StoreSocket.Ready ready =
                    endpoint.implicitTls() ? implicitly(tls, connected.socket()) : secured(tls, connected.socket());
            connected.peer().endOfReplies();
            ready.socket().setSoTimeout(readMillis);
            LOG.log(
                    tls.level(),
                    "{0} at {1}: {2}",
                    planned.host(),
                    ready.socket().getRemoteSocketAddress(),
                    tls.verdict(ready.secured()));
            tls.audit(ready.secured());
            return ready;
        } catch (MessagingException e) {
            MailRefusal.in(e)
                    .ifPresent(refused ->
                            refused.met(Optional.of(connected.address()), Optional.empty(), Optional.empty()));
            close(connected.peer());
            throw e;
        } catch (IOException e) {
            close(connected.peer());
            throw new MessagingException(planned.host() + ": " + e.getMessage(), e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot close the connection after a failure", e);
        }
    }

    private static StoreSocket.Ready implicitly(StoreTls tls, Socket plain) throws MessagingException, IOException {
        Socket secured = tls.start(plain);
        return new StoreSocket.Ready(secured, secured.getInputStream(), true);
    }

    private StoreSocket.Ready secured(StoreTls tls, Socket plain) throws MessagingException, IOException {
        if (!tls.isWanted()) {
            return new StoreSocket.Ready(plain, plain.getInputStream(), false);
        }
        StartTlsDialogue.Result result =
                kind.startTls(new StartTlsDialogue(plain.getInputStream(), plain.getOutputStream()));
        return switch (result.outcome()) {
            case STARTED -> {
                Socket secured = tls.start(plain);
                yield new StoreSocket.Ready(secured, after(result.greeting(), secured), true);
            }
            case NOT_OFFERED -> {
                if (tls.isRequired()) {
                    throw tls.notStarted(result);
                }
                yield new StoreSocket.Ready(plain, after(result.greeting(), plain), false);
            }
            case REFUSED -> throw tls.notStarted(result);
        };
    }

    private static InputStream after(String greeting, Socket socket) throws IOException {
        byte[] line = (greeting + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return new SequenceInputStream(new ByteArrayInputStream(line), socket.getInputStream());
    }
}
