package io.github.dane4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Lookups each second of names that were never asked for. The server answers from memory, and is no part of the limit. */
final class LookupRates implements Figures {
    private static final int NAMES = 2_000;
    private static final int ZONES = 500;
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final int RUNS = 3;
    private static final int MANY = 64;

    private record Case(String title, IntFunction<String> names, int number, Duration delay) {}

    private static final List<Case> CASES = List.of(
            new Case("all of one zone", ServedTree::name, NAMES, Duration.ZERO),
            new Case("each of its own zone", ServedTree::nameInZone, ZONES, Duration.ZERO),
            new Case(
                    "each of its own zone, 10 ms for each reply",
                    ServedTree::nameInZone,
                    ZONES,
                    Duration.ofMillis(10)));

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| cold lookups each second | by | 1 thread | 64 threads |");
        lines.add("| --- | --- | ---: | ---: |");
        try (ServedTree tree = ServedTree.start(NAMES, ZONES)) {
            remember(tree);
            for (Case each : CASES) {
                tree.delay(each.delay);
                for (LookupClient.Kind kind : List.of(LookupClient.Kind.DANE4J, LookupClient.Kind.DNSJAVA)) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "| %s | %s | %,.0f | %,.0f |",
                            each.title,
                            kind,
                            best(tree, kind, each, 1),
                            best(tree, kind, each, MANY)));
                }
            }
        }
        return lines;
    }

    /** Signing is not part of a lookup. */
    private static void remember(ServedTree tree) {
        try (LookupClient client = LookupClient.Kind.DANE4J.open(tree)) {
            for (Case each : CASES.subList(0, 2)) {
                each(each.number, MANY, Duration.ofDays(1), i -> client.lookUp(each.names.apply(i)));
            }
        }
    }

    private static double best(ServedTree tree, LookupClient.Kind kind, Case which, int threads) {
        double best = 0;
        for (int run = 0; run < RUNS; run++) {
            try (LookupClient client = kind.open(tree)) {
                best = Math.max(best, each(which.number, threads, TIME, i -> client.lookUp(which.names.apply(i))));
            }
        }
        return best;
    }

    @FunctionalInterface
    private interface Task {
        void run(int number);
    }

    /** The rate at which so many threads do this for each number, until the numbers or the time are used up. */
    private static double each(int numbers, int threads, Duration time, Task task) {
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            AtomicInteger next = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(callers.submit(() -> {
                    int number = next.getAndIncrement();
                    while (number < numbers && System.nanoTime() - start < time.toNanos()) {
                        task.run(number);
                        done.incrementAndGet();
                        number = next.getAndIncrement();
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            return done.get() / ((System.nanoTime() - start) / 1e9);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            callers.shutdownNow();
        }
    }
}
