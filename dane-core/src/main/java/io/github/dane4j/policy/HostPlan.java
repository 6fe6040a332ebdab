package io.github.dane4j.policy;

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
 * @param baseDomain the TLSA base domain, which is also the server name to send (RFC 7672 section 8.1); empty if there is
 *     none
 * @param records the secure TLSA records; empty unless the requirement is authenticated or encrypted
 * @param names the names of which the certificate must have one; empty unless the requirement is authenticated
 * @param addresses where the host is; the connection must go to one of them. Empty if skipped
 * @param lookup what DNS proved; empty if nothing was looked up
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

    static HostPlan authenticated(MailHost host, ReferenceIdentifiers names, TlsaLookup.Found found) {
        return new HostPlan(
                host,
                TlsRequirement.AUTHENTICATED,
                Optional.empty(),
                Optional.of(found.baseDomain()),
                found.records(),
                Optional.of(names),
                found.addresses(),
                Optional.of(found));
    }

    static HostPlan encrypted(MailHost host, TlsaLookup.Found found) {
        return new HostPlan(
                host,
                TlsRequirement.ENCRYPTED,
                Optional.of(Reason.NO_USABLE_RECORDS),
                Optional.of(found.baseDomain()),
                found.records(),
                Optional.empty(),
                found.addresses(),
                Optional.of(found));
    }

    static HostPlan notCovered(MailHost host, Reason reason, TlsaLookup lookup) {
        return withoutRecords(host, TlsRequirement.OPPORTUNISTIC, reason, lookup.addresses(), Optional.of(lookup));
    }

    static HostPlan notCovered(MailHost host, Reason reason, List<InetAddress> addresses) {
        return addresses.isEmpty()
                ? skip(host, reason, Optional.empty())
                : withoutRecords(host, TlsRequirement.OPPORTUNISTIC, reason, addresses, Optional.empty());
    }

    static HostPlan skip(MailHost host, Reason reason, Optional<TlsaLookup> lookup) {
        return withoutRecords(host, TlsRequirement.SKIP, reason, List.of(), lookup);
    }

    private static HostPlan withoutRecords(
            MailHost host,
            TlsRequirement requirement,
            Reason reason,
            List<InetAddress> addresses,
            Optional<TlsaLookup> lookup) {
        return new HostPlan(
                host,
                requirement,
                Optional.of(reason),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                addresses,
                lookup);
    }

    /** The plan in several lines, for a person. */
    public String explain() {
        StringBuilder text = new StringBuilder(host.toString()).append(": ").append(verdict());
        reason.ifPresent(r -> text.append(", because ").append(r.description()));
        lookup.ifPresent(l -> text.append('\n').append(l.explain().indent(2).stripTrailing()));
        return text.toString();
    }

    private String verdict() {
        return switch (requirement) {
            case AUTHENTICATED -> "TLS is required, and the server must match its TLSA records";
            case ENCRYPTED -> "TLS is required, and no TLSA record can authenticate the server";
            case OPPORTUNISTIC -> "not covered by DANE; TLS if the server offers it";
            case SKIP -> "no connection is made";
        };
    }
}
