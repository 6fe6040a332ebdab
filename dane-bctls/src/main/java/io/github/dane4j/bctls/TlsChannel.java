package io.github.dane4j.bctls;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsException;
import org.jspecify.annotations.Nullable;

/**
 * Moves records between Bouncy Castle and a connected socket. One reader and one writer at a time, concurrently; either may
 * block on the network without holding up the other or {@link #close}.
 *
 * <p>Bouncy Castle runs without I/O of its own, under one lock that is never held during network I/O. Records must be sent
 * in the order in which they were encrypted: the thread with the write lock sends everything there is, including what a
 * reader has caused, such as the response to a key update.
 */
final class TlsChannel {
    /** The content of one record (RFC 8446 section 5.1). */
    private static final int CHUNK = 1 << 14;

    private static final int CHUNKS_DROPPED = 8;

    private final Socket socket;
    private final boolean closesSocket;
    private final Failures failures;
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private final byte[] received = new byte[CHUNK];

    private final ReentrantLock engine = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();

    private volatile boolean open;
    private volatile boolean closed;
    private volatile int soTimeout;
    private volatile @Nullable IOException failure;

    TlsChannel(Socket socket, boolean closesSocket, Failures failures) throws SocketException {
        this.socket = socket;
        this.closesSocket = closesSocket;
        this.failures = failures;
        this.soTimeout = socket.getSoTimeout();
    }

    /**
     * Milliseconds that one read may wait; 0 means no limit. In a handshake it applies in addition to the handshake's own
     * limit.
     */
    int soTimeout() {
        return soTimeout;
    }

    void soTimeout(int millis) throws SocketException {
        if (millis < 0) {
            throw new IllegalArgumentException("a timeout must not be negative: " + millis);
        }
        soTimeout = millis;
        if (open) {
            socket.setSoTimeout(millis);
        }
    }

    /** Completes the handshake within {@code limit}, or fails; after a failure this channel is unusable. */
    Negotiated handshake(DaneTlsClient client, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        writing.lock();
        try {
            locked(() -> protocol.connect(client));
            drain();
            Negotiated negotiated = client.negotiated();
            while (negotiated == null) {
                int count = readBefore(deadline, limit);
                if (count < 0) {
                    throw failures.endedInHandshake();
                }
                locked(() -> protocol.offerInput(received, 0, count));
                drain();
                negotiated = client.negotiated();
            }
            socket.setSoTimeout(soTimeout);
            open = true;
            return negotiated;
        } catch (IOException | RuntimeException e) {
            throw giveUp(failures.inHandshake(e));
        } finally {
            writing.unlock();
        }
    }

    private int readBefore(long deadline, Duration limit) throws IOException {
        if (closed) {
            throw closedHere();
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        int own = soTimeout;
        boolean ownFirst = own > 0 && own < left;
        if (left > 0) {
            // At most a day: the options ensure that.
            socket.setSoTimeout(ownFirst ? own : (int) left);
            try {
                return socket.getInputStream().read(received);
            } catch (SocketTimeoutException e) {
                if (ownFirst) {
                    throw e;
                }
            }
        }
        throw new SocketTimeoutException("the TLS handshake was not complete within " + limit.toMillis() + " ms");
    }

    /**
     * Reads at least one byte; returns -1 at the end of the data. Waits for at most the socket's timeout, and can be called
     * again after that.
     */
    int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            while (true) {
                int known = take(buffer, offset, length);
                if (known != 0) {
                    return known;
                }
                int count = socket.getInputStream().read(received);
                offer(count);
            }
        } finally {
            reading.unlock();
        }
    }

    /** What has been decrypted: the number of bytes, -1 at the end of the data, 0 if more must be read. */
    private int take(byte[] buffer, int offset, int length) throws IOException {
        engine.lock();
        try {
            if (closed) {
                throw closedHere();
            }
            int count = protocol.readInput(buffer, offset, length);
            if (count > 0) {
                return count;
            }
            refuseIfFailed();
            return protocol.isClosed() ? -1 : 0;
        } finally {
            engine.unlock();
        }
    }

    private void offer(int count) throws IOException {
        try {
            locked(() -> {
                if (count < 0) {
                    protocol.closeInput();
                } else if (!protocol.isClosed()) {
                    protocol.offerInput(received, 0, count);
                }
            });
        } catch (EOFException e) {
            throw giveUp(new SSLException("the connection ended in the middle of a TLS record", e));
        } catch (IOException | RuntimeException e) {
            throw giveUp(failures.afterHandshake(e));
        }
        try {
            sendWhatIsLeft();
        } catch (IOException e) {
            // The server may be gone before the reply to its close_notify.
            if (!protocol.isClosed()) {
                throw e;
            }
        }
    }

    int available() {
        engine.lock();
        try {
            return closed ? 0 : protocol.getAvailableInputBytes();
        } finally {
            engine.unlock();
        }
    }

    void write(byte[] data, int offset, int length) throws IOException {
        writing.lock();
        try {
            for (int sent = 0; sent < length; sent += CHUNK) {
                int from = offset + sent;
                int count = Math.min(CHUNK, length - sent);
                locked(() -> {
                    if (closed) {
                        throw closedHere();
                    }
                    refuseIfFailed();
                    if (protocol.isClosed()) {
                        throw new SSLException("the server has closed the TLS connection");
                    }
                    protocol.writeApplicationData(data, from, count);
                });
                drain();
            }
        } catch (TlsException | RuntimeException e) {
            throw giveUp(failures.afterHandshake(e));
        } finally {
            writing.unlock();
        }
        sendWhatIsLeft();
    }

    /**
     * Notifies the server, unless a writer is active: that may be blocked by a server that does not read, and only closing
     * the connection frees it.
     */
    void close() throws IOException {
        if (writing.tryLock()) {
            try {
                if (open && !closed && failure == null) {
                    locked(() -> {
                        // First, or a reader would take this end for the server's.
                        closed = true;
                        protocol.close();
                    });
                    drain();
                }
            } catch (IOException | RuntimeException e) {
                // The server is gone, so there is nothing to tell it.
                failure = failures.afterHandshake(e);
            } finally {
                closed = true;
                writing.unlock();
            }
        }
        closed = true;
        if (closesSocket) {
            socket.close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void locked(Step step) throws IOException {
        engine.lock();
        try {
            step.run();
        } finally {
            engine.unlock();
        }
    }

    /** Sends all encrypted records; the caller holds the write lock. */
    private void drain() throws IOException {
        for (byte[] records = encrypted(); records.length > 0; records = encrypted()) {
            socket.getOutputStream().write(records);
        }
    }

    private byte[] encrypted() {
        engine.lock();
        try {
            byte[] records = new byte[protocol.getAvailableOutputBytes()];
            protocol.readOutput(records, 0, records.length);
            return records;
        } finally {
            engine.unlock();
        }
    }

    private boolean somethingIsLeft() {
        engine.lock();
        try {
            return protocol.getAvailableOutputBytes() > 0;
        } finally {
            engine.unlock();
        }
    }

    /** The holder of the lock calls this after releasing it, so nothing stays behind. */
    private void sendWhatIsLeft() throws IOException {
        while (somethingIsLeft() && writing.tryLock()) {
            try {
                drain();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Sends the alert that Bouncy Castle has made for a failure, if possible, and closes the connection. */
    private IOException giveUp(IOException why) {
        failure = why;
        try {
            sendWhatIsLeft();
            // Unread input would turn the close into a reset, and the alert would be lost.
            for (int i = 0; i < CHUNKS_DROPPED && socket.getInputStream().available() > 0; i++) {
                socket.getInputStream().skip(CHUNK);
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        if (closesSocket) {
            try {
                socket.close();
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        }
        return why;
    }

    private void refuseIfFailed() throws IOException {
        IOException before = failure;
        if (before != null) {
            throw new SSLException("the TLS connection has already failed: " + before.getMessage(), before);
        }
    }

    private static SocketException closedHere() {
        return new SocketException("the socket is closed");
    }
}
