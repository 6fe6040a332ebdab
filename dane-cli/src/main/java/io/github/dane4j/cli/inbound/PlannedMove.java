package io.github.dane4j.cli.inbound;

import java.time.Duration;
import java.util.List;

/**
 * A step that is left.
 *
 * @param move what it is
 * @param records the MX records as they are to be then, as lines of a zone file; empty if it does not change them
 * @param pause how long to wait after it
 */
record PlannedMove(Move move, List<String> records, Duration pause) {
    PlannedMove {
        records = List.copyOf(records);
    }
}
