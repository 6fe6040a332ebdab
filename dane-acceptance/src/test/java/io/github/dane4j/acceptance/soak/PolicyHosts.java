package io.github.dane4j.acceptance.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The policy hosts of domains with MTA-STS (RFC 8461), at one address and port, which fail as told. */
final class PolicyHosts implements AutoCloseable {
    /** How a policy host fails. */
    enum Trouble {
        NONE,
        NOT_FOUND,
        BUSY,
        REDIRECT,
        HTML,
        NONSENSE,
        TOO_LONG,
        HANG_UP,
        SILENCE
    }

    private static final int OK = 200;
    private static final int MOVED = 302;
    private static final int NOT_FOUND = 404;
    private static final int BUSY = 503;
    private static final int TOO_LONG = 100_000;

    private final HttpsServer server;
    private final Supplier<Trouble> troubles;
    private final Map<String, String> policies = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    PolicyHosts(TestCertificate certificate, InetAddress address, int port, Supplier<Trouble> troubles)
            throws IOException {
        this.troubles = troubles;
        this.server = HttpsServer.create(new InetSocketAddress(address, port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.setExecutor(threads);
        server.createContext("/.well-known/mta-sts.txt", this::reply);
        server.start();
    }

    static String of(Domain domain) {
        return "mta-sts." + domain.domain();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on this is the policy of {@code domain}. */
    void serve(Domain domain, List<String> lines) {
        policies.put(of(domain) + ":" + port(), String.join("\n", lines) + "\n");
    }

    private void reply(HttpExchange exchange) throws IOException {
        String host = exchange.getRequestHeaders().getFirst("Host");
        String policy = Optional.ofNullable(policies.get(host))
                .orElseThrow(() -> new IOException("nobody should ask for the policy of " + host));
        // What changes must be seen to have changed.
        Trouble trouble = host.startsWith(of(Domain.STS_CHANGING)) ? Trouble.NONE : troubles.get();
        try {
            switch (trouble) {
                case NONE -> body(exchange, OK, "text/plain", policy);
                case NOT_FOUND -> body(exchange, NOT_FOUND, "text/plain", policy);
                case BUSY -> body(exchange, BUSY, "text/plain", policy);
                case REDIRECT -> {
                    exchange.getResponseHeaders().set("Location", "https://" + host + "/elsewhere");
                    body(exchange, MOVED, "text/plain", policy);
                }
                case HTML -> body(exchange, OK, "text/html", policy);
                case NONSENSE -> body(exchange, OK, "text/plain", "mode: none");
                case TOO_LONG -> body(exchange, OK, "text/plain", policy + "x".repeat(TOO_LONG));
                case HANG_UP -> {}
                case SILENCE -> end.await();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            exchange.close();
        }
    }

    private static void body(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
