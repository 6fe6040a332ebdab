package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The certificates that are trusted locally, for usages PKIX-TA and PKIX-EE only. Immutable, thread-safe. */
final class LocalAnchors {
    private final CertificatePool pool;
    private final Set<EncodedCertificate> anchors = new HashSet<>();
    private final PartialPaths partialPaths;

    /** @throws IllegalArgumentException if one of them cannot serve as an anchor */
    LocalAnchors(Collection<X509Certificate> certificates, PartialPaths partialPaths) {
        List<ParsedCertificate> candidates = new ArrayList<>(certificates.size());
        for (X509Certificate certificate : certificates) {
            EncodedCertificate encoded = EncodedCertificate.of(certificate);
            ParsedCertificate candidate = ParsedCertificate.of(encoded, certificate);
            if (candidate == null) {
                throw new IllegalArgumentException(
                        "a trust anchor is malformed, has no name, or no key that this JVM can read");
            }
            candidates.add(candidate);
            anchors.add(encoded);
        }
        this.pool = new CertificatePool(candidates);
        this.partialPaths = partialPaths;
    }

    List<ParsedCertificate> issuersOf(ParsedCertificate certificate, Instant time) {
        return pool.issuersOf(certificate, time);
    }

    /** Whether a path may end in this certificate. */
    boolean mayEnd(ParsedCertificate certificate) {
        return anchors.contains(certificate.encoded())
                && (partialPaths == PartialPaths.ALLOWED || certificate.isSelfIssued());
    }
}
