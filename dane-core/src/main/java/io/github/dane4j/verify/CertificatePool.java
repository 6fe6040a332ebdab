package io.github.dane4j.verify;

import io.github.dane4j.x509.KeyIdentifiers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Certificates that may have issued others, by their names. No certificate is in it twice, and the order in which it is
 * filled has no influence on the order in which it is read. Immutable.
 */
final class CertificatePool {
    private final Map<X500Principal, List<ParsedCertificate>> bySubject = new HashMap<>();

    CertificatePool(Collection<ParsedCertificate> certificates) {
        for (ParsedCertificate certificate : certificates) {
            List<ParsedCertificate> namesakes =
                    bySubject.computeIfAbsent(certificate.subject(), name -> new ArrayList<>(1));
            boolean known = false;
            for (ParsedCertificate namesake : namesakes) {
                known |= namesake.encoded().equals(certificate.encoded());
            }
            if (!known) {
                namesakes.add(certificate);
            }
        }
        for (List<ParsedCertificate> namesakes : bySubject.values()) {
            namesakes.sort(Comparator.comparing(ParsedCertificate::encoded));
        }
    }

    /**
     * The certificates that bear the name of {@code certificate}'s issuer, the likeliest first. Key identifiers and
     * dates only sort; they exclude nothing, for that is not what they are for (RFC 5280 section 4.2.1.1).
     */
    List<ParsedCertificate> issuersOf(ParsedCertificate certificate, Instant time) {
        List<ParsedCertificate> namesakes = bySubject.getOrDefault(certificate.issuer(), List.of());
        if (namesakes.size() < 2) {
            return namesakes;
        }
        Optional<byte[]> keyOfIssuer = KeyIdentifiers.ofIssuer(certificate.extensions());
        List<ParsedCertificate> sorted = new ArrayList<>(namesakes);
        sorted.sort(Comparator.comparingInt(issuer ->
                2 * KeyIdentifiers.distance(keyOfIssuer, issuer.extensions()) + (isValid(issuer, time) ? 0 : 1)));
        return sorted;
    }

    private static boolean isValid(ParsedCertificate candidate, Instant time) {
        return !time.isBefore(candidate.x509().getNotBefore().toInstant())
                && !time.isAfter(candidate.x509().getNotAfter().toInstant());
    }
}
