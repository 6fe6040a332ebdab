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
 * How to connect to one server, decided before connecting (RFC 7673 sections 3.2 to 4.2). Immutable.
 *
 * @param target the server
 * @param requirement what the connection must be like
 * @param reason why it is not {@link TargetRequirement#DANE}; empty if it is
 * @param serverName the name to send in the TLS extension SNI, or as its equivalent in the protocol; empty if skipped
 * @param records the secure TLSA records, usable or not; empty if there are none
 * @param names the names of which the certificate must have one; empty if skipped
 * @param addresses where the server is; the connection must go to one of them. Empty if skipped
 * @param lookup what DNS proved about TLSA records; empty if they were not looked up
 */
public record TargetPlan(
        SrvTarget target,
        TargetRequirement requirement,
        Optional<Reason> reason,
        Optional<DomainName> serverName,
        List<TlsaRecord> records,
        Optional<ReferenceIdentifiers> names,
        List<InetAddress> addresses,
        Optional<TlsaLookup> lookup) {
    /** Copies the lists. */
    public TargetPlan {
        records = List.copyOf(records);
        addresses = List.copyOf(addresses);
    }

    static TargetPlan dane(SrvTarget target, ReferenceIdentifiers names, TlsaLookup.Found found) {
        return new TargetPlan(
                target,
                TargetRequirement.DANE,
                Optional.empty(),
                Optional.of(found.baseDomain()),
                found.records(),
                Optional.of(names),
                found.addresses(),
                Optional.of(found));
    }

    static TargetPlan pkix(SrvTarget target, ReferenceIdentifiers names, TlsaLookup.Found found) {
        return new TargetPlan(
                target,
                TargetRequirement.PKIX,
                Optional.of(Reason.NO_USABLE_RECORDS),
                Optional.of(target.name().domain()),
                found.records(),
                Optional.of(names),
                found.addresses(),
                Optional.of(found));
    }

    static TargetPlan application(
            SrvTarget target,
            Reason reason,
            ReferenceIdentifiers names,
            List<InetAddress> addresses,
            Optional<TlsaLookup> lookup) {
        return new TargetPlan(
                target,
                TargetRequirement.APPLICATION,
                Optional.of(reason),
                Optional.of(target.name().domain()),
                List.of(),
                Optional.of(names),
                addresses,
                lookup);
    }

    static TargetPlan skip(SrvTarget target, Reason reason, Optional<TlsaLookup> lookup) {
        return new TargetPlan(
                target,
                TargetRequirement.SKIP,
                Optional.of(reason),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                lookup);
    }

    /** The plan in several lines, for a person. */
    public String explain() {
        StringBuilder text = new StringBuilder(target.toString()).append(": ").append(verdict());
        reason.ifPresent(r -> text.append(", because ").append(r.description()));
        names.ifPresent(n -> text.append("\n  names  ").append(n));
        lookup.ifPresent(l -> text.append('\n').append(l.explain().indent(2).stripTrailing()));
        return text.toString();
    }

    private String verdict() {
        return switch (requirement) {
            case DANE -> "TLS is required, and the server must match its TLSA records";
            case PKIX -> "TLS is required, and a certificate from a trusted authority";
            case APPLICATION -> "not covered by DANE; the application decides about TLS";
            case SKIP -> "no connection is made";
        };
    }
}
