package io.github.dane4j.policy;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;

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
        TlsaLookup lookup = TlsaLookup.of(resolver, service);
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
}
