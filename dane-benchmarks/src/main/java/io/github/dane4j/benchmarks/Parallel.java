package io.github.dane4j.benchmarks;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The same work on several threads. */
final class Parallel {
    /** What may fail. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private Parallel() {}

    /**
     * Runs the work on so many threads, and returns when all have ended. If one fails, the others are interrupted.
     *
     * @throws IllegalStateException with the first failure as its cause
     */
    static void run(int threads, Work work) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CompletionService<Boolean> done = new ExecutorCompletionService<>(executor);
            Callable<Boolean> call = () -> {
                work.run();
                return true;
            };
            Collections.nCopies(threads, call).forEach(done::submit);
            for (int i = 0; i < threads; i++) {
                done.take().get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("failed on another thread", e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }
}
