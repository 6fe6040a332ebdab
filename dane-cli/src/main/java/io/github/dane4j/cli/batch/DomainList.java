package io.github.dane4j.cli.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A list of domains, one a line; empty lines and comments are passed over. Memory holds one line, and not all of a long one. */
public final class DomainList implements Entries, AutoCloseable {
    /** More than a domain name has; what is longer is no name. */
    private static final int MAX_LINE = 1000;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final BufferedReader in;

    /**
     * Opens a list.
     *
     * @throws IOException if the file cannot be read
     */
    public DomainList(Path file) throws IOException {
        // What is not UTF-8 is not a name either, and is no reason to stop.
        this.in = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> next() throws IOException {
        Optional<String> line = line();
        while (line.isPresent()) {
            Optional<String> entry = entry(line.get());
            if (entry.isPresent()) {
                return entry;
            }
            line = line();
        }
        return line;
    }

    /** What a line of a list names; empty for a comment and for a line without text. */
    public static Optional<String> entry(String line) {
        String clipped = line.substring(0, Math.min(line.length(), MAX_LINE));
        String entry = (clipped.startsWith(BYTE_ORDER_MARK) ? clipped.substring(1) : clipped).strip();
        return entry.isEmpty() || entry.startsWith("#") ? Optional.empty() : Optional.of(entry);
    }

    private Optional<String> line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        while (c >= 0 && c != '\n') {
            if (line.length() < MAX_LINE) {
                line.append((char) c);
            }
            c = in.read();
        }
        return Optional.of(line.toString());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
