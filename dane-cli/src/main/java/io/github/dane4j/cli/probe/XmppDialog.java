package io.github.dane4j.cli.probe;

import io.github.dane4j.cli.probe.Observation.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The beginning of an XMPP stream (RFC 6120 section 5.4), read as text up to the element that is waited for. */
final class XmppDialog implements StartTlsDialog {
    private static final int MAX_LENGTH = 16384;

    private final LineReader in;
    private final OutputStream out;
    private final String opening;

    /**
     * A dialog over {@code socket}.
     *
     * @param domain whose service it is
     * @param server whether to speak as a server does
     */
    XmppDialog(Socket socket, String domain, boolean server) throws IOException {
        this.in = new LineReader(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.opening = "<?xml version='1.0'?><stream:stream xmlns='jabber:" + (server ? "server" : "client")
                + "' xmlns:stream='http://etherx.jabber.org/streams' to='" + domain + "' version='1.0'>";
    }

    @Override
    public void startTls() throws IOException {
        say(opening);
        String features = readTo("</stream:features>", "<stream:features/>");
        if (!features.contains("<starttls")) {
            throw new Refused(Outcome.NOT_OFFERED, features);
        }
        say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        String answer = readTo(">");
        if (!answer.contains("<proceed")) {
            throw new Refused(Outcome.REFUSED, answer);
        }
    }

    private String readTo(String... ends) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < MAX_LENGTH) {
            text.append((char) in.next());
            if (text.charAt(0) != '<') {
                throw new Refused(Outcome.OTHER_PROTOCOL, text + in.line());
            }
            for (String end : ends) {
                int from = text.length() - end.length();
                if (from >= 0 && text.indexOf(end, from) == from) {
                    return text.toString();
                }
            }
            if (text.indexOf("</stream:stream>", Math.max(0, text.length() - 16)) >= 0) {
                throw new Refused(Outcome.REFUSES_SERVICE, text.toString());
            }
        }
        throw new Refused(Outcome.OTHER_PROTOCOL, "an element of more than " + MAX_LENGTH + " characters");
    }

    private void say(String xml) throws IOException {
        out.write(xml.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
