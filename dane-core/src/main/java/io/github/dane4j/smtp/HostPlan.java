package io.github.dane4j.smtp;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * How to connect to one host, decided before connecting (RFC 7672 section 2.2). Immutable.
 *
 * @param host the host
 * @param requirement what the connection must be like
 * @param reason why it is not {@link TlsRequirement#AUTHENTICATED}; empty if it is
 * @param baseDomain the TLSA base domain, which is also the server name to send (RFC 7672 section 8.1); empty if there is none
 * @param records the secure TLSA records; empty unless the requirement is authenticated or encrypted
 * @param names the names of which the certificate must have one; empty unless the requirement is authenticated
 * @param addresses the addresses that were looked up; the connection must go to one of them. Empty if skipped
 * @param lookup what DNS proved; empty if the host is no host name
 */
public record HostPlan(
        MailHost host,
        TlsRequirement requirement,
        Optional<Reason> reason,
        Optional<DomainName> baseDomain,
        List<TlsaRecord> records,
        Optional<ReferenceIdentifiers> names,
        List<InetAddress> addresses,
        Optional<TlsaLookup> lookup) {
    /** Copies the lists. */
    public HostPlan {
        records = List.copyOf(records);
        addresses = List.copyOf(addresses);
    }

    /** The plan in several lines, for a person. */
    public String explain() {
        throw new UnsupportedOperationException();
    }
}
