package io.github.dane4j.cli.probe;

import io.github.dane4j.cli.probe.Observation.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** IMAP and POP3: lines of text, a list of capabilities, and one command. */
final class TaggedDialog implements StartTlsDialog {
    private static final int MAX_LINES = 100;

    private final LineReader in;
    private final OutputStream out;
    private final boolean imap;

    private TaggedDialog(Socket socket, boolean imap) throws IOException {
        this.in = new LineReader(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.imap = imap;
    }

    /** RFC 3501 section 6.2.1. */
    static TaggedDialog imap(Socket socket) throws IOException {
        return new TaggedDialog(socket, true);
    }

    /** RFC 2595 section 4. */
    static TaggedDialog pop3(Socket socket) throws IOException {
        return new TaggedDialog(socket, false);
    }

    @Override
    public void startTls() throws IOException {
        if (imap) {
            startImap();
        } else {
            startPop3();
        }
    }

    private void startImap() throws IOException {
        String greeting = in.line();
        if (!startsWith(greeting, "* ")) {
            throw new Refused(Outcome.OTHER_PROTOCOL, greeting);
        }
        if (!startsWith(greeting, "* OK")) {
            throw new Refused(Outcome.REFUSES_SERVICE, greeting);
        }
        say("a CAPABILITY");
        boolean offered = false;
        String line = in.line();
        for (int i = 0; i < MAX_LINES && !startsWith(line, "a "); i++) {
            offered |= startsWith(line, "* CAPABILITY") && hasWord(line, "STARTTLS");
            line = in.line();
        }
        if (!offered) {
            throw new Refused(Outcome.NOT_OFFERED, line);
        }
        say("b STARTTLS");
        line = in.line();
        for (int i = 0; i < MAX_LINES && startsWith(line, "* "); i++) {
            line = in.line();
        }
        if (!startsWith(line, "b OK")) {
            throw new Refused(Outcome.REFUSED, line);
        }
    }

    private void startPop3() throws IOException {
        String greeting = in.line();
        if (startsWith(greeting, "-ERR")) {
            throw new Refused(Outcome.REFUSES_SERVICE, greeting);
        }
        if (!startsWith(greeting, "+OK")) {
            throw new Refused(Outcome.OTHER_PROTOCOL, greeting);
        }
        say("CAPA");
        String line = in.line();
        if (startsWith(line, "+OK")) {
            boolean offered = false;
            for (int i = 0; i < MAX_LINES && !line.equals("."); i++) {
                line = in.line();
                offered |= line.strip().equalsIgnoreCase("STLS");
            }
            if (!offered) {
                throw new Refused(Outcome.NOT_OFFERED, "CAPA without STLS");
            }
        }
        say("STLS");
        line = in.line();
        if (!startsWith(line, "+OK")) {
            throw new Refused(Outcome.REFUSED, line);
        }
    }

    private static boolean startsWith(String line, String word) {
        return line.regionMatches(true, 0, word, 0, word.length());
    }

    private static boolean hasWord(String line, String word) {
        for (String each : line.toUpperCase(Locale.ROOT).split(" ", -1)) {
            if (each.equals(word)) {
                return true;
            }
        }
        return false;
    }

    private void say(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
