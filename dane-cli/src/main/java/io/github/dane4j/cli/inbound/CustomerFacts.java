package io.github.dane4j.cli.inbound;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.check.DomainSummary;
import io.github.dane4j.cli.finding.Finding;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was found out about one customer's domain.
 *
 * @param domain the customer's domain
 * @param expected the MX host that it is to have
 * @param port of the MX hosts
 * @param now when
 * @param connected whether servers were connected to
 * @param customer how the domain stands
 * @param server how the expected host stands
 * @param ttl of the MX records, in seconds; empty if there are none, or it is not known
 * @param mtaSts the domain's MTA-STS policy, held against the expected host
 */
record CustomerFacts(
        DomainName domain,
        DomainName expected,
        int port,
        Instant now,
        boolean connected,
        DomainSummary customer,
        DomainSummary server,
        OptionalLong ttl,
        Finding mtaSts) {

    /** Whether an MX record or a finding is about the expected host. */
    boolean isExpected(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).equals(expected.toString());
    }

    /** Whether the MX records, or their absence, are signed; empty if that is not known. */
    Optional<Boolean> signed() {
        return customer.mx().map("secure"::equals);
    }
}
