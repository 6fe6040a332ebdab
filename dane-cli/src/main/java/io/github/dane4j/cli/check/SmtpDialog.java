package io.github.dane4j.cli.check;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * As much SMTP as it takes to get to TLS, and out again. Never a sender or a recipient. Replies are bounded; the time is
 * for the connection to bound.
 */
final class SmtpDialog {
    /** Twice what RFC 5321 section 4.5.3.1.5 allows. */
    private static final int MAX_LINE = 1024;
    /** More than any server has extensions. */
    private static final int MAX_LINES = 100;

    private static final int SHOWN = 200;
    private static final Pattern LINE = Pattern.compile("[2-5][0-9]{2}([ -].*)?", Pattern.DOTALL);

    /** The server says something else than it must. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Refused(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    private final InputStream in;
    private final OutputStream out;
    private final InetAddress local;

    /** A dialog over {@code socket}. Reads no octet too many: what follows the reply to STARTTLS is for TLS. */
    SmtpDialog(Socket socket) throws IOException {
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.local = socket.getLocalAddress();
    }

    /**
     * From the greeting up to where the handshake begins.
     *
     * @throws Refused if the server does not offer STARTTLS, or refuses it
     * @throws IOException if it does not get that far
     */
    void startTls() throws IOException {
        List<String> greeting = reply();
        if (!isPositive(greeting)) {
            throw new IOException("the server greets with: " + shown(greeting));
        }
        List<String> extensions = ask("EHLO " + literal(local));
        if (!isPositive(extensions)) {
            throw new IOException("the server answers EHLO with: " + shown(extensions));
        }
        if (extensions.stream().skip(1).noneMatch(SmtpDialog::isStartTls)) {
            quit();
            throw new Refused(Reason.STARTTLS_NOT_OFFERED, "the server answers EHLO with: " + shown(extensions));
        }
        List<String> answer = ask("STARTTLS");
        if (!answer.get(0).startsWith("220")) {
            quit();
            throw new Refused(Reason.STARTTLS_REFUSED, "the server answers STARTTLS with: " + shown(answer));
        }
    }

    /** RFC 5321 section 4.1.4: a client without a name of its own gives its address. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return (address instanceof Inet6Address ? "[IPv6:" : "[") + (zone < 0 ? text : text.substring(0, zone)) + "]";
    }

    private static boolean isStartTls(String line) {
        return line.length() > 4
                && line.substring(4).strip().toUpperCase(Locale.ROOT).equals("STARTTLS");
    }

    private static boolean isPositive(List<String> reply) {
        return reply.get(0).startsWith("2");
    }

    private static String shown(List<String> reply) {
        return Printable.clip(String.join(" / ", reply), SHOWN);
    }

    /** Says goodbye. The verdict is known by then: what the server says to that, or that it is gone, changes nothing. */
    void quit() {
        try {
            say("QUIT");
        } catch (IOException e) {
            // It is gone.
        }
    }

    private List<String> ask(String command) throws IOException {
        say(command);
        return reply();
    }

    private void say(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private List<String> reply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line();
            if (!LINE.matcher(line).matches()) {
                throw new IOException("this is no reply of an SMTP server: " + Printable.clip(line, SHOWN));
            }
            lines.add(line);
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return lines;
            }
            if (lines.size() == MAX_LINES) {
                throw new IOException("the server's reply has more than " + MAX_LINES + " lines");
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (octet == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("the server's reply has a line of more than " + MAX_LINE + " characters");
            }
            line.append((char) octet);
        }
    }
}
