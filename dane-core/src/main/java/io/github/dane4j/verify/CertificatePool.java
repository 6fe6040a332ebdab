package io.github.dane4j.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Certificates that may have issued others, by their names. No certificate is in it twice, and the order in which it is
 * filled has no influence on the order in which it is read. Immutable.
 */
final class CertificatePool {
    private final Map<X500Principal, List<Candidate>> bySubject = new HashMap<>();

    CertificatePool(Collection<Candidate> certificates) {
        for (Candidate certificate : certificates) {
            List<Candidate> namesakes = bySubject.computeIfAbsent(certificate.subject(), name -> new ArrayList<>(1));
            boolean known = false;
            for (Candidate namesake : namesakes) {
                known |= namesake.encoded().equals(certificate.encoded());
            }
            if (!known) {
                namesakes.add(certificate);
            }
        }
        for (List<Candidate> namesakes : bySubject.values()) {
            namesakes.sort(Comparator.comparing(Candidate::encoded));
        }
    }

    /**
     * The certificates that bear the name of {@code certificate}'s issuer, the likeliest first. Key identifiers and
     * dates only sort; they exclude nothing, for that is not what they are for (RFC 5280 section 4.2.1.1).
     */
    List<Candidate> issuersOf(Candidate certificate, Instant time) {
        List<Candidate> namesakes = bySubject.getOrDefault(certificate.issuer(), List.of());
        if (namesakes.size() < 2) {
            return namesakes;
        }
        KeyIdentifiers.Hint hint = KeyIdentifiers.hintOf(certificate);
        List<Candidate> sorted = new ArrayList<>(namesakes);
        sorted.sort(Comparator.comparingInt(issuer -> 2 * hint.distance(issuer) + (isValid(issuer, time) ? 0 : 1)));
        return sorted;
    }

    private static boolean isValid(Candidate candidate, Instant time) {
        return !time.isBefore(candidate.x509().getNotBefore().toInstant())
                && !time.isAfter(candidate.x509().getNotAfter().toInstant());
    }
}
