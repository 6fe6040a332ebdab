package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole path, once its signatures are known to hold: RFC 5280 section 6.1 by the JDK, and around it what the
 * JDK leaves out, above all the constraints of the trust anchor's own certificate (RFC 7671 section 5.2.1).
 *
 * <p>Those constraints hold for every anchor that has a certificate, also where the record binds its key alone and RFC
 * 7671 asks for nothing: what a CA says about itself is worth heeding. The dates are the exception, see {@link
 * #anchorDates}.
 */
final class PathRules {
    private static final int KEY_CERT_SIGN = 5;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    /** Before version 3 there were no extensions, and so no way to say that a certificate is a CA's. */
    private static final int FIRST_VERSION_WITH_EXTENSIONS = 3;

    private static final int SHOWN_SUBJECT = 60;

    private final KeyStrength minimum;
    private final CommonNames commonNames;
    private final ReferenceIdentifiers names;
    private final Instant time;

    PathRules(KeyStrength minimum, CommonNames commonNames, ReferenceIdentifiers names, Instant time) {
        this.minimum = minimum;
        this.commonNames = commonNames;
        this.names = names;
        this.time = time;
    }

    /**
     * Checks the path.
     *
     * @param path the certificates below the anchor, the server's own first; at least one
     */
    PathOutcome check(List<Candidate> path, TrustPoint anchor, WorkBudget budget) {
        try {
            Optional<PathOutcome.Refused> refused = Stream.<Rule>of(
                            PathRules::extensions,
                            PathRules::anchorIsCa,
                            PathRules::anchorPathLength,
                            (below, top) -> nameConstraints(withAnchor(below, top), budget),
                            (below, top) -> policies(below, budget),
                            PathRules::purpose,
                            this::strength,
                            this::anchorDates,
                            this::rfc5280)
                    .map(rule -> rule.check(path, anchor))
                    .flatMap(Optional::stream)
                    .findFirst();
            return refused.isPresent() ? refused.get() : serverName(path, anchor);
        } catch (RuntimeException e) {
            // Getters of certificates throw on hostile content what they do not declare. Never let that mean "yes".
            return new PathOutcome.Refused(
                    Reason.INVALID_PATH,
                    "a certificate cannot be processed: " + e.getClass().getSimpleName());
        }
    }

    @FunctionalInterface
    private interface Rule {
        Optional<PathOutcome.Refused> check(List<Candidate> path, TrustPoint anchor);
    }

    /** RFC 5280 section 4.2: an unknown critical extension refuses; an unreadable one may hide anything. */
    private static Optional<PathOutcome.Refused> extensions(List<Candidate> path, TrustPoint anchor) {
        List<Candidate> all = withAnchor(path, anchor);
        for (int depth = 0; depth < all.size(); depth++) {
            Extensions extensions = all.get(depth).extensions();
            Optional<String> unknown = extensions.unknownCritical();
            if (unknown.isPresent()) {
                return refuse(
                        Reason.UNKNOWN_CRITICAL_EXTENSION, all, depth, "has the critical extension " + unknown.get());
            }
            Optional<String> unreadable = extensions.unreadable();
            if (unreadable.isPresent()) {
                return refuse(
                        Reason.INVALID_PATH, all, depth, "has the extension " + unreadable.get() + ", not readable");
            }
        }
        return Optional.empty();
    }

    /**
     * The anchor of usage DANE-TA must not deny that it is a CA's: basicConstraints without cA, or keyUsage without
     * keyCertSign. A root may lack basicConstraints: one of version 1 has no extensions, and a later one has to say
     * keyCertSign instead (RFC 6698 section 2.1.1 notes such anchors). What is trusted locally was chosen by somebody.
     */
    private static Optional<PathOutcome.Refused> anchorIsCa(List<Candidate> path, TrustPoint anchor) {
        Candidate candidate = anchor.certificate();
        if (candidate == null) {
            return Optional.empty();
        }
        X509Certificate certificate = candidate.x509();
        boolean @Nullable [] keyUsage = certificate.getKeyUsage();
        boolean signs = keyUsage != null && keyUsage.length > KEY_CERT_SIGN && keyUsage[KEY_CERT_SIGN];
        if (keyUsage != null && !signs) {
            return refuse(Reason.NOT_A_CA, candidate, path.size(), "has a keyUsage without keyCertSign");
        }
        boolean ca;
        if (candidate.extensions().has(Extensions.BASIC_CONSTRAINTS)) {
            ca = certificate.getBasicConstraints() >= 0;
        } else {
            ca = anchor.kind() == TrustPoint.Kind.LOCAL
                    || (candidate.isSelfIssued()
                            && (signs || certificate.getVersion() < FIRST_VERSION_WITH_EXTENSIONS));
        }
        return ca
                ? Optional.empty()
                : refuse(Reason.NOT_A_CA, candidate, path.size(), "is no CA certificate by its basicConstraints");
    }

    /** RFC 5280 section 6.1.4 (l) and (m) for the anchor: self-issued certificates and the last one do not count. */
    private static Optional<PathOutcome.Refused> anchorPathLength(List<Candidate> path, TrustPoint anchor) {
        Candidate candidate = anchor.certificate();
        if (candidate == null) {
            return Optional.empty();
        }
        int allowed = candidate.x509().getBasicConstraints();
        long intermediates = path.stream()
                .skip(1)
                .filter(certificate -> !certificate.isSelfIssued())
                .count();
        return allowed < 0 || intermediates <= allowed
                ? Optional.empty()
                : refuse(
                        Reason.PATH_TOO_LONG,
                        candidate,
                        path.size(),
                        "allows " + allowed + " CAs below it, and there are " + intermediates);
    }

    /**
     * Name constraints of every issuer on the path, the anchor included. The JDK checks those of the others a second
     * time, but forgets one that it cannot read and that is not critical.
     */
    private static Optional<PathOutcome.Refused> nameConstraints(List<Candidate> all, WorkBudget budget) {
        int seen = 0;
        for (int depth = 1; depth < all.size(); depth++) {
            Optional<NameConstraints> constraints = NameConstraints.of(all.get(depth));
            if (constraints.isEmpty()) {
                continue;
            }
            if (!constraints.get().isReadable()) {
                return refuse(Reason.NAME_CONSTRAINTS, all, depth, "has name constraints that cannot be read");
            }
            // The JDK also compares the subtrees of all CAs with each other.
            seen += constraints.get().size();
            int names =
                    all.stream().limit(depth).mapToInt(PresentedNames::count).sum();
            if (!budget.grantComparisons((long) constraints.get().size() * (names + seen))) {
                return refuse(Reason.BUDGET_EXHAUSTED, all, depth, "has more name constraints than can be checked");
            }
            for (int below = 0; below < depth; below++) {
                // RFC 5280 section 6.1.3 (b): self-issued certificates are exempt, unless they are the last.
                boolean exempt = below > 0 && all.get(below).isSelfIssued();
                if (!exempt && !constraints.get().permit(all.get(below))) {
                    return refuse(
                            Reason.NAME_CONSTRAINTS,
                            all,
                            below,
                            "has a name that the CA at depth " + depth + " may not issue for");
                }
            }
        }
        return Optional.empty();
    }

    /** Policies are for the JDK to judge; here they are only counted. */
    private static Optional<PathOutcome.Refused> policies(List<Candidate> path, WorkBudget budget) {
        long all = 0;
        for (int depth = 0; depth < path.size(); depth++) {
            try {
                all += CertificatePolicies.count(path.get(depth));
            } catch (IOException e) {
                return refuse(Reason.INVALID_PATH, path, depth, String.valueOf(e.getMessage()));
            }
        }
        return budget.grantComparisons(all * all)
                ? Optional.empty()
                : Optional.of(new PathOutcome.Refused(
                        Reason.BUDGET_EXHAUSTED, "the path has more certificate policies than can be checked"));
    }

    /**
     * Certificates that say what they are for must be for TLS servers (RFC 5280 section 4.2.1.12). CAs are asked as
     * well: a CA restricted to mail or code signing is not meant to vouch for servers, and the others that verify DANE
     * refuse it too. For the server itself, keyUsage must leave it a way to take part in a handshake.
     */
    private static Optional<PathOutcome.Refused> purpose(List<Candidate> path, TrustPoint anchor) {
        List<Candidate> all = withAnchor(path, anchor);
        for (int depth = 0; depth < all.size(); depth++) {
            List<String> purposes;
            try {
                purposes = all.get(depth).x509().getExtendedKeyUsage();
            } catch (CertificateParsingException e) {
                purposes = List.of();
            }
            if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_EXTENDED_KEY_USAGE)) {
                return refuse(Reason.EXTENDED_KEY_USAGE, all, depth, "has an extendedKeyUsage without serverAuth");
            }
        }
        boolean @Nullable [] keyUsage = all.get(0).x509().getKeyUsage();
        // digitalSignature, keyEncipherment, keyAgreement: RFC 5280 section 4.2.1.12 for id-kp-serverAuth.
        if (keyUsage != null && !(bit(keyUsage, 0) || bit(keyUsage, 2) || bit(keyUsage, 4))) {
            return refuse(Reason.EXTENDED_KEY_USAGE, all, 0, "has a keyUsage that no TLS handshake can use");
        }
        return Optional.empty();
    }

    private static boolean bit(boolean[] bits, int index) {
        return index < bits.length && bits[index];
    }

    /** Keys of the whole path, the anchor's included; signatures of all that the path rests on, so not the anchor's. */
    private Optional<PathOutcome.Refused> strength(List<Candidate> path, TrustPoint anchor) {
        for (int depth = 0; depth < path.size(); depth++) {
            String weakness = minimum.weakness(path.get(depth).encoded().publicKeySize());
            if (weakness == null) {
                weakness = SignatureStrength.weakness(path.get(depth).x509());
            }
            if (weakness != null) {
                return refuse(Reason.WEAK_KEY, path, depth, "has a " + weakness);
            }
        }
        String weakness = minimum.weakness(anchor.keySize());
        return weakness == null
                ? Optional.empty()
                : Optional.of(new PathOutcome.Refused(Reason.WEAK_KEY, "the trust anchor has a " + weakness));
    }

    /**
     * Dates of the anchor. RFC 5280 section 6.1 asks for none. With selector Cert(0) the domain publishes them itself, and
     * the client SHOULD apply the constraints of the certificate (RFC 7671 section 5.2.1). With SPKI(1) only the key is
     * bound, for as long as the record is signed: an old cross-certificate for a current key does no harm.
     */
    private Optional<PathOutcome.Refused> anchorDates(List<Candidate> path, TrustPoint anchor) {
        Candidate candidate = anchor.certificate();
        return candidate != null && anchor.kind() == TrustPoint.Kind.CERTIFICATE
                ? dates(candidate, path.size())
                : Optional.empty();
    }

    private Optional<PathOutcome.Refused> dates(Candidate candidate, int depth) {
        Instant notBefore = candidate.x509().getNotBefore().toInstant();
        Instant notAfter = candidate.x509().getNotAfter().toInstant();
        if (time.isBefore(notBefore)) {
            return refuse(Reason.NOT_YET_VALID, candidate, depth, "is not valid before " + notBefore);
        }
        return time.isAfter(notAfter)
                ? refuse(Reason.EXPIRED, candidate, depth, "has been expired since " + notAfter)
                : Optional.empty();
    }

    private Optional<PathOutcome.Refused> rfc5280(List<Candidate> path, TrustPoint anchor) {
        try {
            List<X509Certificate> certificates =
                    path.stream().map(Candidate::x509).toList();
            CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
            // By name and key, not by certificate: given a certificate, the JDK takes a key identifier that differs for
            // a reason to refuse, and RFC 5280 section 4.2.1.1 does not.
            TrustAnchor trusted = new TrustAnchor(anchor.name(), anchor.key(), null);
            PKIXParameters parameters = new PKIXParameters(Set.of(trusted));
            // No server can be expected to provide for it (RFC 7672 section 4), and it would ask the network.
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(time));
            // RFC 5280 section 6.1.1 (e). No policy is asked for, so that mapping them is work for nothing.
            parameters.setPolicyMappingInhibited(true);
            CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return explain(e, path);
        } catch (GeneralSecurityException e) {
            return Optional.of(new PathOutcome.Refused(Reason.INVALID_PATH, "the path cannot be validated"));
        }
    }

    private Optional<PathOutcome.Refused> explain(CertPathValidatorException e, List<Candidate> path) {
        int depth = Math.max(e.getIndex(), 0);
        CertPathValidatorException.Reason why = e.getReason();
        if (why == BasicReason.EXPIRED || why == BasicReason.NOT_YET_VALID) {
            Optional<PathOutcome.Refused> refused = dates(path.get(depth), depth);
            if (refused.isPresent()) {
                return refused;
            }
        }
        // No text of the JDK: it differs between versions, and repeats what the peer wrote.
        if (why == BasicReason.INVALID_SIGNATURE) {
            return refuse(Reason.SIGNATURE_INVALID, path, depth, "has no valid signature of its issuer");
        }
        if (why == BasicReason.ALGORITHM_CONSTRAINED) {
            return refuse(Reason.WEAK_KEY, path, depth, "has a key or signature that this JVM forbids");
        }
        if (why == PKIXReason.NOT_CA_CERT) {
            return refuse(Reason.NOT_A_CA, path, depth, "is no CA certificate by its basicConstraints");
        }
        if (why == PKIXReason.INVALID_KEY_USAGE) {
            return refuse(Reason.NOT_A_CA, path, depth, "has a keyUsage without keyCertSign");
        }
        if (why == PKIXReason.PATH_TOO_LONG) {
            return refuse(Reason.PATH_TOO_LONG, path, depth, "is one CA too many for those above it");
        }
        if (why == PKIXReason.UNRECOGNIZED_CRIT_EXT) {
            return refuse(Reason.UNKNOWN_CRITICAL_EXTENSION, path, depth, "has an unknown critical extension");
        }
        if (why == PKIXReason.INVALID_NAME) {
            return refuse(Reason.NAME_CONSTRAINTS, path, depth, "has a name that a CA above may not issue for");
        }
        return refuse(Reason.INVALID_PATH, path, depth, "fails validation (" + why + ")");
    }

    private PathOutcome serverName(List<Candidate> path, TrustPoint anchor) {
        X509Certificate leaf = path.get(0).x509();
        List<NameConstraints> constraints = withAnchor(path, anchor).stream()
                .skip(1)
                .map(NameConstraints::of)
                .flatMap(Optional::stream)
                .toList();
        // Name constraints for DNS names do not reach a common name (RFC 5280 section 4.2.1.10). A CA that is
        // constrained could issue any host name in that place, so it does not count below one.
        PresentedNames presented = PresentedNames.of(leaf, constraints.isEmpty() ? commonNames : CommonNames.IGNORED);
        List<DomainName> matched = presented.matched(names);
        if (matched.isEmpty()) {
            return new PathOutcome.Refused(
                    Reason.NAME_MISMATCH, "asked for " + shown(names) + "; the certificate has " + presented);
        }
        // An asterisk is in no excluded subtree, and the name that it stands for may be.
        return matched.stream()
                .filter(name -> constraints.stream().noneMatch(each -> each.exclude(name)))
                .findFirst()
                .<PathOutcome>map(PathOutcome.Valid::new)
                .orElseGet(() -> new PathOutcome.Refused(
                        Reason.NAME_CONSTRAINTS, "a CA on the path excludes " + matched.get(0)));
    }

    private static String shown(ReferenceIdentifiers names) {
        return Printable.clip(names.toString(), 2 * PresentedNames.SHOWN_LENGTH);
    }

    private static List<Candidate> withAnchor(List<Candidate> path, TrustPoint anchor) {
        Candidate certificate = anchor.certificate();
        if (certificate == null) {
            return path;
        }
        List<Candidate> all = new ArrayList<>(path);
        all.add(certificate);
        return all;
    }

    private static Optional<PathOutcome.Refused> refuse(Reason reason, List<Candidate> path, int depth, String what) {
        return refuse(reason, path.get(depth), depth, what);
    }

    private static Optional<PathOutcome.Refused> refuse(Reason reason, Candidate candidate, int depth, String what) {
        String subject = Printable.clip(candidate.subject().getName(), SHOWN_SUBJECT);
        return Optional.of(
                new PathOutcome.Refused(reason, "the certificate at depth " + depth + " (" + subject + ") " + what));
    }
}
