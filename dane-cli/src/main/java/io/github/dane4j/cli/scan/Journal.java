package io.github.dane4j.cli.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.dane4j.cli.report.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The output, one line a domain, which also says how far a scan got. */
final class Journal implements AutoCloseable {
    /** Another scan writes to the same file. */
    static final class InUse extends Exception {
        private static final long serialVersionUID = 1L;

        InUse() {
            super("another scan writes to it");
        }
    }

    /**
     * What the summary needs of a line.
     *
     * @param mx whether its MX records are {@code secure} or {@code insecure}; empty if the lookup failed
     * @param codes of its findings, each once
     * @param requirements what DNS asks of a connection to each of its MX hosts
     */
    record Line(
            String domain,
            String level,
            Optional<String> mx,
            Optional<String> provider,
            List<String> codes,
            List<String> requirements) {}

    /** How each line begins: a file that begins otherwise is something else. */
    private static final byte[] START =
            ("{\"format\":" + Json.FORMAT + ",\"command\":\"scan\",").getBytes(StandardCharsets.US_ASCII);

    private final FileChannel out;
    private final FileLock lock;
    /** In bytes, without a line that was cut short. */
    private final long length;

    private final long done;
    private final Optional<String> last;
    private final Optional<String> cutShort;

    private Journal(
            FileChannel out, FileLock lock, long length, long done, Optional<String> last, Optional<String> cutShort) {
        this.out = out;
        this.lock = lock;
        this.length = length;
        this.done = done;
        this.last = last;
        this.cutShort = cutShort;
    }

    /**
     * Opens the file, or makes it, and changes nothing in it. Its last whole line has to be one of these, or, where there is
     * none, it has to begin like one.
     *
     * @throws IOException if the file cannot be used, or is something else
     */
    static Journal open(Path file) throws IOException, InUse {
        FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = lock(out);
            checkStart(out);
            long whole = whole(out);
            Optional<String> cutShort = Optional.empty();
            out.position(0);
            long lines = 0;
            Optional<String> beforeLast = Optional.empty();
            Optional<String> last = Optional.empty();
            // By the same channel, and not closed: on POSIX the lock is lost when the process closes the file once.
            BufferedReader in = new BufferedReader(Channels.newReader(out, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines++;
                beforeLast = last;
                last = Optional.of(line);
            }
            if (whole < out.size()) {
                lines--;
                cutShort = last.flatMap(Journal::domainOf);
                last = beforeLast;
            }
            Optional<String> domain = Optional.empty();
            if (last.isPresent()) {
                domain = Optional.of(lastDomain(last.get()));
            }
            return new Journal(out, lock, whole, lines, domain, cutShort);
        } catch (IOException | InUse | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel out) throws IOException, InUse {
        try {
            FileLock lock = out.tryLock();
            if (lock == null) {
                throw new InUse();
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            throw new InUse();
        }
    }

    /** Whether it begins like one of these, as far as it goes. */
    private static void checkStart(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(START.length);
        int read = 0;
        while (start.hasRemaining() && read >= 0) {
            read = file.read(start, start.position());
        }
        if (!start.flip().equals(ByteBuffer.wrap(START, 0, start.limit()))) {
            throw new IOException("it is not the output of dane scan");
        }
    }

    private static String lastDomain(String line) throws IOException {
        try {
            return parse(line).domain();
        } catch (IOException e) {
            throw new IOException("its last line is not one of dane scan", e);
        }
    }

    /** That of a line that was cut short, as far as it can be read. */
    private static Optional<String> domainOf(String line) {
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("domain");
                parser.nextToken();
                if (found) {
                    return Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // It was cut before that.
        }
        return Optional.empty();
    }

    /** The length without a line that has no end. */
    private static long whole(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        long end = file.size();
        while (end > 0 && !(file.read(last.clear(), end - 1) == 1 && last.get(0) == '\n')) {
            end--;
        }
        return end;
    }

    /** How many domains are done. */
    long done() {
        return done;
    }

    /** The last of them. */
    Optional<String> last() {
        return last;
    }

    /** The domain behind it, whose line was cut short; empty if none was, or if it was cut before its domain. */
    Optional<String> cutShort() {
        return cutShort;
    }

    /** Takes away the line that was cut short, so that lines can be added. */
    void begin() throws IOException {
        out.truncate(length);
        out.position(length);
    }

    /** Adds a line, which is in the file when this returns: a killed process loses nothing. */
    void add(String line) throws IOException {
        long before = out.position();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            // A full disk may have taken a part of the line.
            out.truncate(before);
            throw e;
        }
    }

    /**
     * Reads a line.
     *
     * @throws IOException if it is not one of these
     */
    static Line parse(String line) throws IOException {
        String domain = "";
        String level = "";
        String mx = "";
        String provider = "";
        List<String> requirements = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a line of dane scan");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "domain" -> domain = parser.getText();
                    case "level" -> level = parser.getText();
                    case "mx" -> mx = value == JsonToken.VALUE_NULL ? "" : parser.getText();
                    case "provider" -> provider = value == JsonToken.VALUE_NULL ? "" : parser.getText();
                    case "codes" -> {
                        while (parser.nextToken() == JsonToken.VALUE_STRING) {
                            codes.add(parser.getText());
                        }
                    }
                    case "hosts" -> {
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            requirement(parser).ifPresent(requirements::add);
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
        }
        if (level.isEmpty()) {
            throw new IOException("not a line of dane scan");
        }
        return new Line(domain, level, given(mx), given(provider), codes, requirements);
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(any -> !any.isEmpty());
    }

    /** That of a host, whose object is open. */
    private static Optional<String> requirement(JsonParser parser) throws IOException {
        Optional<String> requirement = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals("requirement");
            parser.nextToken();
            if (found) {
                requirement = Optional.of(parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return requirement;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        out.close();
    }
}
