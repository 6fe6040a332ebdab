package io.github.dane4j.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client's conversation with an {@link SmtpServer} (RFC 5321, RFC 3207). */
final class SmtpConversation {
    /** As much as big mail servers take. */
    static final int MAX_CONTENT = 64 << 20;

    private static final int MAX_RECIPIENTS = 10_000;

    private final SmtpServer server;
    private final AcceptLoop.Connection connection;
    /** The plain socket, or the TLS socket around it. */
    private Socket socket;

    private LineReader in;
    private OutputStream out;
    private Optional<Handshake> handshake = Optional.empty();
    private @Nullable String sender;
    private final List<String> recipients = new ArrayList<>();
    /** How many messages this client has had taken. */
    private int taken;

    private boolean ended;
    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

    SmtpConversation(SmtpServer server, AcceptLoop.Connection connection) throws IOException {
        this.server = server;
        this.connection = connection;
        this.socket = connection.socket();
        this.in = new LineReader(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Ends with TLS closed in order, where there is TLS. */
    void hold() throws IOException {
        try {
            converse();
        } finally {
            socket.close();
        }
    }

    private void converse() throws IOException {
        if (server.has(SmtpTrait.IMPLICIT_TLS) && !startTls()) {
            return;
        }
        if (server.has(SmtpTrait.SILENT)) {
            in.skipToEnd();
            return;
        }
        server.waitBeforeGreeting();
        reply(server.greeting());
        if (server.has(SmtpTrait.CLOSES_AFTER_GREETING)) {
            return;
        }
        boolean open = true;
        while (open) {
            String line = in.readLine();
            server.heard(line);
            open = !ends(verb(line)) && obey(line) && !ended && !ends("");
        }
    }

    /** Returns whether the server has said goodbye instead of obeying. */
    private boolean ends(String command) throws IOException {
        Optional<String> farewell = server.farewell(taken, command);
        if (farewell.isPresent() && !farewell.get().isEmpty()) {
            reply(farewell.get());
        }
        return farewell.isPresent();
    }

    private static String verb(String line) {
        return line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** Returns whether the conversation goes on. */
    private boolean obey(String line) throws IOException {
        switch (verb(line)) {
            case "EHLO" -> greet();
            case "HELO" -> {
                forgetMail();
                reply("250 " + server.hostName());
            }
            case "STARTTLS" -> {
                return secure();
            }
            case "AUTH" -> authenticate(line);
            case "MAIL" -> {
                forgetMail();
                sender = path(line);
                reply("250 OK");
            }
            case "RCPT" -> addRecipient(path(line));
            case "DATA" -> receive();
            case "BDAT" -> receiveChunk(line);
            case "RSET" -> {
                forgetMail();
                reply("250 OK");
            }
            case "NOOP" -> reply("250 OK");
            case "QUIT" -> {
                reply("221 " + server.hostName() + " closing");
                return false;
            }
            default -> reply("500 no such command");
        }
        return true;
    }

    private void greet() throws IOException {
        forgetMail();
        if (server.has(SmtpTrait.REFUSES_EHLO)) {
            reply("502 no such command");
            return;
        }
        List<String> lines = new ArrayList<>(List.of(server.hostName(), "8BITMIME"));
        if (offersStartTls()) {
            lines.add("STARTTLS");
        }
        if (server.has(SmtpTrait.OFFERS_CHUNKING)) {
            lines.add("CHUNKING");
        }
        if (server.has(SmtpTrait.OFFERS_AUTH)) {
            lines.add("AUTH PLAIN LOGIN");
        }
        lines.addAll(server.offers(handshake.isPresent()));
        for (int i = 0; i < lines.size(); i++) {
            reply((i < lines.size() - 1 ? "250-" : "250 ") + lines.get(i));
        }
    }

    private boolean offersStartTls() {
        return handshake.isEmpty() && !server.has(SmtpTrait.NO_START_TLS);
    }

    /** Returns whether the conversation goes on. */
    private boolean secure() throws IOException {
        if (!offersStartTls()) {
            reply("502 no STARTTLS here");
            return true;
        }
        if (server.has(SmtpTrait.REFUSES_START_TLS)) {
            reply("454 TLS not available for the moment");
            return true;
        }
        reply("220 go ahead");
        // What was sent in the clear ahead of the handshake is dropped with the old reader (RFC 3207 section 4.2).
        return startTls();
    }

    /** Returns whether there is a secured connection. */
    private boolean startTls() throws IOException {
        if (server.has(SmtpTrait.BREAKS_HANDSHAKE)) {
            reply("this is not a TLS record");
            return false;
        }
        TlsTermination.Secured secured = server.termination().accept(connection);
        handshake = Optional.of(secured.handshake());
        socket = secured.socket();
        in = new LineReader(socket.getInputStream());
        out = socket.getOutputStream();
        forgetMail();
        return true;
    }

    private void authenticate(String line) throws IOException {
        String[] words = line.split(" ", 3);
        String mechanism = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "";
        if (!server.has(SmtpTrait.OFFERS_AUTH) || !List.of("PLAIN", "LOGIN").contains(mechanism)) {
            reply("504 no such mechanism");
            return;
        }
        String first = words.length > 2 ? words[2] : ask(mechanism.equals("PLAIN") ? "" : "Username:");
        if (mechanism.equals("PLAIN")) {
            // RFC 4616 section 2: authorization identity, user, password.
            String[] parts = decode(first).split("\0", -1);
            server.heard(new SmtpServer.Credentials(
                    parts.length > 1 ? parts[1] : "", parts[parts.length - 1], handshake.isPresent()));
        } else {
            server.heard(new SmtpServer.Credentials(decode(first), decode(ask("Password:")), handshake.isPresent()));
        }
        reply("235 welcome");
    }

    private String ask(String prompt) throws IOException {
        reply("334 " + Base64.getEncoder().encodeToString(prompt.getBytes(StandardCharsets.UTF_8)));
        return in.readLine();
    }

    private static String decode(String base64) throws IOException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("not base64: " + base64, e);
        }
    }

    private void addRecipient(String recipient) throws IOException {
        if (sender == null) {
            reply("503 MAIL first");
            return;
        }
        if (recipients.size() == MAX_RECIPIENTS) {
            reply("452 4.5.3 more than " + MAX_RECIPIENTS + " recipients");
            return;
        }
        String answer = server.replyToRecipient(recipient);
        if (isPositive(answer)) {
            recipients.add(recipient);
        }
        reply(answer);
    }

    private void receive() throws IOException {
        if (sender == null || recipients.isEmpty()) {
            reply("503 RCPT first");
            return;
        }
        reply("354 end with a dot");
        StringBuilder content = new StringBuilder();
        boolean whole = true;
        for (String line = in.readLine(); !line.equals("."); line = in.readLine()) {
            whole &= content.length() + line.length() <= MAX_CONTENT;
            if (whole) {
                content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
        }
        if (whole) {
            decide(sender, content.toString());
        } else {
            forgetMail();
            reply("552 5.3.4 more than " + MAX_CONTENT + " characters");
        }
    }

    /** RFC 3030 section 2: bytes as they are, with no dot added and none taken away. */
    private void receiveChunk(String line) throws IOException {
        String[] words = line.split(" ", -1);
        if (words.length < 2 || !words[1].matches("[0-9]{1,8}")) {
            reply("501 BDAT and a size");
            return;
        }
        int size = Integer.parseInt(words[1]);
        if (chunks.size() + size > MAX_CONTENT) {
            throw new IOException("more than " + MAX_CONTENT + " bytes");
        }
        chunks.write(in.readOctets(size));
        if (sender == null || recipients.isEmpty() || !server.has(SmtpTrait.OFFERS_CHUNKING)) {
            reply("503 RCPT first");
        } else if (words.length > 2 && words[2].equalsIgnoreCase("LAST")) {
            decide(sender, chunks.toString(StandardCharsets.UTF_8));
        } else {
            reply("250 OK");
        }
    }

    private void decide(String from, String content) throws IOException {
        String answer = server.replyToData();
        if (isPositive(answer)) {
            server.take(new ReceivedMail(from, recipients, content, handshake));
        }
        forgetMail();
        ended = ends(".");
        if (ended) {
            return;
        }
        taken += isPositive(answer) ? 1 : 0;
        reply(answer);
    }

    private static boolean isPositive(String reply) {
        return reply.startsWith("2");
    }

    private void forgetMail() {
        sender = null;
        recipients.clear();
        chunks.reset();
    }

    /** What stands between the angle brackets of a MAIL or RCPT command. */
    private static String path(String line) {
        int start = line.indexOf('<');
        int end = line.indexOf('>', start + 1);
        return start < 0 || end < 0 ? line.substring(line.indexOf(':') + 1).trim() : line.substring(start + 1, end);
    }

    private void reply(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
