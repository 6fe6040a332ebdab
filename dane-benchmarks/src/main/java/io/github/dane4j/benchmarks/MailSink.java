package io.github.dane4j.benchmarks;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Takes mail over STARTTLS on loopback, keeps none of it, and counts. */
final class MailSink implements Closeable {
    private static final int BACKLOG = 200;
    private static final int END = -1;

    private final ServerSocket listener;
    private final ExecutorService connections = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mail-sink");
        thread.setDaemon(true);
        return thread;
    });
    private final SSLContext context;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private volatile boolean pipelining;

    /** At any free port. */
    MailSink(SSLContext context) throws IOException {
        this(context, InetAddress.getLoopbackAddress(), 0);
    }

    MailSink(SSLContext context, InetAddress address, int port) throws IOException {
        this.listener = new ServerSocket(port, BACKLOG, address);
        this.context = context;
        context.getServerSessionContext().setSessionCacheSize(1);
        connections.execute(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Whether connections from now on are offered PIPELINING (RFC 2920), as by nearly every server. */
    void offerPipelining(boolean offered) {
        pipelining = offered;
    }

    /** How many connections there were. */
    int connections() {
        return accepted.get();
    }

    /** How many messages came over TLS. */
    int messages() {
        return messages.get();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket plain = listener.accept();
                accepted.incrementAndGet();
                connections.execute(() -> serve(plain));
            } catch (IOException e) {
                // The end.
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket plain = accepted) {
            plain.setTcpNoDelay(true);
            say(plain, "220 sink");
            if (!obey(plain, false)) {
                return;
            }
            try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
                obey(tls, true);
            }
        } catch (IOException e) {
            // A client that is gone.
        }
    }

    /** Returns whether TLS begins now. */
    private boolean obey(Socket socket, boolean secured) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        StringBuilder line = new StringBuilder();
        while (read(in, line)) {
            String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" -> say(socket, secured ? underTls() : "250-sink\r\n250 STARTTLS");
                case "STAR" -> {
                    say(socket, "220 go ahead");
                    return true;
                }
                case "DATA" -> {
                    say(socket, "354 go ahead");
                    do {
                        if (!read(in, line)) {
                            return false;
                        }
                    } while (!line.toString().equals("."));
                    messages.addAndGet(secured ? 1 : 0);
                    say(socket, "250 taken");
                }
                case "QUIT" -> {
                    say(socket, "221 goodbye");
                    return false;
                }
                default -> say(socket, "250 ok");
            }
        }
        return false;
    }

    private String underTls() {
        return pipelining ? "250-sink\r\n250 PIPELINING" : "250 sink";
    }

    private static boolean read(InputStream in, StringBuilder line) throws IOException {
        line.setLength(0);
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet == END) {
                return false;
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return true;
    }

    private static void say(Socket socket, String reply) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.shutdownNow();
    }
}
