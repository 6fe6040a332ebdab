package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Postfix logs from some moment on. */
final class MailLog {
    /** A session like no other, to see where the log has come to. */
    static final List<String> KNOCK = List.of("NOOP", "NOOP", "NOOP", "QUIT");

    private static final String KNOCKED = " noop=3 quit=1 commands=4";

    private final Path file;
    private final int start;

    private MailLog(Path file, int start) {
        this.file = file;
        this.start = start;
    }

    /** The log in {@code file} from now on, without the ends of sessions that began before. */
    static MailLog fromNow(Path file, List<Postfix.Listener> listeners) {
        MailLog before = new MailLog(file, read(file).length());
        listeners.forEach(before::sessions);
        return new MailLog(file, read(file).length());
    }

    /**
     * What Postfix says of each session on the listener that is over by now, one line each, for example {@code ehlo=2
     * starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7}; a fraction tells how many of the commands succeeded.
     */
    List<String> sessions(Postfix.Listener listener) {
        long knocks = knocks(listener);
        Postfix.knock(listener);
        // The knock is served after every session before it, and is logged after them.
        Eventually.holds(
                () -> knocks(listener) > knocks,
                () -> "Postfix does not log the knock:\n" + String.join("\n", lines()));
        return ends(listener)
                .filter(line -> !line.endsWith(KNOCKED))
                .map(line -> line.substring(line.lastIndexOf(']') + 1).trim())
                .toList();
    }

    private long knocks(Postfix.Listener listener) {
        return ends(listener).filter(line -> line.endsWith(KNOCKED)).count();
    }

    private Stream<String> ends(Postfix.Listener listener) {
        String program = " postfix/" + listener.label() + "/smtpd[";
        return lines().stream().filter(line -> line.contains(program) && line.contains(": disconnect from "));
    }

    /** Every line since. */
    List<String> lines() {
        return read(file).substring(start).lines().toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
