package io.github.dane4j.acceptance.soak;

import io.github.dane4j.testkit.TestCertificate;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server that fails where it is told to, and logs what it accepts before it says so. To every other connection it
 * offers PIPELINING (RFC 2920), and then answers commands that came together in one packet.
 */
final class FaultyServer implements AutoCloseable {
    /** What a sender must know of this host before it says more than a greeting. */
    enum Policy {
        /** TLSA records, and a key that matches. */
        DANE,
        /** TLSA records, and another key: whoever this is, it is not the host. */
        IMPOSTOR,
        /** TLSA records that nobody can use: TLS, with whoever answers. */
        UNUSABLE,
        /** No TLSA records. */
        OPEN,
        /** No TLSA records, and by the policy for its domain it gets mail all the same. */
        FREE,
        /** No TLSA records, and by the policy for its domain it gets no mail for that. */
        HELD,
        /** No TLSA records, but an MTA-STS policy that is enforced and names it, and a certificate from a CA. */
        STS,
        /** The same, and the certificate is from nobody. */
        STS_IMPOSTOR,
        /** The MTA-STS policy of its domain is enforced, and does not name it. */
        UNNAMED
    }

    /** Longer than any client waits. */
    private static final int PATIENCE_MILLIS = 60_000;

    private final String name;
    private final IntFunction<Policy> policy;
    private final SSLContext tls;
    private final Supplier<Trouble> troubles;
    private final SinkLog log;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();
    private final AtomicInteger ahead = new AtomicInteger();

    /**
     * Begins to listen.
     *
     * @param policy in each phase, of which each message says in which it was sent
     */
    FaultyServer(
            String name,
            IntFunction<Policy> policy,
            TestCertificate certificate,
            InetAddress address,
            int port,
            Supplier<Trouble> troubles,
            SinkLog log) {
        this.name = name;
        this.policy = policy;
        this.tls = certificate.serverContext();
        this.troubles = troubles;
        this.log = log;
        try {
            this.listening = new ServerSocket(port, 200, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Whether clients have ended all of their connections. */
    boolean isQuiet() {
        return open.isEmpty();
    }

    int connections() {
        return connections.get();
    }

    /** How many clients have greeted under TLS, and so had no objection to the certificate. */
    int handshakes() {
        return handshakes.get();
    }

    /** How many messages came over a connection that had brought another one before. */
    int laterMessages() {
        return later.get();
    }

    /** How many messages had a recipient that came before their sender was answered. */
    int messagesAhead() {
        return ahead.get();
    }

    private void daemon(Runnable task) {
        Thread thread = new Thread(task, "sink-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                boolean pipelining = connections.incrementAndGet() % 2 == 0;
                daemon(() -> hold(socket, pipelining));
            } catch (IOException e) {
                // The server is closed, or this client was gone at once.
            }
        }
    }

    private void hold(Socket socket, boolean pipelining) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            new Conversation(socket, pipelining, troubles.get()).converse();
        } catch (IOException e) {
            // The client broke off; what it must tell its caller is checked there.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Conversation {
        private final Socket plain;
        private final boolean pipelining;
        private Trouble trouble;
        private InputStream in;
        private OutputStream out;

        /** Replies that wait for the one to the last command that has arrived. */
        private final StringBuilder held = new StringBuilder();

        private boolean secured;
        private boolean greetedUnderTls;
        private String token = "";
        private int phase;
        private final List<String> recipients = new ArrayList<>();

        /** Whether the last MAIL was accepted. */
        private boolean begun;

        /** How many recipients of the message are accepted before the one that is not. */
        private int recipientsBefore;

        /** How many messages have had their end. */
        private int ended;

        /** Whether the last answer was the trouble, and not a success. */
        private boolean failed;

        Conversation(Socket plain, boolean pipelining, Trouble trouble) throws IOException {
            this.plain = plain;
            this.pipelining = pipelining;
            this.trouble = trouble;
            this.in = new BufferedInputStream(plain.getInputStream());
            this.out = plain.getOutputStream();
        }

        void converse() throws IOException {
            if (!answer(Trouble.Phase.CONNECT, "") || !answer(Trouble.Phase.GREETING, "220 " + name + " ESMTP")) {
                return;
            }
            boolean goesOn = true;
            while (goesOn) {
                goesOn = obey(line());
            }
        }

        private boolean obey(String line) throws IOException {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            if (verb.equals("MAIL")) {
                Sender sender = Sender.of(line.substring(line.indexOf('<') + 1, line.indexOf('@')));
                token = sender.token();
                phase = sender.phase();
            }
            if (Set.of("MAIL", "RCPT", "DATA", "AUTH").contains(verb)) {
                judge(line);
            }
            return switch (verb) {
                case "EHLO" -> {
                    // Not at the end of the handshake: JSSE ends it without an exception, too, if the client closes.
                    if (secured && !greetedUnderTls) {
                        greetedUnderTls = true;
                        handshakes.incrementAndGet();
                    }
                    yield answer(Trouble.Phase.EHLO, offer());
                }
                case "HELO" -> write("250 " + name);
                case "STARTTLS" -> startTls();
                case "MAIL" -> mail();
                case "RCPT" -> recipient(line);
                case "DATA" -> data();
                case "RSET" -> {
                    recipients.clear();
                    yield answer(Trouble.Phase.RSET, "250 ok");
                }
                case "QUIT" -> {
                    answer(Trouble.Phase.QUIT, "221 bye");
                    yield false;
                }
                default -> write(verb.equals("NOOP") ? "250 ok" : "500 what");
            };
        }

        /** Nothing of a mail may be said to an impostor, or in the clear to a host with TLSA records. */
        private void judge(String line) {
            Policy current = policy.apply(phase);
            boolean allowed = switch (current) {
                case DANE -> secured;
                case IMPOSTOR -> false;
                case UNUSABLE -> secured && !(line + token).contains("mandatory");
                case OPEN -> !(line + token).contains("mandatory");
                case FREE -> true;
                case STS -> secured && !(line + token).contains("mandatory");
                case HELD, STS_IMPOSTOR, UNNAMED -> false;
            };
            if (!allowed) {
                log.offence(name + " (" + current + (secured ? ", TLS" : ", in the clear") + ") heard: " + line);
            }
        }

        private String offer() {
            // Taking the offer away is what an attacker on the way does.
            boolean offered = !secured && !(at(Trouble.Phase.STARTTLS) && trouble.kind() == Trouble.Kind.ODD_SUCCESS);
            return "250-" + name + "\r\n" + (offered ? "250-STARTTLS\r\n" : "")
                    + (pipelining ? "250-PIPELINING\r\n" : "") + "250 8BITMIME";
        }

        private boolean startTls() throws IOException {
            recipients.clear();
            if (!answer(Trouble.Phase.STARTTLS, "220 go ahead") || failed) {
                failed = false;
                return false;
            }
            if (at(Trouble.Phase.HANDSHAKE) && !answer(Trouble.Phase.HANDSHAKE, "not a TLS record")) {
                return false;
            }
            SSLSocket over = (SSLSocket) tls.getSocketFactory()
                    .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
            over.setUseClientMode(false);
            over.startHandshake();
            in = new BufferedInputStream(over.getInputStream());
            out = over.getOutputStream();
            secured = true;
            return true;
        }

        private boolean mail() throws IOException {
            recipients.clear();
            recipientsBefore = Math.floorMod(token.hashCode(), 2);
            if (ended > 0) {
                later.incrementAndGet();
            }
            if (hasArrived()) {
                ahead.incrementAndGet();
            }
            boolean goesOn = answer(Trouble.Phase.MAIL, "250 ok");
            begun = goesOn && !failed;
            return goesOn;
        }

        private boolean recipient(String line) throws IOException {
            if (!begun) {
                return write("503 MAIL first");
            }
            String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
            boolean due = recipients.size() == recipientsBefore;
            if (due ? !answer(Trouble.Phase.RCPT, "250 ok") : !write("250 ok")) {
                return false;
            }
            if (!failed) {
                recipients.add(address);
            }
            failed = false;
            return true;
        }

        private boolean data() throws IOException {
            if (recipients.isEmpty()) {
                return write("503 RCPT first");
            }
            if (!answer(Trouble.Phase.DATA, "354 go on")) {
                return false;
            }
            if (failed) {
                failed = false;
                return true;
            }
            if (at(Trouble.Phase.BODY)) {
                in.readNBytes(100);
                return hangUp(trouble.kind() == Trouble.Kind.RESET);
            }
            StringBuilder content = new StringBuilder();
            for (String line = line(); !line.equals("."); line = line()) {
                content.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
            }
            return end(content.toString());
        }

        private boolean end(String content) throws IOException {
            if (!content.endsWith("\n\n" + MailSoakTest.body(token))) {
                log.offence(name + " got an altered message " + token);
            }
            boolean refuses = at(Trouble.Phase.END)
                    && Set.of(Trouble.Kind.TEMPORARY, Trouble.Kind.PERMANENT, Trouble.Kind.CLOSING)
                            .contains(trouble.kind());
            boolean says = !at(Trouble.Phase.END) || trouble.kind() == Trouble.Kind.ODD_SUCCESS;
            if (says || (!refuses && trouble.accepts())) {
                log.accepted(token, recipients);
            }
            recipients.clear();
            boolean goesOn = answer(Trouble.Phase.END, "250 ok");
            failed = false;
            ended++;
            return goesOn && next();
        }

        /** Prepares for another message over the connection, or ends it, as after a time without any. */
        private boolean next() throws IOException {
            trouble = troubles.get();
            if (!trouble.isOfConnecting()) {
                return true;
            }
            return switch (trouble.kind()) {
                case CLOSING, HANG_UP, RESET -> fail("");
                case TEMPORARY, PERMANENT, GARBAGE, SILENCE, ODD_SUCCESS -> true;
            };
        }

        private boolean at(Trouble.Phase phase) {
            return trouble.phase() == phase;
        }

        /** Replies as expected, or fails as told. Returns whether the conversation goes on. */
        private boolean answer(Trouble.Phase phase, String reply) throws IOException {
            failed = at(phase);
            if (!failed) {
                return reply.isEmpty() || write(reply);
            }
            return fail(reply);
        }

        private boolean fail(String reply) throws IOException {
            return switch (trouble.kind()) {
                case TEMPORARY -> write("451 not now");
                case PERMANENT -> write("554 never");
                case CLOSING -> {
                    write("421 4.3.2 closing");
                    flush();
                    yield hangUp(false);
                }
                case HANG_UP -> hangUp(false);
                case RESET -> hangUp(true);
                case GARBAGE -> write("what did you say");
                case SILENCE -> silence();
                case ODD_SUCCESS -> {
                    failed = false;
                    yield write(
                            at(Trouble.Phase.END) || at(Trouble.Phase.MAIL) || at(Trouble.Phase.RCPT)
                                    ? "252 as you like"
                                    : reply);
                }
            };
        }

        private boolean hangUp(boolean rudely) throws IOException {
            if (rudely) {
                plain.setSoLinger(true, 0);
            }
            plain.close();
            return false;
        }

        private boolean silence() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            return false;
        }

        /** Sends replies together to commands that came together (RFC 2920 section 3.2), so that a fault may take all of them. */
        private boolean write(String reply) throws IOException {
            held.append(reply).append("\r\n");
            if (!pipelining || !hasArrived()) {
                flush();
            }
            return true;
        }

        private void flush() throws IOException {
            out.write(held.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            held.setLength(0);
        }

        /** Whether another command is there. Under TLS nothing is ready before it is read: it shows in the connection below. */
        private boolean hasArrived() throws IOException {
            return in.available() > 0 || plain.getInputStream().available() > 0;
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new EOFException();
                }
                line.write(octet);
            }
            return line.toString(StandardCharsets.UTF_8).replace("\r", "");
        }
    }
}
