package io.github.dane4j.mail;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.eclipse.angus.mail.pop3.POP3Store;
import org.jspecify.annotations.Nullable;

/**
 * Angus Mail's POP3 store, with DANE for its host. Protocols {@code pop3s-dane} (TLS from the first byte, port 995) and
 * {@code pop3-dane} (STLS, port 110); or name this class in {@code mail.pop3s.class} or {@code mail.pop3.class}. The server
 * must satisfy the same rules as for {@link DaneImapStore}. Thread-safe as Angus's store is.
 */
public final class DanePop3Store extends POP3Store {
    private final Connector connector;

    /** For {@code Session}, which makes the store. */
    public DanePop3Store(Session session, @Nullable URLName url) {
        this(
                new Connector(session, url == null ? ServiceRegistration.POP3.protocol() : url.getProtocol()),
                session,
                url);
    }

    private DanePop3Store(Connector connector, Session application, @Nullable URLName url) {
        // Angus reads here whether to use TLS, which is left to us.
        super(connector.session, url, connector.connections.protocol(), false);
        this.connector = connector;
        this.session = application;
    }

    /** The endpoint of the store, and the Session in which Angus gets its sockets from us. */
    private static final class Connector {
        private final StoreConnections connections;
        private final Session session;
        private final AtomicReference<@Nullable StoreSocket> last = new AtomicReference<>();

        private volatile String host = "";
        private volatile int port = -1;

        Connector(Session application, String protocol) {
            this.connections = new StoreConnections(application, protocol, StoreConnections.Kind.POP3);
            this.session = connections.session(connections.properties(this::socket));
        }

        private StoreSocket socket() {
            StoreSocket socket = connections.socket(host, port);
            last.set(socket);
            return socket;
        }
    }

    /** An action in which Angus may connect. */
    private interface Work<T> {
        T run() throws MessagingException;
    }

    /** Angus reads its properties from the store's Session, which is the application's at all other times. */
    private synchronized <T> T connecting(Work<T> work) throws MessagingException {
        Session application = session;
        session = connector.session;
        try {
            return work.run();
        } catch (MessagingException e) {
            throw StoreSocket.OpeningFailure.in(e).orElse(e);
        } finally {
            session = application;
        }
    }

    /**
     * Connects and logs in.
     *
     * @throws MessagingException nesting a {@link DaneRefusedException} if DANE does not allow the connection; or if a
     *     property is wrong, or the connection or the login fails
     */
    @Override
    protected synchronized boolean protocolConnect(
            @Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        Endpoint endpoint = connector.connections.endpoint(host, port);
        connector.host = String.valueOf(host);
        connector.port = endpoint.port();
        return connecting(() -> super.protocolConnect(StoreConnections.NOWHERE, endpoint.port(), user, password));
    }

    /** Asks the server whether the connection is alive, and connects again if there is none at the moment. */
    @Override
    public synchronized boolean isConnected() {
        try {
            return connecting(super::isConnected);
        } catch (MessagingException e) {
            // Angus's own method throws none.
            return false;
        }
    }

    @Override
    public synchronized boolean isSSL() {
        StoreSocket socket = connector.last.get();
        return socket != null && socket.isSecured();
    }

    @Override
    public Folder getFolder(String name) throws MessagingException {
        // Angus checks this to see whether the store is connected.
        super.getFolder(name);
        return new Inbox(this, name);
    }

    /** A folder whose connection is made like the store's. */
    private static final class Inbox extends POP3Folder {
        private final DanePop3Store pop3;

        Inbox(DanePop3Store store, String name) {
            super(store, name);
            this.pop3 = store;
        }

        @Override
        public synchronized void open(int mode) throws MessagingException {
            pop3.connecting(() -> {
                super.open(mode);
                return true;
            });
        }
    }
}
