package io.github.dane4j.cli.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Plays the scenarios and prints a line for each. */
final class Demo {
    private final PrintWriter out;
    private final boolean verbose;
    private final UnaryOperator<String> publisher;
    private int passed;
    private int failed;

    /**
     * A demo that prints to {@code out}.
     *
     * @param publisher what the first domain does with its TLSA record before it publishes it: nothing, if it is wise
     */
    Demo(PrintWriter out, boolean verbose, UnaryOperator<String> publisher) {
        this.out = out;
        this.verbose = verbose;
        this.publisher = publisher;
    }

    /** Whether every scenario ended as it must, and exactly those mails arrived that should have. */
    boolean run() {
        List<Scenario> scenarios = Scenarios.all(publisher);
        try (DemoNetwork network = DemoNetwork.start(scenarios)) {
            for (Scenario scenario : scenarios) {
                Optional<String> obstacle = scenario.obstacle();
                if (obstacle.isPresent()) {
                    out.println("--    " + scenario.title() + " | left out: " + obstacle.get());
                    continue;
                }
                Scene scene = scenario.play(network);
                count(
                        scene.asItMust(),
                        scenario.title() + " | " + scene.connection() + " | " + scene.dns() + " | " + scene.verdict()
                                + ": " + scene.reason());
                if (verbose) {
                    out.println(scene.explanation().indent(8));
                }
            }
            countMails(scenarios);
        } finally {
            scenarios.forEach(Scenario::close);
        }
        out.println(passed + " passed, " + failed + " failed");
        out.flush();
        return failed == 0;
    }

    private void countMails(List<Scenario> scenarios) {
        boolean exact = scenarios.stream().allMatch(scenario -> scenario.arrived() == scenario.expected());
        int arrived = scenarios.stream().mapToInt(Scenario::arrived).sum();
        int expected = scenarios.stream().mapToInt(Scenario::expected).sum();
        count(
                exact,
                "the mails that arrived | " + arrived + " of " + expected + ", each at the server it was meant for");
    }

    private void count(boolean asItMust, String line) {
        if (asItMust) {
            passed++;
        } else {
            failed++;
        }
        out.println((asItMust ? "ok    " : "FAIL  ") + line);
        out.flush();
    }
}
