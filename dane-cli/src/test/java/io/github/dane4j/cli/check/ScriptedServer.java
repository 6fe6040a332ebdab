package io.github.dane4j.cli.check;

import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server on loopback that says what a script tells it to, and then shakes hands. */
final class ScriptedServer implements AutoCloseable {
    /**
     * One turn.
     *
     * @param end what the client has to say before; empty to speak first
     * @param reply in ISO 8859-1
     */
    record Turn(String end, String reply) {}

    private final ServerSocket listener;
    private final List<Turn> script;
    private final SSLContext context;

    ScriptedServer(TestCertificate certificate, Turn... script) throws IOException {
        this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.script = List.of(script);
        this.context = certificate.serverContext();
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                converse(client);
            } catch (IOException e) {
                // This client is gone; the next one, perhaps.
            }
        }
    }

    private void converse(Socket client) throws IOException {
        for (Turn turn : script) {
            readTo(client.getInputStream(), turn.end());
            client.getOutputStream().write(turn.reply().getBytes(StandardCharsets.ISO_8859_1));
        }
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(client, null, client.getPort(), true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        tls.getInputStream().read();
    }

    private static void readTo(InputStream in, String end) throws IOException {
        StringBuilder said = new StringBuilder();
        while (!said.toString().endsWith(end)) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed");
            }
            said.append((char) octet);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
