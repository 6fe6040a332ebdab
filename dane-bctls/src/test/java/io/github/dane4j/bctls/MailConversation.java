package io.github.dane4j.bctls;

import io.github.dane4j.testkit.UnrulyTlsServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server's side of one connection: as much of SMTP or IMAP as a client needs to hand over a mail or to log in. */
final class MailConversation implements UnrulyTlsServer.Conversation {
    /** What the server of a test has heard; shared by its conversations. */
    static final class Log {
        final List<String> inTheClear = new CopyOnWriteArrayList<>();
        final List<String> underTls = new CopyOnWriteArrayList<>();
        final List<String> mails = new CopyOnWriteArrayList<>();
    }

    /** What is spoken, and whether TLS comes first. */
    enum Kind {
        SMTP("220 mx ready", "STARTTLS", "220 go ahead"),
        SMTPS("220 mx ready", "", ""),
        IMAPS("* OK ready", "", "");

        private final String greeting;
        private final String startTls;
        private final String goAhead;

        Kind(String greeting, String startTls, String goAhead) {
            this.greeting = greeting;
            this.startTls = startTls;
            this.goAhead = goAhead;
        }
    }

    private final Kind kind;
    private final Log log;

    MailConversation(Kind kind, Log log) {
        this.kind = kind;
        this.log = log;
    }

    @Override
    public void inTheClear(InputStream in, OutputStream out) throws IOException {
        if (kind.startTls.isEmpty()) {
            return;
        }
        say(out, kind.greeting);
        for (String line = hear(in); !line.equals(kind.startTls); line = hear(in)) {
            log.inTheClear.add(line);
            say(out, line.startsWith("EHLO") ? "250-mx\r\n250 STARTTLS" : "530 STARTTLS first");
        }
        say(out, kind.goAhead);
    }

    @Override
    public void underTls(InputStream in, OutputStream out) throws IOException {
        if (kind.startTls.isEmpty()) {
            say(out, kind.greeting);
        }
        boolean open = true;
        while (open) {
            String line = hear(in);
            log.underTls.add(line);
            open = kind == Kind.IMAPS ? imap(line, out) : smtp(line, in, out);
        }
    }

    private boolean smtp(String line, InputStream in, OutputStream out) throws IOException {
        switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
            case "DATA" -> {
                say(out, "354 go on");
                StringBuilder mail = new StringBuilder();
                for (String each = hear(in); !each.equals("."); each = hear(in)) {
                    mail.append(each).append('\n');
                }
                log.mails.add(mail.toString());
                say(out, "250 taken");
            }
            case "QUIT" -> {
                say(out, "221 bye");
                return false;
            }
            default -> say(out, "250 fine");
        }
        return true;
    }

    private static boolean imap(String line, OutputStream out) throws IOException {
        String[] words = line.split(" ", 3);
        switch (words[1].toUpperCase(Locale.ROOT)) {
            case "CAPABILITY" -> say(out, "* CAPABILITY IMAP4rev1");
            case "LOGOUT" -> say(out, "* BYE");
            default -> {}
        }
        say(out, words[0] + " OK done");
        return !words[1].equalsIgnoreCase("LOGOUT");
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String hear(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the client is gone");
            }
            line.append((char) octet);
        }
        return line.toString().strip();
    }
}
