package io.github.dane4j.cli.check;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a mail domain stands, in short.
 *
 * @param level the worst of its findings
 * @param mx whether its MX records are {@code secure} or {@code insecure}; empty if the lookup failed
 * @param hosts its MX hosts, the preferred first
 * @param findings everything that is not as it should be
 */
public record DomainSummary(Level level, Optional<String> mx, List<Host> hosts, List<Finding> findings) {
    /**
     * One MX host.
     *
     * @param name as published, not escaped
     * @param preference of its MX record; empty if it has none
     * @param requirement what DNS asks of a connection, as a word
     * @param level the worst of its findings
     */
    public record Host(String name, OptionalInt preference, String requirement, Level level) {}

    /** Copies the lists. */
    public DomainSummary {
        hosts = List.copyOf(hosts);
        findings = List.copyOf(findings);
    }
}
