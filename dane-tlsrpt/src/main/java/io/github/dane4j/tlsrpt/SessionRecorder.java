package io.github.dane4j.tlsrpt;

import io.github.dane4j.mail.TlsSession;
import io.github.dane4j.mail.TlsSessionListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the sessions of the transports of {@code dane-javamail} in a {@link SessionStore}:
 *
 * <pre>{@code
 * SessionStore store = SqliteSessionStore.open(Path.of("tls-sessions.db"));
 * SessionRecorder recorder = new SessionRecorder(store);
 * properties.put("mail.smtp-mx.dane.sessions", recorder);
 * }</pre>
 *
 * <p>The mail never waits for the store: a thread of the recorder writes, and at most {@value #MAX_WAITING} sessions wait for it. What
 * is not written because the store is locked, full or damaged, or because too many wait, is {@linkplain #missing() counted}, and
 * missing in the reports; the log has one warning when that begins, and a line when it is over. What waits when the process is
 * killed is lost.
 *
 * <p>Not counted are failures that need not be reported: those of this machine's own resolver, and transient ones (RFC 8460
 * section 4.3.4).
 *
 * <p>Thread-safe; one recorder is enough for all Sessions.
 */
public final class SessionRecorder implements TlsSessionListener, AutoCloseable {
    /** How many sessions may wait to be written. */
    public static final int MAX_WAITING = 10_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger("io.github.dane4j.tlsrpt");

    private final SessionStore store;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong missing = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    /** Guarded by this. */
    private boolean troubled;

    private record Entry(SessionResult result, Instant time) {}

    /** Begins to record in {@code store}, which stays the caller's to close, after this. */
    public SessionRecorder(SessionStore store) {
        this.store = store;
        this.writer = new Thread(this::write, "tls-session-recorder");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void onTlsSession(TlsSession session) {
        Optional<SessionResult> result = SessionResults.of(session);
        if (result.isEmpty()) {
            return;
        }
        if (closed) {
            lost("the recorder is closed");
        } else if (!waiting.offer(new Entry(result.get(), session.time()))) {
            lost("more than " + MAX_WAITING + " sessions wait to be written");
        }
    }

    /** How many sessions have not been counted, since this was made. */
    public long missing() {
        return missing.get();
    }

    /**
     * Waits until all sessions are written, for at most ten seconds, and stops. What is not written by then, and what comes
     * later, is missing. An interrupt ends the waiting.
     */
    @Override
    public void close() {
        closed = true;
        try {
            // It looks whether it is to stop once in a while only: nothing must interrupt it while it writes.
            writer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Entry left = waiting.poll(); left != null; left = waiting.poll()) {
            lost("the recorder is closed");
        }
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                Entry next = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(next);
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but a program that ends all of its threads.
            closed = true;
        }
    }

    private void write(Entry entry) {
        try {
            store.record(entry.result(), entry.time());
        } catch (SessionStoreException | RuntimeException e) {
            lost(String.valueOf(e.getMessage()));
            return;
        } catch (Error e) {
            lost(e.toString());
            throw e;
        }
        written();
    }

    private void lost(String why) {
        missing.incrementAndGet();
        synchronized (this) {
            if (troubled) {
                return;
            }
            troubled = true;
        }
        LOG.log(Level.WARNING, "TLS sessions are not counted, and mail goes on: {0}", why);
    }

    private void written() {
        synchronized (this) {
            if (!troubled) {
                return;
            }
            troubled = false;
        }
        LOG.log(Level.INFO, "TLS sessions are counted again; {0} are missing", missing());
    }
}
