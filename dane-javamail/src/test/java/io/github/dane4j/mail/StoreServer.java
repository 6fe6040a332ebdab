package io.github.dane4j.mail;

import io.github.dane4j.testkit.TestCertificate;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * An IMAP or a POP3 server with an INBOX of one message, just large enough for Angus's stores. Any password is right. It
 * remembers every command, and whether it came over TLS. Daemon threads serve it.
 */
@SuppressWarnings("exports") // The certificates are those of the test kit, which no test module exports.
public final class StoreServer implements AutoCloseable {
    private static final String MESSAGE = "Subject: for alice\r\n\r\nthe body\r\n";

    /** What it does differently from a well-behaved server. */
    public enum Trait {
        IMPLICIT_TLS,
        NO_STARTTLS,
        REFUSES_STARTTLS,
        /** IMAP only: the client is logged in before it says a word. */
        PREAUTH,
        /** A second command line comes with the reply to STARTTLS, before the handshake. */
        INJECTS
    }

    /** A command, and whether it came over TLS. */
    public record Command(String line, boolean secured) {}

    private final boolean imap;
    private final List<Trait> traits;
    private final ServerSocket listening;
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private volatile TestCertificate certificate;

    private StoreServer(boolean imap, TestCertificate certificate, Trait... traits) {
        this.imap = imap;
        this.certificate = certificate;
        this.traits = List.of(traits);
        try {
            listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public static StoreServer imap(TestCertificate certificate, Trait... traits) {
        return new StoreServer(true, certificate, traits);
    }

    public static StoreServer pop3(TestCertificate certificate, Trait... traits) {
        return new StoreServer(false, certificate, traits);
    }

    public int port() {
        return listening.getLocalPort();
    }

    public int connections() {
        return connections.get();
    }

    public void certificate(TestCertificate other) {
        certificate = other;
    }

    public List<Command> commands() {
        return List.copyOf(commands);
    }

    /** Commands with a password in them. */
    public List<Command> logins() {
        return commands.stream()
                .filter(command -> command.line().matches("(?i)(\\S+ )?(LOGIN|AUTHENTICATE|PASS|APOP|AUTH).*"))
                .toList();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "store-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                // Closed: the test is over.
            }
        }
    }

    private void serve(Socket plain) {
        try (Conversation conversation = new Conversation(plain)) {
            conversation.hold();
        } catch (IOException e) {
            // The client hung up, or refused the certificate.
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

    private final class Conversation implements AutoCloseable {
        private final Socket plain;
        private Socket socket;
        private InputStream in;
        private OutputStream out;

        Conversation(Socket plain) throws IOException {
            this.plain = plain;
            this.socket = plain;
            this.in = plain.getInputStream();
            this.out = plain.getOutputStream();
        }

        private boolean isSecured() {
            return !socket.equals(plain);
        }

        private void secure() throws IOException {
            SSLSocket tls = (SSLSocket)
                    certificate.serverContext().getSocketFactory().createSocket(plain, "client", plain.getPort(), true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            socket = tls;
            in = tls.getInputStream();
            out = tls.getOutputStream();
        }

        void hold() throws IOException {
            if (traits.contains(Trait.IMPLICIT_TLS)) {
                secure();
            }
            if (imap) {
                imap();
            } else {
                pop3();
            }
        }

        private boolean offersStartTls() {
            return !isSecured() && !traits.contains(Trait.NO_STARTTLS);
        }

        private void imap() throws IOException {
            // The capability in the greeting is one that nobody may believe after STARTTLS.
            say(traits.contains(Trait.PREAUTH) ? "* PREAUTH welcome" : "* OK [CAPABILITY IMAP4rev1 X-INJECTED] ready");
            while (true) {
                String[] words = hear().split(" ", 3);
                String tag = words[0];
                switch (words[1].toUpperCase(Locale.ROOT)) {
                    case "CAPABILITY" -> {
                        say("* CAPABILITY IMAP4rev1" + (offersStartTls() ? " STARTTLS" : ""));
                        say(tag + " OK done");
                    }
                    case "STARTTLS" -> {
                        if (startTls(tag + " OK begin", tag + " NO not now", "* CAPABILITY X-INJECTED")) {
                            return;
                        }
                    }
                    case "SELECT", "EXAMINE" -> {
                        say("* 1 EXISTS");
                        say(tag + " OK [READ-ONLY] opened");
                    }
                    case "LOGOUT" -> {
                        say("* BYE");
                        say(tag + " OK bye");
                        return;
                    }
                    default -> say(tag + " OK done");
                }
            }
        }

        private void pop3() throws IOException {
            say("+OK ready");
            while (true) {
                String[] words = hear().split(" ", 2);
                switch (words[0].toUpperCase(Locale.ROOT)) {
                    case "CAPA" -> {
                        say("+OK");
                        say("TOP");
                        if (offersStartTls()) {
                            say("STLS");
                        }
                        say(".");
                    }
                    case "STLS" -> {
                        if (startTls("+OK begin", "-ERR not now", "+OK injected")) {
                            return;
                        }
                    }
                    case "STAT" -> say("+OK 1 " + MESSAGE.length());
                    case "LIST" -> say("+OK 1 " + MESSAGE.length());
                    case "RETR", "TOP" -> say("+OK\r\n" + MESSAGE + ".");
                    case "QUIT" -> {
                        say("+OK bye");
                        return;
                    }
                    default -> say("+OK");
                }
            }
        }

        /** Whether the conversation is over. */
        private boolean startTls(String yes, String no, String injected) throws IOException {
            if (traits.contains(Trait.REFUSES_STARTTLS) || !offersStartTls()) {
                say(no);
                return false;
            }
            if (traits.contains(Trait.INJECTS)) {
                say(yes + "\r\n" + injected);
                in.readAllBytes();
                return true;
            }
            say(yes);
            secure();
            return false;
        }

        private String hear() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new EOFException();
                }
                if (octet != '\r') {
                    line.append((char) octet);
                }
            }
            commands.add(new Command(line.toString(), isSecured()));
            return line.toString();
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
