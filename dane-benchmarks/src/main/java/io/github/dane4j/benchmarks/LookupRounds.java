package io.github.dane4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** What lookups ask and how long they wait, if every reply takes 10 ms: of root, top-level domain, zone, and name. */
final class LookupRounds implements Figures {
    private static final Duration DELAY = Duration.ofMillis(10);
    /** MiniDNS 1.1.1 now and then takes a good signature of P-256 for malformed. */
    private static final int RSA_SHA256 = 8;

    private static final int RUNS = 50;
    private static final int UNCOUNTED = 10;
    private static final int TOGETHER = 1000;
    private static final int TOGETHER_RUNS = 3;

    private enum Case {
        COLD("cold"),
        NEIGHBOUR("then another zone under the same TLD"),
        WARM("then the same name again"),
        TOGETHER_COLD(String.format(Locale.ROOT, "cold, %,d threads ask for one name", TOGETHER));

        private final String title;

        Case(String title) {
            this.title = title;
        }
    }

    private record Sample(int queries, int rounds, long nanos) {}

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| lookup, 10 ms for each reply | by | queries | rounds | ms |");
        lines.add("| --- | --- | ---: | ---: | ---: |");
        Map<Case, Sample> ours = new EnumMap<>(Case.class);
        try (ServedTree tree = ServedTree.start(RSA_SHA256, 1, 2)) {
            tree.delay(DELAY);
            for (LookupClient.Kind kind : LookupClient.Kind.values()) {
                Map<Case, Sample> samples = samples(tree, kind);
                if (kind == LookupClient.Kind.DANE4J) {
                    ours.putAll(samples);
                }
                samples.forEach((which, sample) -> lines.add(String.format(
                        Locale.ROOT,
                        "| %s | %s | %,d | %d | %,.3f |",
                        which.title,
                        kind,
                        sample.queries,
                        sample.rounds,
                        sample.nanos / 1e6)));
            }
        }
        Sample cold = Objects.requireNonNull(ours.get(Case.COLD));
        lines.add("");
        lines.add(Goal.judge("rounds of a cold lookup", cold.rounds, 2));
        lines.add(Goal.judge("queries of a warm lookup", Objects.requireNonNull(ours.get(Case.WARM)).queries, 0));
        lines.add(Goal.judge(
                "queries of 1,000 cold lookups of one name",
                Objects.requireNonNull(ours.get(Case.TOGETHER_COLD)).queries,
                cold.queries));
        return lines;
    }

    private static Map<Case, Sample> samples(ServedTree tree, LookupClient.Kind kind) {
        Map<Case, List<Sample>> samples = new EnumMap<>(Case.class);
        for (int run = 0; run < RUNS; run++) {
            List<Sample> unused = new ArrayList<>();
            boolean counts = run >= UNCOUNTED;
            try (LookupClient client = kind.open(tree)) {
                for (Case each : List.of(Case.COLD, Case.NEIGHBOUR, Case.WARM)) {
                    String name = ServedTree.nameInZone(each == Case.COLD ? 0 : 1);
                    (counts ? samples.computeIfAbsent(each, key -> new ArrayList<>()) : unused)
                            .add(sample(tree, () -> client.lookUp(name)));
                }
            }
        }
        // The peers do not join lookups, and run into their timeouts.
        for (int run = 0; run < TOGETHER_RUNS && kind == LookupClient.Kind.DANE4J; run++) {
            samples.computeIfAbsent(Case.TOGETHER_COLD, key -> new ArrayList<>())
                    .add(together(tree, kind));
        }
        Map<Case, Sample> summary = new EnumMap<>(Case.class);
        samples.forEach((which, all) -> summary.put(which, summary(all)));
        return summary;
    }

    private static Sample sample(ServedTree tree, Runnable lookup) {
        tree.reset();
        long before = System.nanoTime();
        lookup.run();
        return new Sample(tree.queries(), tree.rounds(), System.nanoTime() - before);
    }

    private static Sample together(ServedTree tree, LookupClient.Kind kind) {
        try (LookupClient client = kind.open(tree)) {
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                threads.add(new Thread(() -> {
                    await(start);
                    client.lookUp(ServedTree.nameInZone(0));
                }));
            }
            threads.forEach(Thread::start);
            return sample(tree, () -> {
                start.countDown();
                threads.forEach(LookupRounds::join);
            });
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The most queries and rounds, and the median time. */
    private static Sample summary(List<Sample> samples) {
        return new Sample(
                samples.stream().mapToInt(Sample::queries).max().orElseThrow(),
                samples.stream().mapToInt(Sample::rounds).max().orElseThrow(),
                samples.stream()
                        .mapToLong(Sample::nanos)
                        .sorted()
                        .skip(samples.size() / 2)
                        .findFirst()
                        .orElseThrow());
    }
}
