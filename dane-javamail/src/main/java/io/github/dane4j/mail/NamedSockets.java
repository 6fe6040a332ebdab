package io.github.dane4j.mail;

import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Makes sockets that give the host's name and port as their peer, whatever they are connected to: a literal address has no
 * name, and asking for one would be a reverse lookup; behind an HTTP proxy the peer would be the proxy.
 */
final class NamedSockets extends SocketFactory {
    private final InetAddress named;
    private final int port;
    private final Optional<Proxy> proxy;

    /**
     * Makes sockets to one peer.
     *
     * @param named with the name that it shall have
     * @param proxy of type SOCKS; empty for the one of the JVM, if it has one
     */
    NamedSockets(InetAddress named, int port, Optional<Proxy> proxy) {
        this.named = named;
        this.port = port;
        this.proxy = proxy;
    }

    @Override
    public Socket createSocket() {
        return proxy.isPresent() ? new NamedSocket(proxy.get()) : new NamedSocket();
    }

    // Angus connects by itself, and calls none of these.

    @Override
    public Socket createSocket(String host, int toPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int toPort, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int toPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int toPort, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }

    private final class NamedSocket extends Socket {
        NamedSocket() {}

        NamedSocket(Proxy proxy) {
            super(proxy);
        }

        @Override
        public InetAddress getInetAddress() {
            return named;
        }

        @Override
        public int getPort() {
            return port;
        }
    }
}
