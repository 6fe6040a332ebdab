package io.github.dane4j.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of trust anchors, which is read again when it has changed. Whoever asks for the anchors looks at the file, at
 * most once in a while. A file that cannot be used is logged once, and the last good anchors remain. Thread-safe.
 */
final class AnchorFile implements Supplier<TrustAnchors> {
    private static final System.Logger LOGGER = System.getLogger(AnchorFile.class.getName());

    private final Path file;
    private final long pauseNanos;
    private final AtomicLong nextLook;
    private volatile TrustAnchors good;
    /** Touched by the one thread that looks. */
    private volatile @Nullable Stamp seen;

    /** What shows that a file is another one. Any of it may be the same by chance, hardly all. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * Reads the file.
     *
     * @param pause between two looks at it
     * @throws TrustAnchorException as {@link TrustAnchors#fromFile}
     */
    AnchorFile(Path file, Duration pause) {
        this.file = file;
        this.pauseNanos = pause.toNanos();
        this.nextLook = new AtomicLong(System.nanoTime() + pauseNanos);
        // Before it is read: what changes meanwhile is noticed later.
        this.seen = stampIfAny();
        this.good = TrustAnchors.fromFile(file);
    }

    /** The anchors in the file, or those that it held last. */
    @Override
    public TrustAnchors get() {
        long due = nextLook.get();
        long now = System.nanoTime();
        if (now - due >= 0 && nextLook.compareAndSet(due, now + pauseNanos)) {
            look();
        }
        return good;
    }

    private synchronized void look() {
        Stamp stamp = stampIfAny();
        if (stamp == null ? seen == null : stamp.equals(seen)) {
            return;
        }
        seen = stamp;
        try {
            good = TrustAnchors.fromFile(file);
            LOGGER.log(System.Logger.Level.INFO, () -> "new trust anchors in " + file + ": " + good);
        } catch (TrustAnchorException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> "the trust anchors remain " + good + ", because the file has changed and cannot be used: "
                            + e.getMessage());
        }
    }

    private @Nullable Stamp stampIfAny() {
        try {
            return Stamp.of(file);
        } catch (IOException e) {
            return null;
        }
    }
}
