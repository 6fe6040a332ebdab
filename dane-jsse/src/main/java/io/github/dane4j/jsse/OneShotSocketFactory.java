package io.github.dane4j.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that are each in a context of their own, unless sessions may be resumed, and decides about each before its
 * handshake.
 *
 * <p>The method without arguments throws what it throws in {@link javax.net.SocketFactory}, so that
 * {@code HttpsURLConnection} connects by itself and then comes with host and port.
 */
final class OneShotSocketFactory extends SSLSocketFactory {
    /** Opens the socket in the factory of the context that was made for it. */
    @FunctionalInterface
    private interface Opening {
        Socket open(SSLSocketFactory factory) throws IOException;
    }

    /** The provider that asks the constraints of the JVM beside those that are set, some 150 times in each handshake. */
    private static final String ADDS_ITS_OWN = "SunJSSE";

    private final OneShotContexts contexts;
    private final SharedContexts shared;
    private final ConnectionPolicy policy;

    OneShotSocketFactory(OneShotContexts contexts, SharedContexts shared, ConnectionPolicy policy) {
        this.contexts = contexts;
        this.shared = shared;
        this.policy = policy;
    }

    @Override
    public Socket createSocket(Socket plain, @Nullable String host, int port, boolean autoClose) throws IOException {
        return open(host, port, factory -> factory.createSocket(plain, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return open(host, port, factory -> factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return open(host, port, factory -> factory.createSocket(host, port, localAddress, localPort));
    }

    @Override
    public Socket createSocket() throws IOException {
        SocketException refusal =
                new SocketException("a DANE socket is made for the host and port that it talks to: connect"
                        + " a plain socket first, then call createSocket(socket, host, port, true)");
        // The cause tells HttpsURLConnection to do just that.
        refusal.initCause(new UnsupportedOperationException("unconnected sockets"));
        throw refusal;
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return open(literal(address), port, factory -> factory.createSocket(address, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return open(literal(address), port, factory -> factory.createSocket(address, port, localAddress, localPort));
    }

    /**
     * The address as text. PKIX would check the name that it carries, if it carries one, and DANE cannot look that name up:
     * it may come from a reverse lookup, which proves nothing.
     */
    private static String literal(InetAddress address) throws DaneLookupException {
        // Without a name the text begins with the slash, and no reverse lookup is made for it.
        if (address.toString().indexOf('/') > 0) {
            throw RefusalExceptions.namedAddress(address);
        }
        return address.getHostAddress();
    }

    private Socket open(@Nullable String host, int port, Opening opening) throws IOException {
        ConnectionSetup connection = policy.connection(host, port);
        Optional<SSLContext> common = shared.of(connection);
        SSLContext context = common.isPresent() ? common.get() : contexts.create(connection.trust());
        SSLSocket socket = (SSLSocket) opening.open(context.getSocketFactory());
        try {
            SSLParameters parameters = socket.getSSLParameters();
            if (ADDS_ITS_OWN.equals(context.getProvider().getName())) {
                // Nobody but the provider has set any so far; within ours they would be asked twice.
                parameters.setAlgorithmConstraints(null);
            }
            socket.setSSLParameters(connection.configure(parameters));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return template().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return template().getSupportedCipherSuites();
    }

    private SSLSocketFactory template() {
        try {
            return contexts.template().getSocketFactory();
        } catch (SSLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
