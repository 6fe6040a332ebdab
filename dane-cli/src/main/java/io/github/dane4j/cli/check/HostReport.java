package io.github.dane4j.cli.check;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import java.util.List;
import java.util.OptionalInt;

/**
 * How one host stands.
 *
 * @param preference of its MX record; empty if there is none
 * @param policy what DNS demands
 * @param records what each TLSA record is good for
 * @param addresses how each address stands
 * @param leftOut addresses that were not asked, because there are too many
 * @param findings about the host as a whole
 */
record HostReport(
        OptionalInt preference,
        HostPolicy policy,
        List<RecordUse> records,
        List<AddressReport> addresses,
        int leftOut,
        List<Finding> findings) {
    HostReport {
        records = List.copyOf(records);
        addresses = List.copyOf(addresses);
        findings = List.copyOf(findings);
    }

    Level level() {
        Level own = Level.worst(findings.stream().map(Finding::level).toList(), Level.OK);
        Level servers = Level.worst(addresses.stream().map(AddressReport::level).toList(), Level.OK);
        return Level.worst(List.of(own, servers), Level.OK);
    }
}
