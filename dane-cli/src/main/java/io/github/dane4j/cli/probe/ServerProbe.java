package io.github.dane4j.cli.probe;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.probe.Observation.Outcome;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.PublicKeySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * Connects to the addresses of one server, as a sender would, up to the end of the handshake. Every server may finish the
 * handshake: what its certificates prove is judged afterwards, and no data is ever sent. Thread-safe.
 */
public final class ServerProbe {
    /** Which address families to try. */
    public enum Families {
        /** Both. */
        BOTH,
        /** IPv4 alone. */
        IPV4,
        /** IPv6 alone. */
        IPV6
    }

    /**
     * What to connect to.
     *
     * @param port 1 to 65535
     * @param domain whose service it is, for protocols that ask
     * @param serverName what to send in SNI
     * @param protocol what to speak; empty to choose by the port and by who speaks first
     */
    public record Target(int port, String domain, Optional<DomainName> serverName, Optional<Protocol> protocol) {}

    /**
     * How long to wait.
     *
     * @param connect for a connection to be accepted
     * @param whole for all that is said on it, greeting included
     */
    public record Patience(Duration connect, Duration whole) {
        /** Servers that make spammers wait greet after half a minute (RFC 5321 section 4.5.3.2.1 allows five). */
        private static final Duration FOR_GREETINGS = Duration.ofSeconds(60);

        /**
         * The patience of a command.
         *
         * @param timeout the limit for one step
         * @param chosen whether the user set it; then it bounds the whole as well
         */
        public static Patience of(Duration timeout, boolean chosen) {
            return new Patience(timeout, chosen ? timeout : FOR_GREETINGS);
        }
    }

    /** A server that speaks first does so within this time, or is not found out. */
    private static final Duration GREETING = Duration.ofSeconds(5);

    private static final String TLS12 = "TLSv1.2";

    private final Target target;
    private final Families families;
    private final Patience patience;
    private final ScheduledExecutorService watchdog;

    /**
     * A probe of one server.
     *
     * @param watchdog ends connections whose time is up
     */
    public ServerProbe(Target target, Families families, Patience patience, ScheduledExecutorService watchdog) {
        this.target = target;
        this.families = families;
        this.patience = patience;
        this.watchdog = watchdog;
    }

    /** What the server does at {@code address}. Whatever goes wrong is part of it. */
    public Observation observe(InetAddress address) {
        boolean ipv6 = address instanceof Inet6Address;
        if (ipv6 ? families == Families.IPV4 : families == Families.IPV6) {
            return Observation.without(address, fixedOrUsual(), Outcome.LEFT_OUT, "");
        }
        Observation seen = observe(address, fixedOrUsual());
        if (seen.outcome() == Outcome.HANDSHAKE_FAILED && seen.protocol() == Protocol.NONE) {
            Optional<Greeting> greeting = greeting(address);
            if (greeting.isPresent()) {
                return target.protocol().isEmpty()
                        ? observe(address, greeting.get().protocol())
                        : Observation.without(
                                address,
                                Protocol.NONE,
                                Outcome.OTHER_PROTOCOL,
                                greeting.get().line());
            }
        }
        return seen.outcome() == Outcome.HANDSHAKE_FAILED ? outdated(seen) : seen;
    }

    private Observation observe(InetAddress address, Protocol protocol) {
        Observation seen = observeOnce(address, protocol);
        // Only now that the first connection is closed: some servers allow one client one connection.
        List<EncodedCertificate> other = otherChain(seen);
        return other.isEmpty()
                ? seen
                : new Observation(
                        seen.address(), seen.protocol(), seen.outcome(), seen.said(), seen.tls(), seen.chain(), other);
    }

    private Protocol fixedOrUsual() {
        return target.protocol().orElse(Protocol.ofPort(target.port()));
    }

    private Observation observeOnce(InetAddress address, Protocol protocol) {
        Connected connection = new Connected(address);
        try (connection) {
            connection.open(patience.whole());
            Socket socket = connection.socket;
            dialog(socket, protocol).startTls();
            return secured(connection, protocol);
        } catch (Refused e) {
            return Observation.without(address, protocol, e.outcome(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Observation.without(address, protocol, connection.outcome(), message(e));
        }
    }

    private StartTlsDialog dialog(Socket socket, Protocol protocol) throws IOException {
        return switch (protocol) {
            case SMTP -> new SmtpDialog(socket);
            case IMAP -> TaggedDialog.imap(socket);
            case POP3 -> TaggedDialog.pop3(socket);
            case XMPP -> new XmppDialog(socket, target.domain(), false);
            case XMPP_SERVER -> new XmppDialog(socket, target.domain(), true);
            case LDAP -> BinaryDialog.ldap(socket);
            case POSTGRES -> BinaryDialog.postgres(socket);
            case NONE -> () -> {};
        };
    }

    private Observation secured(Connected connection, Protocol protocol) throws IOException {
        try (SSLSocket tls = tls(connection.socket)) {
            try {
                tls.startHandshake();
            } catch (SSLException e) {
                if (connection.late.get()) {
                    throw e;
                }
                return Observation.without(connection.address, protocol, Outcome.HANDSHAKE_FAILED, message(e));
            }
            SSLSession session = tls.getSession();
            List<EncodedCertificate> chain = chain(session);
            if (protocol == Protocol.SMTP) {
                new SmtpDialog(tls).quit();
            }
            return new Observation(
                    connection.address,
                    protocol,
                    Outcome.SECURED,
                    "",
                    Optional.of(new Observation.Tls(session.getProtocol(), session.getCipherSuite())),
                    chain,
                    List.of());
        }
    }

    private SSLSocket tls(Socket socket) throws IOException {
        // The library's own context: the versions and suites with which it would deliver.
        return (SSLSocket) SingleConnectionTls.unauthenticated(target.serverName())
                .socketFactory()
                .createSocket(
                        socket,
                        target.serverName()
                                .map(DomainName::toString)
                                .orElse(socket.getInetAddress().getHostAddress()),
                        target.port(),
                        true);
    }

    private static List<EncodedCertificate> chain(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return Stream.of(chain)
                    .map(certificate -> EncodedCertificate.of((X509Certificate) certificate))
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    /** A server may have a certificate with an RSA key and one with an ECDSA key; TLS 1.2 lets a client ask for either. */
    private List<EncodedCertificate> otherChain(Observation seen) {
        List<EncodedCertificate> chain = seen.chain();
        if (chain.isEmpty()) {
            return List.of();
        }
        PublicKeySize.Kind kind = chain.get(0).publicKeySize().kind();
        if (kind != PublicKeySize.Kind.RSA && kind != PublicKeySize.Kind.EC) {
            return List.of();
        }
        String wanted = kind == PublicKeySize.Kind.EC ? "_ECDHE_RSA_" : "_ECDHE_ECDSA_";
        Connected connection = new Connected(seen.address());
        try (connection) {
            connection.open(patience.whole());
            dialog(connection.socket, seen.protocol()).startTls();
            try (SSLSocket tls = tls(connection.socket)) {
                tls.setEnabledProtocols(new String[] {TLS12});
                tls.setEnabledCipherSuites(Stream.of(tls.getEnabledCipherSuites())
                        .filter(suite -> suite.contains(wanted))
                        .toArray(String[]::new));
                tls.startHandshake();
                List<EncodedCertificate> other = chain(tls.getSession());
                if (seen.protocol() == Protocol.SMTP) {
                    new SmtpDialog(tls).quit();
                }
                return other.equals(chain) ? List.of() : other;
            }
        } catch (IOException | IllegalArgumentException e) {
            // It has no other certificate, or none for TLS 1.2.
            return List.of();
        }
    }

    /** What the server says without having been asked. */
    private record Greeting(Protocol protocol, String line) {}

    private Optional<Greeting> greeting(InetAddress address) {
        Connected connection = new Connected(address);
        try (connection) {
            connection.open(GREETING.compareTo(patience.whole()) < 0 ? GREETING : patience.whole());
            String line = new LineReader(connection.socket.getInputStream()).line();
            if (line.startsWith("220")) {
                return Optional.of(new Greeting(Protocol.SMTP, line));
            }
            if (line.startsWith("* OK")) {
                return Optional.of(new Greeting(Protocol.IMAP, line));
            }
            return line.startsWith("+OK") ? Optional.of(new Greeting(Protocol.POP3, line)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the handshake failed because the server has nothing newer than TLS 1.1. */
    private Observation outdated(Observation seen) {
        Connected connection = new Connected(seen.address());
        try (connection) {
            connection.open(patience.whole());
            dialog(connection.socket, seen.protocol()).startTls();
            connection
                    .socket
                    .getOutputStream()
                    .write(OldHello.record(target.serverName().map(DomainName::toString)));
            return OldHello.version(connection.socket.getInputStream())
                    .map(version -> Observation.without(seen.address(), seen.protocol(), Outcome.OUTDATED, version))
                    .orElse(seen);
        } catch (IOException e) {
            return seen;
        }
    }

    /** A connection with an end: the timeouts of the JDK begin anew with each byte, this one does not. */
    private final class Connected implements AutoCloseable {
        final InetAddress address;
        final Socket socket = new Socket();
        final AtomicBoolean late = new AtomicBoolean();
        private boolean reached;
        private Optional<ScheduledFuture<?>> end = Optional.empty();

        Connected(InetAddress address) {
            this.address = address;
        }

        void open(Duration whole) throws IOException {
            end = Optional.of(watchdog.schedule(this::giveUp, whole.toMillis(), TimeUnit.MILLISECONDS));
            try {
                socket.connect(new InetSocketAddress(address, target.port()), (int)
                        patience.connect().toMillis());
            } catch (UnsupportedAddressTypeException e) {
                throw new SocketException("this machine has no sockets for this kind of address");
            }
            reached = true;
        }

        private void giveUp() {
            late.set(true);
            try {
                socket.close();
            } catch (IOException e) {
                // Closed is what it should be.
            }
        }

        Outcome outcome() {
            if (!reached) {
                return hasRoute() ? Outcome.NOT_REACHED : Outcome.NO_ROUTE;
            }
            return late.get() ? Outcome.SLOW : Outcome.BROKEN_OFF;
        }

        /** Connecting a datagram socket sends nothing, but needs a route. */
        private boolean hasRoute() {
            if (isGlobal(address) && !hasGlobalAddress()) {
                return false;
            }
            try (DatagramSocket datagrams = new DatagramSocket()) {
                datagrams.connect(new InetSocketAddress(address, target.port()));
                return true;
            } catch (SocketException | UncheckedIOException | UnsupportedAddressTypeException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            end.ifPresent(task -> task.cancel(false));
            socket.close();
        }
    }

    /** A default route to where nothing answers is common; a global address of one's own is what counts (RFC 4291). */
    private static boolean hasGlobalAddress() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(ServerProbe::isGlobal);
        } catch (SocketException e) {
            return true;
        }
    }

    private static boolean isGlobal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xe0) == 0x20;
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
