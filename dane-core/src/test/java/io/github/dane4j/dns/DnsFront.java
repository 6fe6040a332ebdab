package io.github.dane4j.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dane4j.testkit.TestCertificate;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A front for a DNS tree that speaks TLS or HTTPS, well or badly. */
final class DnsFront implements AutoCloseable {
    /** What to do with a query over TLS; the default is to pass it on, and the reply back. */
    interface Behaviour {
        void serve(byte[] query, DnsFront front, DataOutputStream out) throws IOException;
    }

    /** What to do with a request over HTTPS. */
    interface WebBehaviour {
        void serve(HttpExchange exchange, DnsFront front) throws IOException;
    }

    private final InetSocketAddress backend;
    private final InetSocketAddress address;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "dns-front");
        thread.setDaemon(true);
        return thread;
    });
    private final AutoCloseable server;

    private DnsFront(InetSocketAddress backend, ServerSocket server, Behaviour behaviour) {
        this.backend = backend;
        this.server = server;
        this.address = (InetSocketAddress) server.getLocalSocketAddress();
        threads.execute(() -> accept(server, behaviour));
    }

    private DnsFront(InetSocketAddress backend, HttpsServer server, WebBehaviour behaviour) {
        this.backend = backend;
        this.server = () -> server.stop(0);
        this.address = server.getAddress();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            connections.incrementAndGet();
            behaviour.serve(exchange, this);
        });
        server.start();
    }

    static DnsFront tls(InetSocketAddress backend, TestCertificate certificate, Behaviour behaviour) {
        try {
            return new DnsFront(
                    backend,
                    certificate
                            .serverContext()
                            .getServerSocketFactory()
                            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                    behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DnsFront https(InetSocketAddress backend, TestCertificate certificate, WebBehaviour behaviour) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SSLContext context = certificate.serverContext();
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return new DnsFront(backend, server, behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** For TLS; for HTTPS the requests. */
    int connections() {
        return connections.get();
    }

    private void accept(ServerSocket listening, Behaviour behaviour) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> serve(socket, behaviour));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket, Behaviour behaviour) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                behaviour.serve(in.readNBytes(in.readUnsignedShort()), this, out);
            }
        } catch (IOException e) {
            // The client is gone, or does not trust us.
        } finally {
            open.remove(socket);
        }
    }

    /** The honest reply. */
    byte[] ask(byte[] query) throws IOException {
        try (Socket socket = new Socket(backend.getAddress(), backend.getPort())) {
            send(query, new DataOutputStream(socket.getOutputStream()));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    static void send(byte[] message, DataOutputStream out) throws IOException {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        out.write(framed);
        out.flush();
    }

    static void honest(byte[] query, DnsFront front, DataOutputStream out) throws IOException {
        send(front.ask(query), out);
    }

    static void honest(HttpExchange exchange, DnsFront front) throws IOException {
        respond(
                exchange,
                200,
                "application/dns-message",
                front.ask(exchange.getRequestBody().readAllBytes()));
    }

    static void respond(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Closes the connections, and goes on listening. */
    void hangUp() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        hangUp();
        threads.shutdownNow();
    }
}
