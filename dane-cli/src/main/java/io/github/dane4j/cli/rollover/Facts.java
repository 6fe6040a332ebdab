package io.github.dane4j.cli.rollover;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about one server and its records.
 *
 * @param now when
 * @param host as given, with its port
 * @param zone the zone that holds the records
 * @param owner where the records are published, aliases followed
 * @param validated what validation made of them
 * @param resolved the records that one's own resolver returns
 * @param views what each of the zone's name servers serves
 * @param servers what each address of the server presents
 * @param findings what went wrong on the way
 */
record Facts(
        Instant now,
        String host,
        String zone,
        String owner,
        Validated validated,
        List<TlsaRecord> resolved,
        List<ZoneView> views,
        List<Presented> servers,
        List<Finding> findings) {
    /** What validation made of the records. */
    enum Validated {
        /** Secure records. */
        SECURE,
        /** Proven not to exist. */
        ABSENT,
        /** The zone is not signed, so that no sender uses them. */
        INSECURE,
        /** The signatures are broken. */
        BOGUS,
        /** The lookup failed. */
        FAILED
    }

    /**
     * What one address of the server presents.
     *
     * @param address its IP address
     * @param chains what it sent: one chain, or one for each kind of key; empty if it was not seen
     * @param trouble why it was not seen; empty if it was
     */
    record Presented(String address, List<List<EncodedCertificate>> chains, Optional<String> trouble) {
        Presented {
            chains = List.copyOf(chains);
        }
    }

    Facts {
        resolved = List.copyOf(resolved);
        views = List.copyOf(views);
        servers = List.copyOf(servers);
        findings = List.copyOf(findings);
    }
}
