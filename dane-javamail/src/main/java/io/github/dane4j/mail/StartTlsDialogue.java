package io.github.dane4j.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The first lines of a connection in the clear: the greeting, and STARTTLS (RFC 9051 section 6.2.1) or STLS (RFC 2595
 * section 4). They are read byte by byte, so that nothing an attacker sends ahead of the handshake is taken for part of what
 * comes over TLS. For use by one thread, once.
 */
final class StartTlsDialogue {
    private static final int MAX_LINE = 8192;
    private static final int MAX_LINES = 100;

    /** How the dialogue ended. */
    enum Outcome {
        /** The handshake comes next. */
        STARTED,
        /** The server does not know the command, or can no longer obey it. */
        NOT_OFFERED,
        /** The server offers it, and then refuses. */
        REFUSED
    }

    /**
     * How it ended.
     *
     * @param outcome what came of it
     * @param reply the server's last line
     * @param greeting the greeting to show to the client: after STARTTLS never one that came in the clear, unless it carries
     *     no meaning
     */
    record Result(Outcome outcome, String reply, String greeting) {}

    private final InputStream in;
    private final OutputStream out;

    StartTlsDialogue(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    Result imap() throws IOException {
        String greeting = line();
        if (!startsWith(greeting, "* OK")) {
            // PREAUTH: STARTTLS is no longer allowed. BYE: the server refuses the connection.
            return new Result(Outcome.NOT_OFFERED, greeting, greeting);
        }
        send("D1 CAPABILITY");
        boolean offered = false;
        String reply = line();
        for (int lines = 1; !startsWith(reply, "D1 "); lines++) {
            offered |= startsWith(reply, "* CAPABILITY") && hasWord(reply, "STARTTLS");
            reply = next(lines);
        }
        if (!offered) {
            return new Result(Outcome.NOT_OFFERED, reply, greeting);
        }
        send("D2 STARTTLS");
        reply = line();
        for (int lines = 1; !startsWith(reply, "D2 "); lines++) {
            reply = next(lines);
        }
        return startsWith(reply, "D2 OK")
                // Section 6.2.1: capabilities announced before must be forgotten.
                ? new Result(Outcome.STARTED, reply, "* OK over TLS")
                : new Result(Outcome.REFUSED, reply, greeting);
    }

    Result pop3() throws IOException {
        String greeting = line();
        if (!startsWith(greeting, "+OK")) {
            return new Result(Outcome.NOT_OFFERED, greeting, greeting);
        }
        send("CAPA");
        boolean offered = false;
        String reply = line();
        if (startsWith(reply, "+OK")) {
            String capability = next(0);
            for (int lines = 1; !capability.equals("."); lines++) {
                offered |= hasWord(capability, "STLS");
                capability = next(lines);
            }
        }
        if (!offered) {
            return new Result(Outcome.NOT_OFFERED, reply, greeting);
        }
        send("STLS");
        reply = line();
        // The greeting may hold the challenge for APOP, which is not repeated.
        return new Result(startsWith(reply, "+OK") ? Outcome.STARTED : Outcome.REFUSED, reply, greeting);
    }

    private static boolean startsWith(String line, String beginning) {
        return line.regionMatches(true, 0, beginning, 0, beginning.length());
    }

    private static boolean hasWord(String line, String word) {
        return (" " + line.toUpperCase(Locale.ROOT) + " ").contains(" " + word + " ");
    }

    private void send(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private String next(int linesSoFar) throws IOException {
        if (linesSoFar >= MAX_LINES) {
            throw new IOException("the server's reply has more than " + MAX_LINES + " lines");
        }
        return line();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the server closed the connection");
            }
            if (line.size() >= MAX_LINE) {
                throw new IOException("the server sent a line longer than " + MAX_LINE + " bytes");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
