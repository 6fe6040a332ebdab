package io.github.dane4j.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Notices that a file has changed, by looking at it when asked, at most once in a while. Thread-safe. */
public final class FileWatch {
    private final Path file;
    private final long pauseNanos;
    private final AtomicLong nextLook;
    /** Guarded by this. */
    private @Nullable Stamp seen;

    /** What shows that a file is another one. Any of it may be the same by chance, hardly all. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * Begins to watch. What is read from the file afterwards is as new as this, or newer.
     *
     * @param pause between two looks
     */
    public FileWatch(Path file, Duration pause) {
        this.file = file;
        this.pauseNanos = pause.toNanos();
        this.nextLook = new AtomicLong(System.nanoTime() + pauseNanos);
        this.seen = stampIfAny();
    }

    /** Whether it has changed, come or gone since this was last true. True for one of those who ask at the same time. */
    public boolean hasChanged() {
        long due = nextLook.get();
        long now = System.nanoTime();
        return now - due >= 0 && nextLook.compareAndSet(due, now + pauseNanos) && look();
    }

    private synchronized boolean look() {
        Stamp stamp = stampIfAny();
        if (stamp == null ? seen == null : stamp.equals(seen)) {
            return false;
        }
        seen = stamp;
        return true;
    }

    private @Nullable Stamp stampIfAny() {
        try {
            return Stamp.of(file);
        } catch (IOException e) {
            return null;
        }
    }
}
