package io.github.dane4j.dns.transport;

import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sockets in use, so that they can be closed under the threads that wait for them. Thread-safe. */
public final class OpenSockets {
    private final Set<AutoCloseable> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Makes {@link #closeAll} close this socket too. */
    <S extends AutoCloseable> S track(S socket) throws SocketException {
        sockets.add(socket);
        if (closed) {
            close(socket);
            throw new SocketException("closed");
        }
        return socket;
    }

    void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Nothing can be done about a socket that does not close, and nothing depends on it.
            System.getLogger(OpenSockets.class.getName()).log(System.Logger.Level.DEBUG, "socket did not close", e);
        }
        sockets.remove(socket);
    }

    /** Closes all, and those to come. */
    void closeAll() {
        closed = true;
        sockets.forEach(this::close);
    }
}
