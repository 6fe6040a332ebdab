package io.github.dane4j.cli.check;

import io.github.dane4j.cli.report.ExitStatus;
import java.util.Collection;
import java.util.Comparator;

/** How something stands under DANE; a later one is worse. */
enum Verdict {
    /** The server is the one that the domain named. */
    AUTHENTICATED("ok", ExitStatus.OK),
    /** Nothing is promised that could be held. */
    NOT_COVERED("none", ExitStatus.NOT_COVERED),
    /** A lookup or a connection failed. */
    UNDETERMINED("?", ExitStatus.UNKNOWN),
    /** A promise that is not held. */
    FAILED("FAIL", ExitStatus.NO);

    private final String mark;
    private final int exitStatus;

    Verdict(String mark, int exitStatus) {
        this.mark = mark;
        this.exitStatus = exitStatus;
    }

    /** The word that begins a line. */
    String mark() {
        return mark;
    }

    int exitStatus() {
        return exitStatus;
    }

    /** The worst of them; {@code none} if there are none. */
    static Verdict worst(Collection<Verdict> verdicts, Verdict none) {
        return verdicts.stream().max(Comparator.naturalOrder()).orElse(none);
    }
}
