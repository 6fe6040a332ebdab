package io.github.dane4j.cli.inbound;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is left to do for a domain.
 *
 * @param facts what was found out
 * @param state how it stands
 * @param until when the wait is over; empty unless it waits
 * @param moves the steps that are left, in their order
 * @param findings what is wrong or to be known
 * @param remembered what to remember
 */
record CustomerReport(
        CustomerFacts facts,
        State state,
        Optional<Instant> until,
        List<PlannedMove> moves,
        List<Finding> findings,
        Optional<Remembered> remembered) {
    /** How a domain stands. */
    enum State {
        /** Nothing is left to do. */
        DONE(Level.OK),
        /** The next step can be made. */
        NEXT(Level.NOT_COVERED),
        /** The next step has to wait for caches. */
        WAITING(Level.NOT_COVERED),
        /** It cannot be told from here. */
        UNKNOWN(Level.UNKNOWN),
        /** Something is broken, and has to be repaired before anything else. */
        WRONG(Level.FAILURE);

        private final Level level;

        State(Level level) {
            this.level = level;
        }

        Level level() {
            return level;
        }
    }

    CustomerReport {
        moves = List.copyOf(moves);
        findings = List.copyOf(findings);
    }
}
