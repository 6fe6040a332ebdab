package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Policies in a folder, a file for each domain: the id and the time of fetching in the first line, and below it the policy as it
 * came. A file is replaced as a whole, so a killed process leaves the old one or the new one; what else it leaves is removed by
 * the next process that writes. Thread-safe, as the file system is.
 */
final class PolicyCache {
    /** A file of Windows must not be named aux, con or nul, whatever follows after a dot. */
    private static final String PREFIX = "_";

    private static final String SUFFIX = ".mta-sts";
    private static final String UNFINISHED = "new";
    private static final String UNFINISHED_SUFFIX = ".tmp";

    /** Longer than any write takes. */
    private static final Duration LEFT = Duration.ofHours(1);

    /** Version of the form. */
    private static final String FORM = "1";

    private static final int WORDS = 3;
    private static final int MAX_HEAD = 200;

    /** A policy, and where it comes from. */
    record Entry(String id, Instant fetched, StsPolicy policy) {
        /** The clock is wrong now, or was wrong then: its age is not known. */
        boolean isFromTheFutureAt(Instant now) {
            return now.isBefore(fetched);
        }

        boolean isExpiredAt(Instant now) {
            return !isFromTheFutureAt(now) && !now.isBefore(fetched.plus(policy.maxAge()));
        }
    }

    private final Path folder;
    private final AtomicBoolean swept = new AtomicBoolean();

    PolicyCache(Path folder) {
        this.folder = folder;
    }

    /** Empty if there is none. */
    Optional<Entry> read(DomainName domain) throws IOException {
        byte[] all;
        try {
            all = Files.readAllBytes(file(domain));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int end = 0;
        while (end < Math.min(all.length, MAX_HEAD) && all[end] != '\n') {
            end++;
        }
        String[] head = new String(all, 0, end, StandardCharsets.US_ASCII).split(" ", -1);
        try {
            if (head.length == WORDS && head[0].equals(FORM) && end < all.length) {
                StsPolicy policy = StsPolicy.parse(Arrays.copyOfRange(all, end + 1, all.length));
                return Optional.of(new Entry(head[1], Instant.parse(head[2]), policy));
            }
        } catch (DateTimeException | StsException e) {
            throw new IOException(file(domain) + " is damaged: " + e.getMessage(), e);
        }
        throw new IOException(file(domain) + " is damaged: its first line is not that of a policy");
    }

    void write(DomainName domain, String id, Instant fetched, byte[] policy) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write((FORM + " " + id + " " + fetched + "\n").getBytes(StandardCharsets.US_ASCII));
        all.write(policy);
        Files.createDirectories(folder);
        if (!swept.getAndSet(true)) {
            sweep(fetched.minus(LEFT));
        }
        Path unfinished = Files.createTempFile(folder, UNFINISHED, UNFINISHED_SUFFIX);
        try {
            Files.write(unfinished, all.toByteArray());
            Files.move(unfinished, file(domain), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Removes what processes that were killed have left unfinished. */
    private void sweep(Instant before) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, UNFINISHED + "*" + UNFINISHED_SUFFIX)) {
            for (Path each : files) {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            // Another process has removed it, or finished it.
            return;
        }
    }

    void remove(DomainName domain) throws IOException {
        Files.deleteIfExists(file(domain));
    }

    /** Domain names are letters, digits, hyphens, underscores and dots. */
    private Path file(DomainName domain) {
        return folder.resolve(PREFIX + domain + SUFFIX);
    }
}
