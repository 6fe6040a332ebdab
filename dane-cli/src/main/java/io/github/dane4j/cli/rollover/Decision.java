package io.github.dane4j.cli.rollover;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do now.
 *
 * @param step what comes next
 * @param until when to look again; empty if that depends on somebody
 * @param add the records to publish beside those there are
 * @param remove the records to take away
 * @param findings what to know about it
 * @param state to be remembered
 */
record Decision(
        Step step,
        Optional<Instant> until,
        List<TlsaRecord> add,
        List<TlsaRecord> remove,
        List<Finding> findings,
        RolloverState state) {
    Decision {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
        findings = List.copyOf(findings);
    }
}
