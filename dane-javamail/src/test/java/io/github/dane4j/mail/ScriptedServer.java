package io.github.dane4j.mail;

import io.github.dane4j.testkit.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that answers as a script says, for what {@link io.github.dane4j.testkit.SmtpServer} never does.
 * One daemon thread serves one connection after the other.
 */
final class ScriptedServer implements AutoCloseable {
    /** A reply that is none: the connection is closed instead. */
    static final String HANG_UP = "";

    /** A reply that is none: the connection is reset instead. */
    static final String RESET = "RST";

    /** A reply that never comes. */
    static final String SILENCE = "...";

    private final ServerSocket listening;
    private final Map<String, String> replies = new HashMap<>();
    private final Map<String, String> repliesUnderTls = new HashMap<>();
    private final Map<String, Runnable> before = new HashMap<>();
    private final Set<String> heldBack = new HashSet<>();
    private final Set<String> resetAfter = new HashSet<>();
    private final Set<String> hangUpAfter = new HashSet<>();
    private final List<String> ahead = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private @Nullable SSLContext tls;
    private final BlockingQueue<List<String>> unended = new LinkedBlockingQueue<>();

    ScriptedServer(InetAddress address, int port) {
        try {
            listening = new ServerSocket(port, 10, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        replies.put("GREETING", "220 scripted");
        replies.put("EHLO", "250 scripted");
        replies.put("DATA", "354 go on");
        replies.put("QUIT", "221 bye");
    }

    /**
     * Answers {@code verb}, or a whole command line, or {@code "."} for the end of the data, with {@code reply}; {@code 250} is the
     * default.
     */
    ScriptedServer reply(String verb, String reply) {
        replies.put(verb, reply);
        return this;
    }

    /** Offers STARTTLS with {@code certificate}, and then answers EHLO with {@code ehlo}. */
    ScriptedServer startTls(TestCertificate certificate, String ehlo) {
        tls = certificate.serverContext();
        replies.put("EHLO", "250-scripted\r\n250 STARTTLS");
        replies.put("STARTTLS", "220 go ahead");
        repliesUnderTls.put("EHLO", ehlo);
        return this;
    }

    /** Runs {@code task} when {@code verb} has arrived, before it is answered. */
    ScriptedServer on(String verb, Runnable task) {
        before.put(verb, task);
        return this;
    }

    /** Sends the reply to {@code verb} together with the next one, when another command has arrived. */
    ScriptedServer holdBack(String verb) {
        heldBack.add(verb);
        return this;
    }

    /** Resets the connection after the reply to {@code verb}, as a kernel does where commands are left unread. */
    ScriptedServer resetAfter(String verb) {
        resetAfter.add(verb);
        return this;
    }

    /** Closes the connection after the reply to {@code verb}. */
    ScriptedServer hangUpAfter(String verb) {
        hangUpAfter.add(verb);
        return this;
    }

    ScriptedServer start() {
        Thread thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    int port() {
        return listening.getLocalPort();
    }

    List<String> commands() {
        return List.copyOf(commands);
    }

    /** The commands that were not answered yet when another one had arrived, as far as that was seen. */
    List<String> ahead() {
        return List.copyOf(ahead);
    }

    /** The lines of the next message that had no end when the client hung up; waits for it. */
    List<String> unendedData() throws InterruptedException {
        List<String> lines = unended.poll(10, TimeUnit.SECONDS);
        if (lines == null) {
            throw new AssertionError("every message had an end");
        }
        return lines;
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket connection = listening.accept()) {
                converse(connection);
            } catch (IOException e) {
                // The client hung up, or the test is over.
            }
        }
    }

    private static BufferedReader reader(Socket connection) throws IOException {
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Socket underTls(Socket connection, SSLContext context) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(connection, null, true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private void converse(Socket accepted) throws IOException {
        Socket connection = accepted;
        BufferedReader in = reader(connection);
        Deque<String> said = new ArrayDeque<>(List.of("GREETING"));
        StringBuilder held = new StringBuilder();
        boolean data = false;
        while (true) {
            String verb = said.removeLast();
            String reply = replies.getOrDefault(verb, "250 ok");
            if (connection instanceof SSLSocket) {
                reply = repliesUnderTls.getOrDefault(verb, reply);
            }
            before.getOrDefault(verb, () -> {}).run();
            // Under TLS nothing is ready before it is read: what has arrived shows in the connection below.
            if (in.ready() || accepted.getInputStream().available() > 0) {
                ahead.add(verb);
            }
            if (reply.equals(HANG_UP)) {
                return;
            }
            if (reply.equals(RESET)) {
                accepted.setSoLinger(true, 0);
                accepted.close();
                return;
            }
            if (reply.equals(SILENCE)) {
                // Until the client hangs up.
                in.readLine();
                return;
            }
            held.append(reply).append("\r\n");
            if (!heldBack.contains(verb)) {
                connection.getOutputStream().write(held.toString().getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();
                held.setLength(0);
            }
            if (resetAfter.contains(verb)) {
                accepted.setSoLinger(true, 0);
                accepted.close();
                return;
            }
            if (hangUpAfter.contains(verb)) {
                return;
            }
            SSLContext context = tls;
            if (context != null && verb.equals("STARTTLS")) {
                connection = underTls(connection, context);
                in = reader(connection);
            }
            data = verb.equals("DATA") && reply.startsWith("354");
            String line = in.readLine();
            List<String> lines = new ArrayList<>();
            while (data && line != null && !line.equals(".")) {
                lines.add(line);
                line = in.readLine();
            }
            if (line == null) {
                if (data) {
                    unended.add(lines);
                }
                return;
            }
            commands.add(line);
            said.add(replies.containsKey(line) ? line : line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT));
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
