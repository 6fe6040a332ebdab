package io.github.dane4j.mail;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A SOCKS proxy without authentication, for IPv4 addresses (RFC 1928). */
final class SocksProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final List<String> targets = new CopyOnWriteArrayList<>();

    SocksProxy() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What clients wanted to be connected to: address and port. */
    List<String> targets() {
        return List.copyOf(targets);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "socks-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                start(() -> tunnel(client));
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    private void tunnel(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.skipNBytes(1);
            in.skipNBytes(in.readUnsignedByte());
            client.getOutputStream().write(new byte[] {5, 0});
            in.skipNBytes(4);
            InetAddress address = InetAddress.getByAddress(in.readNBytes(4));
            int port = in.readUnsignedShort();
            targets.add(address.getHostAddress() + ":" + port);
            try (Socket server = new Socket(address, port)) {
                client.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
                start(() -> copy(server, client));
                copy(client, server);
            }
        } catch (IOException e) {
            // One of the two hung up.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of the two hung up.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
