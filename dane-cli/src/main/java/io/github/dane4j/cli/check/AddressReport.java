package io.github.dane4j.cli.check;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.verify.DaneResult;
import java.util.List;
import java.util.Optional;

/**
 * How one address of a host stands.
 *
 * @param seen what was observed
 * @param main the finding that says how it stands
 * @param result what the certificates prove; empty if none were judged
 * @param more other findings about it
 */
record AddressReport(Observation seen, Finding main, Optional<DaneResult> result, List<Finding> more) {
    AddressReport {
        more = List.copyOf(more);
    }

    Level level() {
        return Level.worst(more.stream().map(Finding::level).toList(), Level.OK).compareTo(main.level()) > 0
                ? Level.worst(more.stream().map(Finding::level).toList(), Level.OK)
                : main.level();
    }

    /** Whether the server proved to be the one that DNS names. */
    boolean authenticated() {
        return main.level() == Level.OK && result.isPresent();
    }
}
