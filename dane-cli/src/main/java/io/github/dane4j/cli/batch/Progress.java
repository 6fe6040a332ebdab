package io.github.dane4j.cli.batch;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** How far a batch got, at most once a second, on one line of a terminal. */
public final class Progress {
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final PrintWriter err;
    private final long total;
    private final long before;
    private final long started;
    private long printed;

    /**
     * Begins to count.
     *
     * @param total domains in all
     * @param before domains that an earlier run did
     * @param now in nanoseconds
     */
    public Progress(PrintWriter err, long total, long before, long now) {
        this.err = err;
        this.total = total;
        this.before = before;
        this.started = now;
        this.printed = now - PAUSE;
    }

    /** So many are done in all. */
    public void at(long done, long now) {
        if (now - printed >= PAUSE || done == total) {
            printed = now;
            err.print("\r" + line(done, now) + "   ");
            err.flush();
        }
    }

    /** The line at a time. */
    public String line(long done, long now) {
        double seconds = Math.max(1e-9, (now - started) / 1e9);
        double rate = (done - before) / seconds;
        String left = rate > 0
                ? Duration.ofSeconds((long) ((total - done) / rate)).toString().substring(2)
                : "?";
        return String.format(
                Locale.ROOT, "%d of %d, %.0f per second, %s left", done, total, rate, left.toLowerCase(Locale.ROOT));
    }

    /** Leaves the line. */
    public void end() {
        err.println();
        err.flush();
    }
}
