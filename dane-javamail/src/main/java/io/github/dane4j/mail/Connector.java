package io.github.dane4j.mail;

import io.github.dane4j.policy.MailHost;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;
import org.eclipse.angus.mail.util.SocketFetcher;

/**
 * Opens the TCP connection to a host: to the addresses of its plan, one after the other, never to the result of another
 * lookup. Local address, proxies and timeouts come from the properties.
 */
final class Connector {
    /** As in Postfix ({@code smtp_mx_address_limit}); a host with more would hold up the sender for too long. */
    static final int MAX_ADDRESSES = 5;

    private static final int SOCKS_PORT = 1080;

    /**
     * A TCP connection.
     *
     * @param peer the socket itself, to set limits on
     * @param socket the same as wrapped by Angus, to read and write
     * @param address the address of the host, even behind a proxy
     * @param localAddress the source address that the host sees, as far as this machine knows
     */
    record Connected(PeerSocket peer, Socket socket, InetAddress address, Optional<InetAddress> localAddress) {}

    /** Called with each socket before it is connected; may refuse it. */
    interface Watch {
        void opened(PeerSocket socket) throws IOException;
    }

    private final ProtocolProperties properties;
    private final Timeouts timeouts;
    private final Watch watch;

    Connector(ProtocolProperties properties, Timeouts timeouts) {
        this(properties, timeouts, socket -> {});
    }

    Connector(ProtocolProperties properties, Timeouts timeouts, Watch watch) {
        this.properties = properties;
        this.timeouts = timeouts;
        this.watch = watch;
    }

    /** A connected socket, not yet under TLS. */
    Connected open(PlannedHost planned) throws MessagingException {
        MailHost host = planned.host();
        List<InetAddress> all = planned.plan().addresses();
        List<InetAddress> addresses = all.subList(0, Math.min(all.size(), MAX_ADDRESSES));
        MessagingException failure = null;
        for (InetAddress address : addresses) {
            try {
                return open(host.host(), address, host.port());
            } catch (IOException e) {
                MessagingException next = failed(host, address, e);
                if (failure == null) {
                    failure = next;
                } else {
                    failure.addSuppressed(next);
                }
            }
        }
        throw failure == null ? new MessagingException(host + ": no address to connect to") : failure;
    }

    private Connected open(String host, InetAddress address, int port) throws IOException {
        PeerSocket peer = PeerSocket.to(InetAddress.getByAddress(host, address.getAddress()), port, socksProxy());
        LayeredProperties layered = timeouts.applyTo(LayeredProperties.over(properties.properties()))
                .with(properties.name("socketFactory"), new UnconnectedSockets(() -> peer))
                .with(properties.name("socketFactory.fallback"), "false")
                .without(properties.name("socketFactory.port"))
                .build();
        try {
            watch.opened(peer);
            Socket socket = SocketFetcher.getSocket(literal(address), port, layered, properties.prefixWithoutDot());
            peer.expectReply(timeouts.readMillis());
            boolean direct = properties.text("proxy.host").isEmpty()
                    && properties.text("socks.host").isEmpty();
            return new Connected(
                    peer, socket, address, direct ? Optional.of(peer.getLocalAddress()) : Optional.empty());
        } catch (IOException | RuntimeException | Error e) {
            peer.close();
            throw e;
        }
    }

    /** Text that the JDK reads as an address without asking DNS, and that an HTTP proxy accepts before a port. */
    private static String literal(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    private Optional<Proxy> socksProxy() throws IOException {
        Optional<String> configured;
        try {
            configured = properties.setting("socks.host", "the host of a SOCKS proxy");
        } catch (MessagingException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (configured.isEmpty()) {
            return Optional.empty();
        }
        String[] hostAndPort = configured.get().split(":", 2);
        String port = hostAndPort.length == 2
                ? hostAndPort[1]
                : properties.text("socks.port").orElse(String.valueOf(SOCKS_PORT));
        try {
            return Optional.of(
                    new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(hostAndPort[0], Integer.parseInt(port))));
        } catch (IllegalArgumentException e) {
            throw new IOException(properties.name("socks.port") + " must be a port, but is \"" + port + "\"", e);
        }
    }

    private MessagingException failed(MailHost host, InetAddress address, IOException e) {
        Exception cause = e instanceof SocketConnectException connect && connect.getException() != null
                ? connect.getException()
                : e;
        return new MailConnectException(new SocketConnectException(
                "address " + address.getHostAddress(), cause, host.host(), host.port(), timeouts.connectMillis()));
    }
}
