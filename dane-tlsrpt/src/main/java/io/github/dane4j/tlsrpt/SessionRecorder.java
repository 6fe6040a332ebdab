package io.github.dane4j.tlsrpt;

import io.github.dane4j.mail.TlsSession;
import io.github.dane4j.mail.TlsSessionListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
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
 * <p>Mail never waits for the store: the recorder writes in a thread of its own. At most {@value #MAX_WAITING} sessions, 16
 * MiB in all, are queued for it. A session that is not written, because the store fails or the queue is full, is {@linkplain
 * #missing(Loss) counted as missing}. As soon as the store works again the recorder {@linkplain SessionStore#recordMissing
 * tells it how many are missing}, and the reports say so. One warning is logged when sessions start to go missing, and one
 * line when that is over. If the process is killed, queued sessions are lost, and so is the number of missing ones that the
 * store has not been told of.
 *
 * <p>Failures that need not be reported are not counted: failures of this machine's own resolver, and transient ones (RFC
 * 8460 section 4.3.4).
 *
 * <p>Thread-safe; one recorder serves all Sessions.
 */
public final class SessionRecorder implements TlsSessionListener, AutoCloseable {
    /** The most sessions that may be queued for writing. */
    public static final int MAX_WAITING = 10_000;

    /** A queued session holds the text of the domain's records, of which there may be 64 KiB. */
    private static final long MAX_WAITING_BYTES = 16L << 20;

    /** Bytes for the objects of a session, without its text. */
    private static final long ENTRY_BYTES = 500;

    /** Bytes for the objects of a string and its place in a list. */
    private static final long STRING_BYTES = 56;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long to wait before offering the store the number of missing sessions again. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final String CLOSED = "the recorder is closed";

    private static final System.Logger LOG = System.getLogger("io.github.dane4j.tlsrpt");

    private final SessionStore store;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Map<Loss, AtomicLong> missing = new EnumMap<>(Loss.class);
    private final MissingSessions untold = new MissingSessions();
    private final Thread writer;
    private volatile boolean closed;

    /** By {@code System.nanoTime}. Used only by the writer. */
    private long pauseEnds = System.nanoTime();

    /** Guarded by this. */
    private boolean troubled;

    /** Why a session is missing from the reports. */
    public enum Loss {
        /** The store could not write it. */
        STORE_FAILED,
        /** Too many sessions were queued, or they took too much memory. */
        TOO_MANY_WAITING,
        /** It came after {@link SessionRecorder#close}, or was still queued when that gave up. */
        CLOSED
    }

    private record Entry(SessionResult result, Instant time) {
        /** Roughly its size in memory. */
        long bytes() {
            long bytes = ENTRY_BYTES;
            for (String each : result.policy().strings()) {
                bytes += bytes(each);
            }
            for (String each : result.policy().mxHosts()) {
                bytes += bytes(each);
            }
            return bytes;
        }

        private static long bytes(String text) {
            return STRING_BYTES + (long) text.length() * Character.BYTES;
        }
    }

    /** Starts recording in {@code store}, which the caller has to close, after this recorder. */
    public SessionRecorder(SessionStore store) {
        this.store = store;
        for (Loss each : Loss.values()) {
            missing.put(each, new AtomicLong());
        }
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
            lost(new Entry(result.get(), session.time()), Loss.CLOSED, CLOSED);
            return;
        }
        Entry entry = new Entry(result.get(), session.time());
        if (waitingBytes.addAndGet(entry.bytes()) > MAX_WAITING_BYTES || !waiting.offer(entry)) {
            waitingBytes.addAndGet(-entry.bytes());
            lost(entry, Loss.TOO_MANY_WAITING, "too many sessions are queued for writing");
        } else if (closed && waiting.remove(entry)) {
            // close() may have looked for the last time before it was queued.
            lost(entry, Loss.CLOSED, CLOSED);
        }
    }

    /** How many sessions have not been counted since this recorder was made. */
    public long missing() {
        return missing.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** How many sessions have not been counted for this reason, since this recorder was made. */
    public long missing(Loss loss) {
        return count(loss).get();
    }

    private AtomicLong count(Loss loss) {
        return Objects.requireNonNull(missing.get(loss));
    }

    /**
     * Waits until all sessions are written, for at most ten seconds, and stops. Sessions not written by then, and later
     * ones, are missing without any report saying so. An interrupt ends the wait.
     */
    @Override
    public void close() {
        closed = true;
        try {
            // The writer polls for this, because nothing must interrupt it while it writes.
            writer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Entry left = waiting.poll(); left != null; left = waiting.poll()) {
            lost(left, Loss.CLOSED, CLOSED);
        }
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                Entry next = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    waitingBytes.addAndGet(-next.bytes());
                    write(next);
                } else {
                    tellMissing();
                }
            }
            pauseEnds = System.nanoTime();
            tellMissing();
        } catch (InterruptedException e) {
            // Only a program that ends all of its threads interrupts this one.
            closed = true;
        }
    }

    private void write(Entry entry) {
        try {
            store.record(entry.result(), entry.time());
        } catch (SessionStoreException e) {
            lost(entry, Loss.STORE_FAILED, String.valueOf(e.getMessage()));
            return;
        } catch (Throwable e) {
            // Not even an Error of the store ends this thread: the next session may be written successfully.
            lost(entry, Loss.STORE_FAILED, e.toString());
            return;
        }
        tellMissing();
    }

    private void lost(Entry entry, Loss loss, String why) {
        count(loss).incrementAndGet();
        synchronized (this) {
            // Both under one lock: if the writer told the store in between, nothing would end the trouble.
            untold.add(entry.result().recipientDomain(), entry.time());
            if (troubled) {
                return;
            }
            troubled = true;
        }
        LOG.log(Level.WARNING, "TLS sessions are not being counted; mail is not affected: {0}", why);
    }

    private void tellMissing() {
        if (untold.isEmpty() || System.nanoTime() - pauseEnds < 0) {
            return;
        }
        try {
            untold.tell(store);
        } catch (Throwable e) {
            // The warning has been logged. The trouble is over only when the store has taken this too.
            pauseEnds = System.nanoTime() + PAUSE.toNanos();
            return;
        }
        synchronized (this) {
            troubled = !untold.isEmpty();
        }
        LOG.log(Level.INFO, "TLS sessions are being counted again; {0} are missing, and the reports say so", missing());
    }
}
