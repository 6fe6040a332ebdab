package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Policies in a folder, one file per domain. The first line has the id, the time of fetching and the time of expiry; below
 * it is the policy as received. The file's own time is the time of fetching. A file is replaced as a whole, so a killed
 * process leaves either the old or the new one. As thread-safe as the file system.
 *
 * <p>Recently read or written policies are also kept in memory. That copy is used while the file is unchanged, so that it is
 * not parsed for each message, and if the folder cannot be read or written.
 */
final class PolicyCache {
    /** Version of the file format. */
    private static final String FORM = "1";

    /** The number of parts in the first line; the last one, the time of expiry, may be missing. */
    private static final int WORDS = 4;

    private static final int MAX_HEAD = 200;

    /** A cached policy with its origin. */
    record Entry(String id, Instant fetched, StsPolicy policy) {
        /** Whether the clock is wrong now, or was wrong then, so that the age is unknown. */
        boolean isFromTheFutureAt(Instant now) {
            return now.isBefore(fetched);
        }

        boolean isExpiredAt(Instant now) {
            return !isFromTheFutureAt(now) && !now.isBefore(end());
        }

        private Instant end() {
            return fetched.plus(policy.maxAge());
        }
    }

    /** Distinguishes a file from one that has replaced it. */
    record Stamp(FileTime time, long size, Optional<Object> key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey()));
        }

        /** Empty if there is no file. */
        static Optional<Stamp> find(Path file) throws IOException {
            try {
                return Optional.of(of(file));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    private final PolicyFolder folder;
    private final PolicyMemory memory = new PolicyMemory();

    PolicyCache(Path folder) {
        this(new PolicyFolder(folder));
    }

    PolicyCache(PolicyFolder folder) {
        this.folder = folder;
    }

    /** Empty if there is none. */
    Optional<Entry> read(DomainName domain) throws IOException {
        Path file = folder.file(domain);
        Optional<PolicyMemory.Held> held = memory.get(domain);
        try {
            Optional<Stamp> stamp = Stamp.find(file);
            if (held.isPresent() && held.get().stamp().equals(stamp)) {
                return Optional.of(held.get().entry());
            }
            if (stamp.isEmpty()) {
                // Another process has removed it.
                memory.remove(domain);
                return Optional.empty();
            }
            Entry entry = parse(file, Files.readAllBytes(file));
            memory.put(domain, new PolicyMemory.Held(entry, stamp));
            return Optional.of(entry);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (held.isPresent()) {
                return Optional.of(held.get().entry());
            }
            throw e;
        }
    }

    private static Entry parse(Path file, byte[] all) throws IOException {
        int end = 0;
        while (end < Math.min(all.length, MAX_HEAD) && all[end] != '\n') {
            end++;
        }
        String[] head = new String(all, 0, end, StandardCharsets.US_ASCII).split(" ", -1);
        try {
            if (isHead(head) && end < all.length) {
                StsPolicy policy = StsPolicy.parse(Arrays.copyOfRange(all, end + 1, all.length));
                return new Entry(head[1], Instant.parse(head[2]), policy);
            }
        } catch (DateTimeException | StsException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        throw new IOException(file + " is damaged: its first line is not that of a cached policy");
    }

    private static boolean isHead(String[] words) {
        return (words.length == WORDS || words.length == WORDS - 1) && words[0].equals(FORM);
    }

    /** When the policy in a file expires, read from the beginning of the file; empty if that is damaged. */
    static Optional<Instant> end(byte[] beginning) {
        String[] head = new String(beginning, StandardCharsets.US_ASCII).split("\n", 2)[0].split(" ", -1);
        try {
            if (isHead(head)) {
                return Optional.of(
                        head.length == WORDS
                                ? Instant.parse(head[WORDS - 1])
                                : Instant.parse(head[2]).plus(StsPolicy.MAX_AGE));
            }
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Stores the policy {@code text}; keeps it in memory even if writing fails. */
    void write(DomainName domain, Entry entry, byte[] text) throws IOException {
        Path file = folder.file(domain);
        Optional<Stamp> before;
        try {
            before = Stamp.find(file);
        } catch (IOException e) {
            before = Optional.empty();
        }
        // If writing fails, the old file remains, and memory takes precedence over it.
        memory.put(domain, new PolicyMemory.Held(entry, before));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write((FORM + " " + entry.id() + " " + entry.fetched() + " " + entry.end() + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        all.write(text);
        Path unfinished = folder.create();
        try {
            Files.write(unfinished, all.toByteArray());
            Files.setLastModifiedTime(unfinished, FileTime.from(entry.fetched()));
            Stamp stamp = Stamp.of(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            memory.put(domain, new PolicyMemory.Held(entry, Optional.of(stamp)));
        } finally {
            Files.deleteIfExists(unfinished);
        }
        folder.written(all.size(), entry.fetched());
    }

    void remove(DomainName domain) throws IOException {
        memory.remove(domain);
        Files.deleteIfExists(folder.file(domain));
    }
}
