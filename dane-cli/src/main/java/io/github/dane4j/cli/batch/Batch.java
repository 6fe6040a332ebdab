package io.github.dane4j.cli.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Does the same for every entry of a list, several at a time, and hands on the results in the order of the list. */
public final class Batch {
    /** More than this at a time is refused by the commands. */
    public static final int MAX_PARALLEL = 1000;

    /** More than this in a second is refused by the commands. */
    public static final int MAX_RATE = 100_000;

    /** A slow entry holds up the results behind it, and not their work. */
    private static final int AHEAD = 16;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int parallel;
    private final long pace;

    /**
     * A way to work.
     *
     * @param parallel entries at a time, 1 to {@link #MAX_PARALLEL}
     * @param rate entries to begin in a second, at most, 1 to {@link #MAX_RATE}
     */
    public Batch(int parallel, int rate) {
        this.parallel = parallel;
        this.pace = SECOND / rate;
    }

    /** What is done for one entry, on one of several threads. */
    @FunctionalInterface
    public interface Work<T> {
        /** The result; what it throws ends the batch. */
        T of(String entry) throws InterruptedException;
    }

    /** Takes the results, on the thread that runs the batch. */
    @FunctionalInterface
    public interface Sink<T> {
        /** Takes the next result. */
        void accept(T result) throws IOException;
    }

    /**
     * Works until the list ends.
     *
     * @throws IOException if the list cannot be read, or the sink fails
     */
    public <T> void run(Entries entries, Work<T> work, Sink<T> sink) throws IOException, InterruptedException {
        try (Results<T> results = start(entries, work)) {
            for (Optional<T> each = results.next(); each.isPresent(); each = results.next()) {
                sink.accept(each.get());
            }
        }
    }

    /** The same for a caller that takes each result when it wants it; work goes on ahead of it, within bounds. */
    public <T> Results<T> start(Entries entries, Work<T> work) {
        return new Results<>(this, entries, work);
    }

    /** The results, in the order of the list. For one thread. */
    public static final class Results<T> implements AutoCloseable {
        private final Batch batch;
        private final Entries entries;
        private final Work<T> work;
        private final ExecutorService workers;
        private final Deque<Future<T>> underway = new ArrayDeque<>();
        private long next = System.nanoTime();
        private boolean ended;

        private Results(Batch batch, Entries entries, Work<T> work) {
            this.batch = batch;
            this.entries = entries;
            this.work = work;
            this.workers = Executors.newFixedThreadPool(batch.parallel, task -> {
                Thread thread = new Thread(task, "dane-batch");
                thread.setDaemon(true);
                return thread;
            });
        }

        /**
         * Waits for the next result; empty at the end.
         *
         * @throws IOException if the list cannot be read
         */
        public Optional<T> next() throws IOException, InterruptedException {
            while (!ended && underway.size() < batch.parallel * AHEAD && !isFirstDone()) {
                begin();
            }
            return underway.isEmpty() ? Optional.empty() : Optional.of(result(underway.removeFirst()));
        }

        private boolean isFirstDone() {
            return !underway.isEmpty() && underway.getFirst().isDone();
        }

        private void begin() throws IOException, InterruptedException {
            Optional<String> each = entries.next();
            if (each.isEmpty()) {
                ended = true;
                return;
            }
            String entry = each.get();
            await(next);
            next = Math.max(next, System.nanoTime() - SECOND / 10) + batch.pace;
            underway.add(workers.submit(() -> work.of(entry)));
        }

        /** Interrupts what is under way. */
        @Override
        public void close() {
            workers.shutdownNow();
        }
    }

    private static void await(long time) throws InterruptedException {
        while (time - System.nanoTime() > 0) {
            LockSupport.parkNanos(time - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
