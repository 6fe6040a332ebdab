package io.github.dane4j.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that knows CONNECT and nothing else (RFC 9110 section 9.3.6). */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    ConnectProxy() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The first lines of all requests. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "connect-proxy");
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
            String request = line(client.getInputStream());
            requests.add(request);
            while (!line(client.getInputStream()).isEmpty()) {
                // Header fields do not matter here.
            }
            String[] hostAndPort = request.split(" ", -1)[1].split(":", -1);
            String host = hostAndPort[0].matches("[0-9.]+") ? hostAndPort[0] : "127.0.0.1";
            try (Socket server = new Socket(host, Integer.parseInt(hostAndPort[1]))) {
                client.getOutputStream().write("HTTP/1.1 200 ok\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                start(() -> copy(server, client));
                copy(client, server);
            }
        } catch (IOException e) {
            // One of the two hung up.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            text.append((char) octet);
        }
        return text.toString().strip();
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
