package io.github.dane4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * A ratio to hold between two benchmarks of one run, or a time.
 *
 * @param what what the ratio says
 * @param ours the benchmark above the line
 * @param peer the benchmark below the line; null for a time in the unit of the benchmark
 * @param atMost the highest ratio of times, or time, that holds the goal
 */
record Goal(String what, String ours, @Nullable String peer, double atMost) {
    static final List<Goal> ALL = List.of(
            new Goal("3 1 1 against one SHA-256 of the key", "LeafBenchmark.dane4j", "LeafBenchmark.sha256Fresh", 1.3),
            new Goal("3 1 1 against a reused SHA-256", "LeafBenchmark.dane4j", "LeafBenchmark.sha256Reused", 1.3),
            new Goal("3 1 1 against MiniDNS", "LeafBenchmark.dane4j", "LeafBenchmark.miniDns", 0.2),
            new Goal("2 1 1 against CertPathValidator", "PathBenchmark.dane4j", "PathBenchmark.certPathValidator", 0.5),
            new Goal("warm lookup, microseconds", "LookupBenchmark.warm", null, 2));

    boolean isMeasured(Set<String> benchmarks) {
        return benchmarks.contains(ours) && (peer == null || benchmarks.contains(peer));
    }

    String judge(Map<String, RunResult> results) {
        return judge(what, time(results, ours) / (peer == null ? 1 : time(results, peer)), atMost);
    }

    /** The line that says whether what is measured holds the goal. */
    static String judge(String what, double measured, double atMost) {
        return String.format(
                Locale.ROOT,
                "- %s: %.3f, goal at most %.2f: %s",
                what,
                measured,
                atMost,
                measured <= atMost ? "held" : "missed");
    }

    private static double time(Map<String, RunResult> results, String benchmark) {
        // What a neighbour of the machine slows down for a second would move a mean, and not the median.
        return Objects.requireNonNull(results.get(benchmark))
                .getPrimaryResult()
                .getStatistics()
                .getPercentile(50);
    }
}
