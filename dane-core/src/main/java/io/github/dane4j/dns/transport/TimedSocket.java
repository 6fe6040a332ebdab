package io.github.dane4j.dns.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A socket whose reads end at a deadline, all of them together: a server that sends byte by byte gains no time, not even
 * in a TLS handshake above this socket. For one thread at a time.
 */
public final class TimedSocket extends Socket {
    private volatile long deadlineNanos;

    void deadline(long nanoTime) {
        deadlineNanos = nanoTime;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(Deadlines.millisUntil(deadlineNanos));
                return super.read();
            }

            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                setSoTimeout(Deadlines.millisUntil(deadlineNanos));
                return super.read(octets, offset, length);
            }
        };
    }
}
