package io.github.dane4j.cli.rollover;

import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one of the zone's own name servers serves.
 *
 * @param server address and port
 * @param records the TLSA records; empty if there are none
 * @param ttl how long they may be cached, or their absence
 * @param signatureEnds when their signature ends; empty if there is none
 */
record ZoneView(String server, List<TlsaRecord> records, Duration ttl, Optional<Instant> signatureEnds) {
    ZoneView {
        records = records.stream().distinct().sorted().toList();
    }
}
