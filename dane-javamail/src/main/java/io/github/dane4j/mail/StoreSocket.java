package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * To Angus's stores a plain socket. Connecting it does everything that DANE and the properties demand, including TLS: until
 * then there is no stream that a credential could be written to. The address that Angus passes to it is ignored. Thread-safe
 * like any socket.
 */
// Not synchronized: closing must not wait for a connection that is being opened.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class StoreSocket extends Socket {
    /** Makes the connection. */
    interface Opening {
        Ready open() throws MessagingException;
    }

    /**
     * A connection that may be used.
     *
     * @param socket the socket, with TLS if there is TLS
     * @param in what comes from the server, including a greeting that was already read
     * @param secured whether there is TLS
     */
    record Ready(Socket socket, InputStream in, boolean secured) {}

    /** Carries a failure through Angus, which expects an {@code IOException}. */
    static final class OpeningFailure extends IOException {
        private static final long serialVersionUID = 1L;

        private final MessagingException failure;

        OpeningFailure(MessagingException failure) {
            super(MailRefusal.oneLine(failure), failure);
            this.failure = failure;
        }

        /** The failure in {@code e}, if {@code e} carries one. */
        static Optional<MessagingException> in(Throwable e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof OpeningFailure found) {
                    return Optional.of(found.failure);
                }
            }
            return Optional.empty();
        }
    }

    private final Opening opening;

    private volatile @Nullable Ready ready;

    StoreSocket(Opening opening) {
        this.opening = opening;
    }

    /** Whether there is TLS. */
    boolean isSecured() {
        Ready connected = ready;
        return connected != null && connected.secured();
    }

    private Ready ready() throws SocketException {
        Ready connected = ready;
        if (connected == null) {
            throw new SocketException("not connected");
        }
        return connected;
    }

    private Optional<Socket> socket() {
        return Optional.ofNullable(ready).map(Ready::socket);
    }

    @Override
    public void connect(@Nullable SocketAddress notUsed) throws IOException {
        connect(notUsed, 0);
    }

    @Override
    public void connect(@Nullable SocketAddress notUsed, int notUsedEither) throws IOException {
        if (ready != null) {
            throw new SocketException("already connected");
        }
        try {
            ready = opening.open();
        } catch (MessagingException e) {
            throw new OpeningFailure(e);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return ready().in();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return ready().socket().getOutputStream();
    }

    @Override
    public void close() throws IOException {
        super.close();
        Ready connected = ready;
        if (connected != null) {
            connected.socket().close();
        }
    }

    @Override
    public boolean isConnected() {
        return ready != null;
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return socket().map(Socket::getInetAddress).orElse(null);
    }

    @Override
    public int getPort() {
        return socket().map(Socket::getPort).orElse(0);
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket().map(Socket::getLocalAddress).orElseGet(super::getLocalAddress);
    }

    @Override
    public int getLocalPort() {
        return socket().map(Socket::getLocalPort).orElse(-1);
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return socket().map(Socket::getRemoteSocketAddress).orElse(null);
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return socket().map(Socket::getLocalSocketAddress).orElse(null);
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        ready().socket().setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return ready().socket().getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        ready().socket().setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return ready().socket().getTcpNoDelay();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        ready().socket().setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return ready().socket().getKeepAlive();
    }

    @Override
    public void shutdownInput() throws IOException {
        ready().socket().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        ready().socket().shutdownOutput();
    }
}
