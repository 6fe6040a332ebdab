package io.github.dane4j.dns.query;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What exchanges have found out about one server. Thread-safe; a late update costs at most one query. */
public final class ServerState {
    /** About one lookup. Then UDP is tried again, which costs less than TCP where it works. */
    private static final long TCP_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** For so long others are asked before it. */
    private static final long UNFIT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private volatile boolean passing;
    private volatile @Nullable Long tcpUntil;
    private volatile @Nullable Long unfitUntil;

    /** Whether it was seen to pass on signatures. */
    boolean isPassing() {
        return passing;
    }

    void passed() {
        passing = true;
        unfitUntil = null;
    }

    /** It was found not to pass on what DNSSEC needs. */
    void failed() {
        passing = false;
        unfitUntil = System.nanoTime() + UNFIT_NANOS;
    }

    boolean isUnfit() {
        return isAhead(unfitUntil);
    }

    /** Whether to ask by TCP at once, because UDP was silent or refused, and TCP was not. */
    boolean needsTcp() {
        return isAhead(tcpUntil);
    }

    void onlyTcpWorks() {
        tcpUntil = System.nanoTime() + TCP_NANOS;
    }

    void tcpFailed() {
        tcpUntil = null;
    }

    private static boolean isAhead(@Nullable Long end) {
        return end != null && end - System.nanoTime() > 0;
    }
}
