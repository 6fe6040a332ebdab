package io.github.dane4j.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A socket to a mail server that may be hostile, for use by one thread at a time.
 *
 * <p>It gives the host's name and port as its peer, whatever it is connected to: a literal address has no name, and asking for
 * one would be a reverse lookup; behind an HTTP proxy the peer would be the proxy.
 *
 * <p>It bounds each reply as a whole. The timeout of the JDK begins anew with every byte, and Angus collects what comes
 * until the last line of a reply: a server that never ends one would hold the thread, and fill the memory.
 */
final class PeerSocket extends Socket {
    /** No reply is longer, not even a handshake with many certificates. */
    static final int MAX_REPLY_OCTETS = 1 << 20;

    private static final int BUFFER = 4096;

    private final InetAddress named;
    private final int port;

    private int octetsLeft = MAX_REPLY_OCTETS;
    private int replyMillis;
    private long replyBegin;
    private boolean unbounded;

    /** One for all readers, since it may hold what has arrived. */
    private @Nullable InputStream input;

    /** One for all writers, since it may hold what is to be sent. */
    private @Nullable HoldingOutput output;

    private PeerSocket(InetAddress named, int port) {
        this.named = named;
        this.port = port;
    }

    private PeerSocket(InetAddress named, int port, Proxy proxy) {
        super(proxy);
        this.named = named;
        this.port = port;
    }

    /**
     * An unconnected socket.
     *
     * @param named the peer, with the name that it shall have
     * @param proxy of type SOCKS; empty for the one of the JVM, if it has one
     */
    static PeerSocket to(InetAddress named, int port, Optional<Proxy> proxy) throws SocketException {
        PeerSocket socket = proxy.isPresent() ? new PeerSocket(named, port, proxy.get()) : new PeerSocket(named, port);
        // A command is a small packet whose reply is waited for: it must not wait itself (RFC 896).
        socket.setTcpNoDelay(true);
        return socket;
    }

    /**
     * From now on there is one reply to come.
     *
     * @param millis for all of it; 0 is without end
     */
    void expectReply(int millis) throws IOException {
        octetsLeft = MAX_REPLY_OCTETS;
        replyBegin = System.nanoTime();
        if (replyMillis != millis && !isClosed()) {
            setSoTimeout(millis);
        }
        replyMillis = millis;
    }

    /**
     * From now on no reply is bounded: a store reads whole messages, and waits for hours in IDLE. Only for a connection
     * whose server has been judged.
     */
    void endOfReplies() {
        unbounded = true;
    }

    @Override
    public InetAddress getInetAddress() {
        return named;
    }

    @Override
    public int getPort() {
        return port;
    }

    /** Buffered, because TLS reads the five-byte header of each record separately. */
    @Override
    public synchronized InputStream getInputStream() throws IOException {
        InputStream open = super.getInputStream();
        InputStream known = input;
        if (known == null) {
            known = new BufferedInputStream(counted(open), BUFFER);
            input = known;
        }
        return known;
    }

    private InputStream counted(InputStream open) {
        return new FilterInputStream(open) {
            @Override
            public int read() throws IOException {
                return count(in.read(), 1);
            }

            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                int read = in.read(octets, offset, length);
                return count(read, read);
            }
        };
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        OutputStream open = super.getOutputStream();
        HoldingOutput known = output;
        if (known == null) {
            known = new HoldingOutput(open);
            output = known;
        }
        return known;
    }

    /**
     * Starts or stops holding back what is written. The next write after that sends it all, in one packet if possible, and within
     * its own timeout.
     */
    synchronized void hold(boolean back) {
        HoldingOutput known = output;
        if (known != null) {
            known.back = back;
        }
    }

    private static final class HoldingOutput extends FilterOutputStream {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private volatile boolean back;

        HoldingOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            if (back) {
                held.write(octets, offset, length);
            } else if (held.size() > 0) {
                held.write(octets, offset, length);
                byte[] all = held.toByteArray();
                held.reset();
                out.write(all, 0, all.length);
            } else {
                out.write(octets, offset, length);
            }
        }

        /** Closes the socket, and sends nothing. */
        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private int count(int result, int octets) throws IOException {
        if (unbounded) {
            return result;
        }
        octetsLeft -= octets;
        if (octetsLeft < 0) {
            throw new IOException("the server's reply is longer than " + MAX_REPLY_OCTETS + " bytes");
        }
        if (replyMillis > 0 && System.nanoTime() - replyBegin > TimeUnit.MILLISECONDS.toNanos(replyMillis)) {
            throw new SocketTimeoutException("the server's reply took more than " + replyMillis + " ms");
        }
        return result;
    }
}
