package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Named in the environment of a directory context. JNDI wants a public class with a static getDefault. */
public final class DaneLdap extends SocketFactory {
    private static volatile @Nullable ClientTls tls;

    private DaneLdap() {}

    /** Once, before the first connection. */
    public static void use(ClientTls dane) {
        tls = dane;
    }

    public static SocketFactory getDefault() {
        return new DaneLdap();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        ClientTls dane = Objects.requireNonNull(tls, "call DaneLdap.use first");
        SSLSocket socket = (SSLSocket) dane.socketFactory().createSocket(host, port);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        throw new IOException("JNDI does not ask for this");
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        throw new IOException("DANE needs the host's name");
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw new IOException("DANE needs the host's name");
    }
}
