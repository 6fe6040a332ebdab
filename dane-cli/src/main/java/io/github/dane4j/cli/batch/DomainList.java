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
        while (line.isPresent() && (line.get().isEmpty() || line.get().startsWith("#"))) {
            line = line();
        }
        return line;
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
        if (line.length() > 0 && line.charAt(0) == '\ufeff') {
            line.deleteCharAt(0);
        }
        return Optional.of(line.toString().strip());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
