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
 * <p>It reports the host's name and port as its peer, whatever it is connected to: an address has no name, and asking for
 * one would be a reverse lookup; behind an HTTP proxy the peer would be the proxy.
 *
 * <p>It bounds each reply as a whole. The JDK's timeout restarts with every byte, and Angus collects a reply until its last
 * line: a server that never ends a reply would block the thread and fill the memory.
 */
final class PeerSocket extends Socket {
    /** Larger than any reply, even a handshake with many certificates. */
    static final int MAX_REPLY_OCTETS = 1 << 20;

    private static final int BUFFER = 4096;

    private final InetAddress named;
    private final int port;

    private int octetsLeft = MAX_REPLY_OCTETS;
    private int replyMillis;
    private long replyBegin;
    private boolean unbounded;

    /** Shared by all readers, since it may hold received data. */
    private @Nullable InputStream input;

    /** Shared by all writers, since it may hold data to be sent. */
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
     * @param named the peer, with the name to report for it
     * @param proxy a SOCKS proxy; empty for the JVM's, if it has one
     */
    static PeerSocket to(InetAddress named, int port, Optional<Proxy> proxy) throws SocketException {
        PeerSocket socket = proxy.isPresent() ? new PeerSocket(named, port, proxy.get()) : new PeerSocket(named, port);
        // A command is a small packet that a reply depends on: it must not be delayed (RFC 896).
        socket.setTcpNoDelay(true);
        return socket;
    }

    /**
     * Sets the limits for the next reply.
     *
     * @param millis for the whole reply; 0 means no limit
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
     * Lifts the limits for all further replies: a store reads whole messages, and waits for hours in IDLE. Only for a server
     * that has been judged.
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
     * Starts or stops holding back output. The next write after stopping sends all of it, in one packet if possible, within
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

        /** Closes the socket and sends nothing. */
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
