package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.util.Properties;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;
import org.jspecify.annotations.Nullable;

/**
 * Angus Mail's IMAP store, with DANE for its host. Protocols {@code imaps-dane} (TLS from the first byte, port 993) and
 * {@code imap-dane} (STARTTLS, port 143); or name this class in {@code mail.imaps.class} or {@code mail.imap.class}.
 *
 * <p>Each connection, including those that folders open later, is looked up and judged on its own. Where the host has usable
 * secure TLSA records, TLS is required and the server must match them. Where they are all unusable, TLS is required, and
 * both the application's own settings and PKIX must accept the server. Where there are none, the application's own settings
 * decide, as they would without DANE; mode {@code mandatory} then makes no connection. There is no second attempt with
 * another socket factory, and nothing is sent to a server that has not been authenticated in this way.
 *
 * <p>The properties {@code mail.<protocol>.dane} and {@code mail.<protocol>.dane.*} are described in the package
 * documentation; all others are those of Angus, except that {@code usesocketchannels} has no effect, so that an
 * {@code IdleManager} cannot watch these folders. Thread-safe as Angus's store is.
 */
public final class DaneImapStore extends IMAPStore {
    private final StoreConnections connections;

    /** For {@code Session}, which makes the store. */
    public DaneImapStore(Session session, @Nullable URLName url) {
        super(session, url, ServiceRegistration.IMAP.protocol(), false);
        this.connections = new StoreConnections(session, name, StoreConnections.Kind.IMAP);
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
        Endpoint endpoint = connections.endpoint(host, port);
        try {
            return super.protocolConnect(host, endpoint.port(), user, password);
        } catch (MessagingException e) {
            throw StoreSocket.OpeningFailure.in(e).orElse(e);
        }
    }

    /** Opens a connection as DANE requires. */
    @Override
    protected IMAPProtocol newIMAPProtocol(String host, int port) throws IOException, ProtocolException {
        StoreSocket socket = connections.socket(host, port);
        return new Connection(name, host, port, connections.properties(() -> socket), logger, socket);
    }

    /** Angus's end of a connection. To Angus it is a plain socket to nowhere. */
    private static final class Connection extends IMAPProtocol {
        private final StoreSocket socket;

        Connection(String name, String host, int port, Properties properties, MailLogger logger, StoreSocket socket)
                throws IOException, ProtocolException {
            super(name, StoreConnections.NOWHERE, port, properties, false, logger);
            this.host = host;
            this.socket = socket;
        }

        @Override
        public boolean isSSL() {
            return socket.isSecured();
        }
    }
}
