package io.github.dane4j.cli.inbound;

import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.report.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts outcomes, and keeps none. */
final class Tally {
    private final Map<CustomerReport.State, Long> states = new EnumMap<>(CustomerReport.State.class);
    private Level worst = Level.OK;

    void add(Outcome outcome) {
        states.merge(outcome.state(), 1L, Long::sum);
        worst = outcome.level().compareTo(worst) > 0 ? outcome.level() : worst;
    }

    Level worst() {
        return worst;
    }

    long count(CustomerReport.State state) {
        return states.getOrDefault(state, 0L);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        states.forEach((state, count) -> parts.add(count + " " + Json.word(state)));
        return String.join(", ", parts);
    }
}
