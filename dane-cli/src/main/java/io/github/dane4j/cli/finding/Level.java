package io.github.dane4j.cli.finding;

import io.github.dane4j.cli.report.ExitStatus;
import java.util.Collection;
import java.util.Comparator;

/** How bad something is under DANE; a later one is worse. */
public enum Level {
    /** As it should be. */
    OK("ok", ExitStatus.OK),
    /** Every sender delivers today; somebody should look at it. */
    WARNING("warn", ExitStatus.OK),
    /** Nothing was promised, so nothing can be broken. */
    NOT_COVERED("none", ExitStatus.NOT_COVERED),
    /** A lookup or a connection failed, so that nobody can tell from here. */
    UNKNOWN("?", ExitStatus.UNKNOWN),
    /** A promise is broken, or mail cannot be delivered: senders refuse. */
    FAILURE("FAIL", ExitStatus.NO);

    private final String mark;
    private final int exitStatus;

    Level(String mark, int exitStatus) {
        this.mark = mark;
        this.exitStatus = exitStatus;
    }

    /** The word that begins a line of a report. */
    public String mark() {
        return mark;
    }

    /** The exit status of a command whose worst level this is. */
    public int exitStatus() {
        return exitStatus;
    }

    /** The worst of {@code levels}; {@code none} if there are none. */
    public static Level worst(Collection<Level> levels, Level none) {
        return levels.stream().max(Comparator.naturalOrder()).orElse(none);
    }
}
