package io.github.dane4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.openjdk.jmh.results.RunResult;

/**
 * A ratio to hold between two benchmarks of one run.
 *
 * @param what what the ratio says
 * @param ours the benchmark above the line
 * @param peer the benchmark below the line
 * @param atMost the highest ratio of times that holds the goal
 */
record Goal(String what, String ours, String peer, double atMost) {
    static final List<Goal> ALL = List.of(
            new Goal("3 1 1 against one SHA-256 of the key", "LeafBenchmark.dane4j", "LeafBenchmark.sha256Fresh", 1.3),
            new Goal("3 1 1 against a reused SHA-256", "LeafBenchmark.dane4j", "LeafBenchmark.sha256Reused", 1.3),
            new Goal("3 1 1 against MiniDNS", "LeafBenchmark.dane4j", "LeafBenchmark.miniDns", 0.2),
            new Goal(
                    "2 1 1 against CertPathValidator", "PathBenchmark.dane4j", "PathBenchmark.certPathValidator", 1.1));

    boolean isMeasured(Set<String> benchmarks) {
        return benchmarks.contains(ours) && benchmarks.contains(peer);
    }

    String judge(Map<String, RunResult> results) {
        double ratio = time(results, ours) / time(results, peer);
        return String.format(
                Locale.ROOT,
                "- %s: %.3f, goal at most %.2f: %s",
                what,
                ratio,
                atMost,
                ratio <= atMost ? "held" : "missed");
    }

    private static double time(Map<String, RunResult> results, String benchmark) {
        return Objects.requireNonNull(results.get(benchmark)).getPrimaryResult().getScore();
    }
}
