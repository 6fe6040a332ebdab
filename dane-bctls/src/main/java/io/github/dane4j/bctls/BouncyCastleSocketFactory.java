package io.github.dane4j.bctls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that are each judged on their own. Host and port say where to connect; what must be proven is already fixed.
 */
final class BouncyCastleSocketFactory extends SSLSocketFactory {
    /** Puts TLS over a connected socket. */
    @FunctionalInterface
    interface Layer {
        BouncyCastleSocket over(Socket plain, String host, boolean autoClose) throws IOException;
    }

    private final BouncyCastleOptions options;
    private final Layer layer;

    BouncyCastleSocketFactory(BouncyCastleOptions options, Layer layer) {
        this.options = options;
        this.layer = layer;
    }

    @Override
    public Socket createSocket(Socket plain, @Nullable String host, int port, boolean autoClose) throws IOException {
        if (!plain.isConnected()) {
            throw new SocketException("TLS needs a connected socket: " + plain);
        }
        return layer.over(plain, host == null ? plain.getInetAddress().getHostAddress() : host, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connect(host, new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return connect(host, new InetSocketAddress(host, port), new InetSocketAddress(localAddress, localPort));
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return connect(address.getHostAddress(), new InetSocketAddress(address, port), null);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connect(
                address.getHostAddress(),
                new InetSocketAddress(address, port),
                new InetSocketAddress(localAddress, localPort));
    }

    /** As in dane-jsse: {@code HttpsURLConnection} then connects by itself and passes the connected socket. */
    @Override
    public Socket createSocket() throws IOException {
        SocketException refusal =
                new SocketException("connect a plain socket first, then call createSocket(socket, host, port, true)");
        refusal.initCause(new UnsupportedOperationException("unconnected sockets"));
        throw refusal;
    }

    private Socket connect(String host, InetSocketAddress address, @Nullable InetSocketAddress local)
            throws IOException {
        Socket plain = new Socket();
        try {
            if (local != null) {
                plain.bind(local);
            }
            plain.connect(address);
            return layer.over(plain, host, true);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return ClientOffer.of(options).suiteNames();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getDefaultCipherSuites();
    }
}
