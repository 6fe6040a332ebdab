package io.github.dane4j.cli.inbound;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.report.WholeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The state file of {@code dane inbound status}: a line for each domain. */
final class MemoryFile {
    /** What a machine holds without effort. */
    private static final int MAX_DOMAINS = 1_000_000;

    private static final String HEADING = "dane inbound 1";

    /** The file holds something else, or too much. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private final Path file;
    private final Map<String, Remembered> domains = new TreeMap<>();

    private MemoryFile(Path file) {
        this.file = file;
    }

    /** Reads the file, if it is there. */
    static MemoryFile read(Path file) throws IOException, Unusable {
        MemoryFile memory = new MemoryFile(file);
        if (!Files.exists(file)) {
            return memory;
        }
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            if (!HEADING.equals(in.readLine())) {
                throw new Unusable("it was not written by dane inbound status");
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] fields = line.split(" ", -1);
                if (fields.length != 5) {
                    throw new Unusable("it is damaged");
                }
                memory.put(
                        DomainName.of(fields[0]),
                        new Remembered(
                                fields[1],
                                Instant.parse(fields[2]),
                                Long.parseLong(fields[3]),
                                Long.parseLong(fields[4])));
            }
            return memory;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Unusable("it is damaged");
        }
    }

    synchronized Optional<Remembered> of(DomainName domain) {
        return Optional.ofNullable(domains.get(domain.toString()));
    }

    synchronized void put(DomainName domain, Remembered remembered) throws Unusable {
        domains.put(domain.toString(), remembered);
        if (domains.size() > MAX_DOMAINS) {
            throw new Unusable("it would hold more than " + MAX_DOMAINS + " domains; divide the list");
        }
    }

    /** Replaces the file. */
    synchronized void write() throws IOException {
        StringBuilder text = new StringBuilder(HEADING).append('\n');
        domains.forEach((domain, each) -> text.append(domain)
                .append(' ')
                .append(each.records())
                .append(' ')
                .append(each.since())
                .append(' ')
                .append(each.ttl())
                .append(' ')
                .append(each.cached())
                .append('\n'));
        WholeFile.write(file, text.toString());
    }
}
