package io.github.dane4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail client that says what a test tells it to. */
final class SmtpClient implements AutoCloseable {

    private Socket socket;
    private LineReader in;

    SmtpClient(SmtpServer server) throws IOException {
        this(new Socket(server.address(), server.port()));
    }

    private SmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new LineReader(socket.getInputStream());
    }

    static SmtpClient overTls(SmtpServer server, SSLContext context, String serverName) throws IOException {
        SmtpClient client = new SmtpClient(server);
        client.startTls(context, serverName);
        return client;
    }

    /** Reads one reply, with its lines joined by spaces. */
    String read() {
        try {
            StringBuilder reply = new StringBuilder(in.readLine());
            while (reply.length() > 3 && reply.charAt(reply.lastIndexOf("|") + 4) == '-') {
                reply.append('|').append(in.readLine());
            }
            return reply.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    String say(String line) throws IOException {
        send(line);
        return read();
    }

    void startTls(SSLContext context, String serverName) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, serverName, socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = new LineReader(secured.getInputStream());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
