package io.github.dane4j.dns.transport;

import io.github.dane4j.dns.validation.LookupLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** A name server by TLS (RFC 7858), whose connections are used again while they last. */
public final class DotServer implements Server {
    private static final int PADDING = 128;

    private final InetSocketAddress address;
    private final @Nullable String name;
    private final SSLContext context;
    private final OpenSockets sockets = new OpenSockets();
    private final BlockingDeque<Connection> idle = new LinkedBlockingDeque<>(LookupLimits.IDLE_CONNECTIONS);
    private volatile boolean closed;

    private record Connection(TimedSocket socket, MessageStream messages) {}

    /**
     * @param name by which the server is authenticated; null if the context does that by its key
     * @param context of every connection
     */
    public DotServer(InetSocketAddress address, @Nullable String name, SSLContext context) {
        this.address = address;
        this.name = name;
        this.context = context;
    }

    @Override
    public Message ask(Message query, AskTerms terms) throws IOException {
        long deadlineNanos = terms.deadlineNanos();
        Connection used = idle.pollFirst();
        if (used != null) {
            try {
                return exchange(used, query, deadlineNanos);
            } catch (UnusableReply | SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // Servers close connections that nobody uses (RFC 7858 section 3.4). The others will be closed too.
                closeIdle();
            }
        }
        return exchange(open(deadlineNanos), query, deadlineNanos);
    }

    private Message exchange(Connection connection, Message query, long deadlineNanos) throws IOException {
        boolean sound = false;
        try {
            connection.socket().deadline(deadlineNanos);
            Message reply = connection.messages().exchange(query);
            sound = true;
            return reply;
        } finally {
            if (!sound || closed || !idle.offerFirst(connection)) {
                sockets.close(connection.socket());
            }
            if (closed) {
                closeIdle();
            }
        }
    }

    private Connection open(long deadlineNanos) throws IOException {
        TimedSocket socket = sockets.track(new TimedSocket());
        boolean open = false;
        try {
            socket.deadline(deadlineNanos);
            socket.connect(address, Deadlines.millisUntil(deadlineNanos));
            socket.setTcpNoDelay(true);
            String host = name == null ? address.getAddress().getHostAddress() : name;
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, address.getPort(), true);
            tls.setSSLParameters(parameters(tls.getSSLParameters()));
            tls.startHandshake();
            open = true;
            return new Connection(socket, new MessageStream(tls.getInputStream(), tls.getOutputStream()));
        } finally {
            if (!open) {
                sockets.close(socket);
            }
        }
    }

    private SSLParameters parameters(SSLParameters parameters) {
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
            // RFC 8310 section 8.1: as for HTTPS.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        return parameters;
    }

    @Override
    public String transport(boolean overTcp) {
        return "tls";
    }

    @Override
    public int padding() {
        return PADDING;
    }

    private void closeIdle() {
        for (Connection each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
            sockets.close(each.socket());
        }
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
        sockets.closeAll();
    }

    @Override
    public String toString() {
        return "tls://" + address.getAddress().getHostAddress() + ":" + address.getPort()
                + (name == null ? "" : " (" + name + ")");
    }
}
