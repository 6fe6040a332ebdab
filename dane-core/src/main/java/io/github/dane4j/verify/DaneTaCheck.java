package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.PublicKeySize;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.x509.PublicKeyParser;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Certificate usage DANE-TA(2): a record names the trust anchor (RFC 6698 section 2.1.1, RFC 7671 section 5.2). A match
 * counts only at the end of a path of verified signatures from the server's certificate. What is trusted locally plays no
 * part.
 */
final class DaneTaCheck {
    private final ParsedCertificate leaf;
    private final List<ParsedCertificate> others;
    private final List<EncodedCertificate> unreadable;
    private final List<UsableRecord> records;
    private final CertificatePool pool;
    private final PathSearch search;
    private final Findings findings;

    private DaneResult.@Nullable Authenticated found;

    /**
     * @param others the certificates that were sent after the leaf and could be read
     * @param unreadable those that could not
     * @param records the records of this usage that count, sorted
     */
    DaneTaCheck(
            ParsedCertificate leaf,
            List<ParsedCertificate> others,
            List<EncodedCertificate> unreadable,
            List<UsableRecord> records,
            PathSearch search,
            Findings findings) {
        this.leaf = leaf;
        this.others = new ArrayList<>(others);
        this.unreadable = unreadable;
        this.records = records;
        this.search = search;
        this.findings = findings;
        // The client MUST manage when the anchor's certificate is only in the DNS (RFC 7671 section 5.2.2).
        for (UsableRecord record : records) {
            record.certificate().ifPresent(this.others::add);
        }
        this.pool = new CertificatePool(this.others);
    }

    Optional<DaneResult.Authenticated> run() {
        search.visit(leaf, this::issuersOf, this::endsInAnchor);
        if (found == null) {
            bareKeys();
        }
        if (found == null) {
            explain();
        }
        return Optional.ofNullable(found);
    }

    private List<ParsedCertificate> issuersOf(ParsedCertificate certificate) {
        return pool.issuersOf(certificate, search.time());
    }

    /** Whether the top of the path is a trust anchor and everything below it holds. */
    private boolean endsInAnchor(CertificatePath path) {
        CertificatePath below = path.below();
        if (below == null) {
            // The leaf cannot be its own anchor: the path would be empty, and nothing of it checked.
            return false;
        }
        for (UsableRecord live : records) {
            if (live.record().matches(path.top().encoded())) {
                PathAnchor.Kind kind = live.record().selectorNumber() == Selector.CERT.number()
                        ? PathAnchor.Kind.CERTIFICATE
                        : PathAnchor.Kind.KEY_OF_CERTIFICATE;
                PathRules.Outcome outcome = search.check(below.certificates(), PathAnchor.of(kind, path.top()));
                if (outcome instanceof PathRules.Outcome.Valid valid) {
                    found = new DaneResult.Authenticated(
                            live.record(), encoded(path), path.depth(), Optional.of(valid.name()), null);
                    return true;
                }
                note(live, outcome);
            }
        }
        return false;
    }

    /**
     * RFC 7671 section 5.2.3: if a 2 1 0 record matches nothing that was sent, its key may have signed the top of the
     * chain.
     */
    private void bareKeys() {
        for (UsableRecord live : records) {
            TlsaRecord record = live.record();
            boolean isKey = record.selectorNumber() == Selector.SPKI.number()
                    && record.matchingTypeNumber() == MatchingType.FULL.number();
            if (!isKey || found != null || matchesSomething(record)) {
                continue;
            }
            byte[] octets = record.data();
            PublicKey key = PublicKeyParser.parse(octets);
            if (key != null) {
                PublicKeySize size = PublicKeySize.of(octets);
                search.visit(leaf, this::issuersOf, path -> isSignedBy(path, key, size, live));
            }
        }
    }

    private boolean matchesSomething(TlsaRecord record) {
        return record.matches(leaf.encoded())
                || others.stream().anyMatch(candidate -> record.matches(candidate.encoded()))
                || unreadable.stream().anyMatch(record::matches);
    }

    private boolean isSignedBy(CertificatePath path, PublicKey key, PublicKeySize size, UsableRecord live) {
        if (!search.isSignedBy(path.top(), key)) {
            return false;
        }
        PathRules.Outcome outcome = search.check(path.certificates(), PathAnchor.bareKey(key, size, path.top()));
        if (outcome instanceof PathRules.Outcome.Valid valid) {
            found = new DaneResult.Authenticated(
                    live.record(), encoded(path), path.depth(), Optional.of(valid.name()), size);
            return true;
        }
        note(live, outcome);
        return false;
    }

    private void note(UsableRecord live, PathRules.Outcome outcome) {
        if (outcome instanceof PathRules.Outcome.Refused refused) {
            findings.note(live.index(), refused.reason(), refused.detail());
        }
    }

    private void explain() {
        Set<ParsedCertificate> named = reachableByName();
        for (UsableRecord live : records) {
            if (!findings.isEmpty(live.index())) {
                continue;
            }
            TlsaRecord record = live.record();
            if (search.isExhausted()) {
                findings.note(live.index(), Reason.BUDGET_EXHAUSTED);
            } else if (named.stream().anyMatch(candidate -> record.matches(candidate.encoded()))) {
                findings.note(
                        live.index(),
                        Reason.SIGNATURE_INVALID,
                        "names lead from the server's certificate to one that matches, but not its signatures");
            } else if (record.matches(leaf.encoded())) {
                findings.note(live.index(), Reason.ANCHOR_IS_LEAF);
            } else if (others.stream().anyMatch(candidate -> record.matches(candidate.encoded()))) {
                findings.note(live.index(), Reason.ANCHOR_NOT_ON_PATH);
            } else if (unreadable.stream().anyMatch(record::matches)) {
                findings.note(live.index(), Reason.ANCHOR_NOT_ON_PATH, "and the certificate cannot be read");
            } else {
                findings.note(live.index(), Reason.ANCHOR_NOT_IN_CHAIN);
            }
        }
    }

    /** The certificates that issued the leaf if names were all that counts. */
    private Set<ParsedCertificate> reachableByName() {
        Set<ParsedCertificate> reached = new HashSet<>();
        Deque<ParsedCertificate> waiting = new ArrayDeque<>(List.of(leaf));
        while (!waiting.isEmpty()) {
            for (ParsedCertificate issuer : issuersOf(waiting.remove())) {
                if (!issuer.encoded().equals(leaf.encoded()) && reached.add(issuer)) {
                    waiting.add(issuer);
                }
            }
        }
        return reached;
    }

    private static List<EncodedCertificate> encoded(CertificatePath path) {
        List<EncodedCertificate> encoded = new ArrayList<>();
        for (ParsedCertificate certificate : path.certificates()) {
            encoded.add(certificate.encoded());
        }
        return encoded;
    }
}
