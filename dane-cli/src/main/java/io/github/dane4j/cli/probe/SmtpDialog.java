package io.github.dane4j.cli.probe;

import java.io.IOException;
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
final class SmtpDialog implements StartTlsDialog {
    /** More than any server has extensions. */
    private static final int MAX_LINES = 100;

    private static final Pattern LINE = Pattern.compile("[2-5][0-9]{2}([ -].*)?", Pattern.DOTALL);

    private final LineReader in;
    private final OutputStream out;
    private final InetAddress local;

    /** A dialog over {@code socket}. */
    SmtpDialog(Socket socket) throws IOException {
        this.in = new LineReader(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.local = socket.getLocalAddress();
    }

    @Override
    public void startTls() throws IOException {
        List<String> greeting = reply();
        if (!isPositive(greeting)) {
            throw new Refused(Observation.Outcome.REFUSES_SERVICE, joined(greeting));
        }
        List<String> extensions = ask("EHLO " + literal(local));
        if (!isPositive(extensions)) {
            // A sender then says HELO, which knows no extensions (RFC 5321 section 3.2).
            List<String> hello = ask("HELO " + literal(local));
            quit();
            throw new Refused(
                    isPositive(hello) ? Observation.Outcome.NOT_OFFERED : Observation.Outcome.REFUSES_SERVICE,
                    joined(extensions));
        }
        if (extensions.stream().skip(1).noneMatch(SmtpDialog::isStartTls)) {
            quit();
            throw new Refused(Observation.Outcome.NOT_OFFERED, joined(extensions));
        }
        List<String> answer = ask("STARTTLS");
        if (!answer.get(0).startsWith("220")) {
            quit();
            throw new Refused(Observation.Outcome.REFUSED, joined(answer));
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

    private static String joined(List<String> reply) {
        return String.join(" / ", reply);
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
            String line = in.line();
            if (!LINE.matcher(line).matches()) {
                throw new Refused(Observation.Outcome.OTHER_PROTOCOL, line);
            }
            lines.add(line);
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return lines;
            }
            if (lines.size() == MAX_LINES) {
                throw new Refused(
                        Observation.Outcome.OTHER_PROTOCOL, "a reply of more than " + MAX_LINES + " lines, " + line);
            }
        }
    }
}
