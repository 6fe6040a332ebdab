package io.github.dane4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * The ratios again, each side in turn in one JVM: what slows a machine for a second slows both. The median of the ratios
 * of many pairs, once the compiler has had its time.
 */
final class PairedRatios implements Figures {
    private static final int WARM_UP = 300;
    private static final int PAIRS = 501;
    private static final int MANY = 2_000;

    /** Takes a result, so that nothing is left out whose result nobody uses. */
    @SuppressWarnings({"UnusedVariable", "FieldCanBeLocal"})
    private volatile Object sink = "";

    /** @param prepare what goes before each run of a side and is not measured */
    private record Pair(
            String what, Runnable prepare, Callable<Object> ours, Callable<Object> peer, int times, double atMost) {}

    private static List<Pair> pairs() {
        LeafBenchmark leaf = new LeafBenchmark();
        leaf.prepare();
        PathBenchmark path = new PathBenchmark();
        Runnable nothing = () -> {};
        return List.of(
                new Pair("3 1 1 against one SHA-256 of the key", nothing, leaf::dane4j, leaf::sha256Fresh, MANY, 1.3),
                new Pair("3 1 1 against MiniDNS", nothing, leaf::dane4j, leaf::miniDns, MANY, 0.2),
                new Pair(
                        "2 1 1 against CertPathValidator", path::parse, path::dane4j, path::certPathValidator, 1, 0.5));
    }

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| side by side | ours, µs | peer, µs | ratio |");
        lines.add("| --- | ---: | ---: | ---: |");
        List<String> goals = new ArrayList<>();
        for (Pair pair : pairs()) {
            double[] ours = new double[PAIRS];
            double[] peers = new double[PAIRS];
            double[] ratios = new double[PAIRS];
            for (int run = -WARM_UP; run < PAIRS; run++) {
                double our = time(pair, pair.ours);
                double peer = time(pair, pair.peer);
                if (run >= 0) {
                    ours[run] = our;
                    peers[run] = peer;
                    ratios[run] = our / peer;
                }
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %,.2f | %,.2f | %.3f |",
                    pair.what,
                    median(ours),
                    median(peers),
                    median(ratios)));
            goals.add(Goal.judge(pair.what, median(ratios), pair.atMost));
        }
        lines.add("");
        lines.addAll(goals);
        return lines;
    }

    /** Microseconds of one call. */
    private double time(Pair pair, Callable<Object> side) {
        pair.prepare.run();
        long before = System.nanoTime();
        try {
            for (int i = 0; i < pair.times; i++) {
                sink = side.call();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return (System.nanoTime() - before) / 1e3 / pair.times;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
