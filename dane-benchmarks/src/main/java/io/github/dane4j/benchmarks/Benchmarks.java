package io.github.dane4j.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs benchmarks and prints one table in Markdown, and one for each of the {@link Figures}. Arguments: parts of the names
 * of classes; none for all.
 */
public final class Benchmarks {
    private static final int FORKS = 5;
    private static final int WARM_UP = 3;
    private static final int MEASURED = 5;

    private Benchmarks() {}

    /** See above. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(FORKS)
                .warmupIterations(WARM_UP)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(MEASURED)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class);
        for (String argument : arguments) {
            options.include(argument);
        }
        try {
            System.out.println(table(new Runner(options.build()).run()));
        } catch (NoBenchmarksException e) {
            // Only figures are wanted.
        }
        for (Figures figures : Figures.ALL) {
            String name = figures.getClass().getName();
            if (arguments.length == 0 || Arrays.stream(arguments).anyMatch(name::contains)) {
                System.out.println();
                figures.measure().forEach(System.out::println);
            }
        }
    }

    private static String table(Collection<RunResult> results) {
        Map<String, RunResult> rows = new TreeMap<>();
        results.forEach(result -> rows.put(name(result), result));
        List<String> lines = new ArrayList<>();
        lines.add("| benchmark | median | from | to | unit | bytes allocated |");
        lines.add("| --- | ---: | ---: | ---: | --- | ---: |");
        rows.forEach((name, result) -> {
            Result<?> time = result.getPrimaryResult();
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %,.1f | %,.1f | %,.1f | %s | %s |",
                    name,
                    time.getStatistics().getPercentile(50),
                    time.getStatistics().getMin(),
                    time.getStatistics().getMax(),
                    time.getScoreUnit(),
                    allocated == null ? "" : String.format(Locale.ROOT, "%,.0f", allocated.getScore())));
        });
        lines.add("");
        lines.addAll(Goal.ALL.stream()
                .filter(goal -> goal.isMeasured(rows.keySet()))
                .map(goal -> goal.judge(rows))
                .collect(Collectors.toList()));
        return String.join(System.lineSeparator(), lines);
    }

    private static String name(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        int method = benchmark.lastIndexOf('.');
        int type = benchmark.lastIndexOf('.', method - 1);
        String parameters = result.getParams().getParamsKeys().stream()
                .map(key -> " " + result.getParams().getParam(key))
                .collect(Collectors.joining());
        return benchmark.substring(type + 1) + parameters;
    }
}
