package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The folder of policy files. Anyone can create thousands of domains with policies, so the folder is swept: when a process
 * first writes, about once an hour, and when there are too many files. Expired policies are removed first, then the ones
 * fetched longest ago, down to nine tenths of the limit. Thread-safe.
 */
final class PolicyFolder {
    private static final System.Logger LOG = System.getLogger("io.github.dane4j.mtasts");

    /** On Windows a file must not be named aux, con or nul, with any extension. */
    private static final String PREFIX = "_";

    private static final String SUFFIX = ".mta-sts";
    private static final String UNFINISHED = "new";
    private static final String UNFINISHED_SUFFIX = ".tmp";

    /** Longer than any write takes. */
    private static final Duration LEFT = Duration.ofHours(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    /** A policy in use is fetched again after a day, which renews its file. */
    private static final Duration IN_USE = Duration.ofDays(1);

    private static final int MAX_HEAD = 200;
    private static final int MAX_FILES = 50_000;
    private static final long MAX_BYTES = 256L << 20;

    private final Path folder;
    private final int maxFiles;
    private final long maxBytes;

    /** When the folder was last swept, and the most it can hold since then; guarded by this. */
    private Optional<Instant> swept = Optional.empty();

    private int files;
    private long bytes;

    private record PolicyFile(Path path, Instant fetched, long size) {}

    PolicyFolder(Path folder) {
        this(folder, MAX_FILES, MAX_BYTES);
    }

    PolicyFolder(Path folder, int maxFiles, long maxBytes) {
        this.folder = folder;
        this.maxFiles = maxFiles;
        this.maxBytes = maxBytes;
    }

    /** Domain names are letters, digits, hyphens, underscores and dots. */
    Path file(DomainName domain) {
        return folder.resolve(PREFIX + domain + SUFFIX);
    }

    /** A temporary file, to be written and moved. */
    Path create() throws IOException {
        Files.createDirectories(folder);
        return Files.createTempFile(folder, UNFINISHED, UNFINISHED_SUFFIX);
    }

    /** Call after writing a file of this size. */
    void written(long size, Instant now) {
        synchronized (this) {
            files++;
            bytes += size;
            boolean due = swept.isEmpty()
                    || now.isBefore(swept.get())
                    || !now.isBefore(swept.get().plus(BETWEEN_SWEEPS));
            if (!due && files <= maxFiles && bytes <= maxBytes) {
                return;
            }
            // Other threads need not wait for this one.
            swept = Optional.of(now);
            files = 0;
            bytes = 0;
        }
        try {
            sweep(now);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot sweep the policy folder: {0}", e.toString());
        }
    }

    private void sweep(Instant now) throws IOException {
        List<PolicyFile> left = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                remaining(each, now).ifPresent(left::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        long size = left.stream().mapToLong(PolicyFile::size).sum();
        int count = left.size();
        if (count > maxFiles || size > maxBytes) {
            left.sort(Comparator.comparing(PolicyFile::fetched));
            for (PolicyFile each : left) {
                if (count <= maxFiles / 10 * 9 && size <= maxBytes / 10 * 9) {
                    break;
                }
                Files.deleteIfExists(each.path());
                count--;
                size -= each.size();
            }
            LOG.log(
                    Level.WARNING,
                    "{0} had more than {1} policies or {2} bytes: the ones fetched longest ago are removed",
                    folder,
                    String.valueOf(maxFiles),
                    String.valueOf(maxBytes));
        }
        synchronized (this) {
            files += count;
            bytes += size;
        }
    }

    private static Optional<PolicyFile> remaining(Path file, Instant now) throws IOException {
        try {
            return sweep(file, now);
        } catch (NoSuchFileException e) {
            // Another process has removed it, or finished it.
            return Optional.empty();
        }
    }

    /** The file, if it is a policy that has not expired. */
    private static Optional<PolicyFile> sweep(Path file, Instant now) throws IOException {
        String name = file.getFileName().toString();
        if (name.startsWith(UNFINISHED) && name.endsWith(UNFINISHED_SUFFIX)) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(LEFT))) {
                Files.deleteIfExists(file);
            }
            return Optional.empty();
        }
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Instant fetched = attributes.lastModifiedTime().toInstant();
        if (fetched.isBefore(now.minus(IN_USE)) && !isInForce(file, now)) {
            Files.deleteIfExists(file);
            return Optional.empty();
        }
        return Optional.of(new PolicyFile(file, fetched, attributes.size()));
    }

    private static boolean isInForce(Path file, Instant now) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return PolicyCache.end(in.readNBytes(MAX_HEAD))
                    .filter(now::isBefore)
                    .isPresent();
        }
    }
}
