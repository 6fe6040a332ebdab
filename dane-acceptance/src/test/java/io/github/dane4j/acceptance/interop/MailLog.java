package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    static MailLog fromNow(Path file) {
        return new MailLog(file, read(file).length());
    }

    /**
     * What Postfix says of each session on the listener that is over by now, one line each, for example {@code ehlo=2
     * starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7}; a fraction tells how many of the commands succeeded.
     */
    List<String> sessions(Postfix.Listener listener) {
        String prefix = "postfix/" + listener.label() + "/smtpd";
        Postfix.knock(listener);
        // The knock is served after every session before it, and is logged after them.
        Eventually.holds(
                () -> lines().stream().anyMatch(line -> line.contains(prefix) && line.endsWith(KNOCKED)),
                () -> "Postfix does not log the knock:\n" + String.join("\n", lines()));
        return lines().stream()
                .filter(line -> line.contains(prefix) && line.contains(": disconnect from "))
                .filter(line -> !line.endsWith(KNOCKED))
                .map(line -> line.substring(line.lastIndexOf(']') + 1).trim())
                .toList();
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
