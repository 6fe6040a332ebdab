package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From what DNS proves about a service to the opportunistic plan: the one place where that is decided.
 *
 * @param resolver asked about the service
 * @param verifier by whose rules records are usable
 * @param pkix whether a server with unusable records must be authenticated by PKIX
 */
record LookupPlanner(DnssecResolver resolver, DaneVerifier verifier, boolean pkix) {
    /** Blocks for the lookups. */
    TlsPlan plan(String server, Service service, ServerNames names) {
        TlsaLookup lookup = TlsaLookup.perform(resolver, service);
        return switch (lookup.kind()) {
            case FOUND -> found(server, (TlsaLookup.Found) lookup, names);
            case ABSENT -> notCovered(server, Reason.NO_TLSA, lookup, names);
            case INSECURE -> notCovered(server, Reason.HOST_INSECURE, lookup, names);
            // Never "not covered": an attacker who can break a lookup could otherwise switch DANE off.
            case FAILED -> new TlsPlan.Refuse(server, ((TlsaLookup.Failed) lookup).reason(), lookup.evidence());
        };
    }

    private TlsPlan found(String server, TlsaLookup.Found found, ServerNames names) {
        boolean usable =
                verifier.unusable(found.records()).size() < found.records().size();
        return usable
                ? new TlsPlan.Authenticate(
                        server,
                        found.baseDomain(),
                        ReferenceIdentifiers.of(names.authenticated(found.baseDomain())),
                        found.records(),
                        found.addresses(),
                        found.evidence())
                : new TlsPlan.Encrypt(
                        server,
                        Reason.NO_USABLE_RECORDS,
                        found.baseDomain(),
                        ReferenceIdentifiers.of(names.encrypted(found.baseDomain())),
                        pkix,
                        found.records(),
                        found.addresses(),
                        found.evidence());
    }

    private static TlsPlan notCovered(String server, Reason reason, TlsaLookup lookup, ServerNames names) {
        return new TlsPlan.NotCovered(server, reason, names.notCovered(), lookup.addresses(), lookup.evidence());
    }

    /** Where TLSA records are not asked for. Blocks for the lookups of addresses. */
    TlsPlan withoutRecords(String server, DomainName host, Reason reason, List<DomainName> names) {
        List<InetAddress> addresses = new ArrayList<>();
        List<Answer<?>> evidence = new ArrayList<>();
        Optional<Reason> problem = Optional.empty();
        for (RecordType<InetAddress> family : List.of(RecordType.A, RecordType.AAAA)) {
            Answer<InetAddress> answer = resolver.query(host, family);
            evidence.add(answer);
            if (answer instanceof Answer.Data<InetAddress> data) {
                addresses.addAll(data.records());
            } else if (answer instanceof Answer.Failure<InetAddress> failure) {
                problem = problem.or(() -> Optional.of(failure.reason()));
            }
        }
        return addresses.isEmpty()
                ? new TlsPlan.Refuse(server, problem.orElse(Reason.NO_ADDRESS), evidence)
                : new TlsPlan.NotCovered(server, reason, names, addresses, evidence);
    }
}
