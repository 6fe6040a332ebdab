package io.github.dane4j.dns.anchors;

import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.files.FileWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A file of trust anchors, which is read again when it has changed. Each call checks the file for changes, at most once per
 * interval. A file that cannot be used is logged once, and the last good anchors remain. Thread-safe.
 */
public final class AnchorFile implements Supplier<AnchorSet> {
    private static final System.Logger LOGGER = System.getLogger(AnchorFile.class.getName());

    private final Path file;
    private final FileWatch watch;
    private volatile AnchorSet good;

    /**
     * Reads the file.
     *
     * @param pause between two looks at it
     * @throws TrustAnchorException as {@link TrustAnchors#fromFile}
     */
    public AnchorFile(Path file, Duration pause) {
        this.file = file;
        // Before it is read: what changes meanwhile is noticed later.
        this.watch = new FileWatch(file, pause);
        this.good = AnchorSet.fromFile(file);
    }

    /** The anchors in the file, or those that it held last. */
    @Override
    public AnchorSet get() {
        if (watch.hasChanged()) {
            read();
        }
        return good;
    }

    private synchronized void read() {
        try {
            good = AnchorSet.fromFile(file);
            LOGGER.log(System.Logger.Level.INFO, () -> "new trust anchors in " + file + ": " + good);
        } catch (TrustAnchorException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> "the trust anchors remain " + good + ", because the file has changed and cannot be used: "
                            + e.getMessage());
        }
    }
}
