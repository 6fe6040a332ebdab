package io.github.dane4j.cli.inbound;

import java.time.Duration;
import java.time.Instant;

/**
 * What is remembered of a domain's MX records from run to run.
 *
 * @param records a digest of them
 * @param since when they were first seen
 * @param ttl theirs, in seconds
 * @param cached how long the records before them may live in a cache, in seconds
 */
record Remembered(String records, Instant since, long ttl, long cached) {
    /** When no cache holds the records before these. */
    Instant everywhere() {
        return since.plus(Duration.ofSeconds(cached));
    }
}
