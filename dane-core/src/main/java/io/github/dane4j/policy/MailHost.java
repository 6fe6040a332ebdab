package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import java.util.List;

/**
 * A host that may take the mail, not yet looked up.
 *
 * @param host as published in the MX record, or as configured; not always a host name
 * @param port 1 to 65535
 * @param origin how the host became known, which decides about names
 * @param nextHop the next-hop domain, and its expansion if it is an alias; empty if there is none but the host itself
 */
public record MailHost(String host, int port, Origin origin, List<DomainName> nextHop) {
    /** How a host became known (RFC 7672 section 2.2). */
    public enum Origin {
        /** From a DNSSEC-secure MX RRset. */
        MX_SECURE,
        /** From an MX RRset that is not signed. */
        MX_INSECURE,
        /** Configured, or the next-hop domain itself where it has no MX records. */
        NON_MX
    }

    /** Copies the list. */
    public MailHost {
        nextHop = List.copyOf(nextHop);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
