package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.x509.CertificateNames;
import io.github.dane4j.x509.Extensions;
import io.github.dane4j.x509.GeneralName;
import io.github.dane4j.x509.NameConstraints;
import io.github.dane4j.x509.SignatureStrength;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole path, once its names and signatures are known to chain: RFC 5280 section 6.1, and the constraints of the
 * trust anchor's own certificate (RFC 7671 section 5.2.1). Not by the JDK's {@code CertPathValidator}, which judges name
 * constraints differently from one version to the next, refuses paths over key identifiers, and verifies every signature
 * once more. Revocation is not checked: no server can be expected to provide for it (RFC 7672 section 4).
 *
 * <p>The constraints of the anchor hold for every anchor that has a certificate, also where the record binds its key alone and RFC
 * 7671 asks for nothing: what a CA says about itself is worth heeding. The dates are the exception, see {@link
 * #dates}.
 */
final class PathRules {
    /** What the rules say about one path. */
    sealed interface Outcome {
        /** Everything holds, and the server's certificate bears this name. */
        record Valid(DomainName name) implements Outcome {}

        /** Something does not hold. */
        record Refused(Reason reason, String detail) implements Outcome {}
    }

    private static final int KEY_CERT_SIGN = 5;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    /** Before version 3 there were no extensions, and so no way to say that a certificate is a CA's. */
    private static final int FIRST_VERSION_WITH_EXTENSIONS = 3;

    private static final int SHOWN_SUBJECT = 60;

    private final KeyStrength minimum;
    private final CommonNamePolicy commonNames;
    private final ReferenceIdentifiers names;
    private final Instant time;

    PathRules(KeyStrength minimum, CommonNamePolicy commonNames, ReferenceIdentifiers names, Instant time) {
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
    Outcome check(List<ParsedCertificate> path, PathAnchor anchor, WorkBudget budget) {
        try {
            List<Rule> rules = List.of(
                    PathRules::extensions,
                    PathRules::anchorIsCa,
                    PathRules::issuersAreCas,
                    PathRules::pathLength,
                    (below, top) -> nameConstraints(withAnchor(below, top), budget),
                    PathRules::policies,
                    PathRules::purpose,
                    this::strength,
                    this::dates);
            for (Rule rule : rules) {
                Outcome.Refused refused = rule.check(path, anchor);
                if (refused != null) {
                    return refused;
                }
            }
            return serverName(path, anchor);
        } catch (RuntimeException e) {
            // Getters of certificates throw on hostile content what they do not declare. Never let that mean "yes".
            return new Outcome.Refused(
                    Reason.INVALID_PATH,
                    "a certificate cannot be processed: " + e.getClass().getSimpleName());
        }
    }

    @FunctionalInterface
    private interface Rule {
        /** Null if nothing speaks against the path. */
        Outcome.@Nullable Refused check(List<ParsedCertificate> path, PathAnchor anchor);
    }

    /** RFC 5280 section 4.2: an unknown critical extension refuses; an unreadable one may hide anything. */
    private static Outcome.@Nullable Refused extensions(List<ParsedCertificate> path, PathAnchor anchor) {
        List<ParsedCertificate> all = withAnchor(path, anchor);
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
            if (all.get(depth).names() == null) {
                return refuse(Reason.INVALID_PATH, all, depth, "has names that cannot be read");
            }
            if (depth > 0 && all.get(depth).subject().getName().isEmpty()) {
                return refuse(Reason.INVALID_PATH, all, depth, "issued a certificate and has no name");
            }
        }
        return null;
    }

    /**
     * The anchor of usage DANE-TA must not deny that it is a CA's: basicConstraints without cA, or keyUsage without
     * keyCertSign. A root may lack basicConstraints: one of version 1 has no extensions, and a later one has to say
     * keyCertSign instead (RFC 6698 section 2.1.1 notes such anchors). A local trust anchor was chosen by the operator.
     */
    private static Outcome.@Nullable Refused anchorIsCa(List<ParsedCertificate> path, PathAnchor anchor) {
        ParsedCertificate candidate = anchor.certificate();
        if (candidate == null) {
            return null;
        }
        X509Certificate certificate = candidate.x509();
        boolean @Nullable [] keyUsage = certificate.getKeyUsage();
        boolean signs = keyUsage != null && bit(keyUsage, KEY_CERT_SIGN);
        if (keyUsage != null && !signs) {
            return refuse(Reason.NOT_A_CA, candidate, path.size(), "has a keyUsage without keyCertSign");
        }
        boolean ca;
        if (candidate.extensions().has(Extensions.BASIC_CONSTRAINTS)) {
            ca = certificate.getBasicConstraints() >= 0;
        } else {
            ca = anchor.kind() == PathAnchor.Kind.LOCAL
                    || (candidate.isSelfIssued()
                            && (signs || certificate.getVersion() < FIRST_VERSION_WITH_EXTENSIONS));
        }
        return ca
                ? null
                : refuse(Reason.NOT_A_CA, candidate, path.size(), "is not a CA certificate by its basicConstraints");
    }

    /** RFC 5280 section 6.1.4 (k) and (n): every certificate between the server's own and the anchor is a CA's. */
    private static Outcome.@Nullable Refused issuersAreCas(List<ParsedCertificate> path, PathAnchor anchor) {
        for (int depth = 1; depth < path.size(); depth++) {
            X509Certificate certificate = path.get(depth).x509();
            if (certificate.getBasicConstraints() < 0) {
                return refuse(Reason.NOT_A_CA, path, depth, "is not a CA certificate by its basicConstraints");
            }
            boolean @Nullable [] keyUsage = certificate.getKeyUsage();
            if (keyUsage != null && !bit(keyUsage, KEY_CERT_SIGN)) {
                return refuse(Reason.NOT_A_CA, path, depth, "has a keyUsage without keyCertSign");
            }
        }
        return null;
    }

    /** RFC 5280 section 6.1.4 (l) and (m): self-issued certificates and the last one do not count. */
    private static Outcome.@Nullable Refused pathLength(List<ParsedCertificate> path, PathAnchor anchor) {
        List<ParsedCertificate> all = withAnchor(path, anchor);
        int below = 0;
        for (int depth = 1; depth < all.size(); depth++) {
            int allowed = all.get(depth).x509().getBasicConstraints();
            if (allowed >= 0 && below > allowed) {
                return refuse(
                        Reason.PATH_TOO_LONG,
                        all,
                        depth,
                        "allows " + allowed + " CAs below it, and there are " + below);
            }
            below += all.get(depth).isSelfIssued() ? 0 : 1;
        }
        return null;
    }

    /** Name constraints of every issuer on the path, the anchor included (RFC 5280 section 6.1.3 (b) and (c)). */
    private static Outcome.@Nullable Refused nameConstraints(List<ParsedCertificate> all, WorkBudget budget) {
        if (!isAnyConstrained(all)) {
            return null;
        }
        List<List<GeneralName>> names = new ArrayList<>();
        int count = 0;
        for (int depth = 1; depth < all.size(); depth++) {
            names.add(names(all.get(depth - 1)).constrained());
            count += names.get(depth - 1).size();
            Optional<NameConstraints> constraints =
                    NameConstraints.of(all.get(depth).extensions());
            if (constraints.isEmpty()) {
                continue;
            }
            if (!constraints.get().isReadable()) {
                return refuse(Reason.NAME_CONSTRAINTS, all, depth, "has name constraints that cannot be read");
            }
            if (!budget.grantComparisons((long) constraints.get().size() * count)) {
                return refuse(Reason.BUDGET_EXHAUSTED, all, depth, "has more name constraints than can be checked");
            }
            for (int below = 0; below < depth; below++) {
                // RFC 5280 section 6.1.3 (b): self-issued certificates are exempt, unless they are the last.
                boolean exempt = below > 0 && all.get(below).isSelfIssued();
                if (!exempt && !constraints.get().permit(names.get(below))) {
                    return refuse(
                            Reason.NAME_CONSTRAINTS,
                            all,
                            below,
                            "has a name that the CA at depth " + depth + " may not issue for");
                }
            }
        }
        return null;
    }

    private static boolean isAnyConstrained(List<ParsedCertificate> all) {
        for (ParsedCertificate issuer : all.subList(1, all.size())) {
            if (issuer.extensions().has(Extensions.NAME_CONSTRAINTS)) {
                return true;
            }
        }
        return false;
    }

    private static Outcome.@Nullable Refused policies(List<ParsedCertificate> path, PathAnchor anchor) {
        try {
            return CertificatePolicies.areValid(path)
                    ? null
                    : refuse(
                            Reason.INVALID_PATH,
                            path,
                            0,
                            "has no policy that all its issuers state, and one is required");
        } catch (IOException e) {
            return new Outcome.Refused(Reason.INVALID_PATH, "a certificate on the path " + e.getMessage());
        }
    }

    /**
     * Certificates that say what they are for must be for TLS servers (RFC 5280 section 4.2.1.12). CAs are asked as
     * well: a CA restricted to mail or code signing is not meant to vouch for servers, and the others that verify DANE
     * refuse it too. For the server itself, keyUsage must leave it a way to take part in a handshake.
     */
    private static Outcome.@Nullable Refused purpose(List<ParsedCertificate> path, PathAnchor anchor) {
        List<ParsedCertificate> all = withAnchor(path, anchor);
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
        return null;
    }

    private static boolean bit(boolean[] bits, int index) {
        return index < bits.length && bits[index];
    }

    /** Keys of the whole path, the anchor's included; signatures of all that the path rests on, so not the anchor's. */
    private Outcome.@Nullable Refused strength(List<ParsedCertificate> path, PathAnchor anchor) {
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
        return weakness == null ? null : new Outcome.Refused(Reason.WEAK_KEY, "the trust anchor has a " + weakness);
    }

    /**
     * Dates of the path (RFC 5280 section 6.1.3 (a) (2)), and sometimes of the anchor. That RFC asks for none. With
     * selector Cert(0) the domain publishes them itself, and the client SHOULD apply the constraints of the certificate
     * (RFC 7671 section 5.2.1). With SPKI(1) only the key is bound, for as long as the record is signed: an old
     * cross-certificate for a current key does no harm.
     */
    private Outcome.@Nullable Refused dates(List<ParsedCertificate> path, PathAnchor anchor) {
        List<ParsedCertificate> dated = anchor.kind() == PathAnchor.Kind.CERTIFICATE ? withAnchor(path, anchor) : path;
        for (int depth = dated.size() - 1; depth >= 0; depth--) {
            Outcome.Refused refused = dates(dated.get(depth), depth);
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    private Outcome.@Nullable Refused dates(ParsedCertificate candidate, int depth) {
        Instant notBefore = candidate.x509().getNotBefore().toInstant();
        Instant notAfter = candidate.x509().getNotAfter().toInstant();
        if (time.isBefore(notBefore)) {
            return refuse(Reason.NOT_YET_VALID, candidate, depth, "is not valid before " + notBefore);
        }
        return time.isAfter(notAfter)
                ? refuse(Reason.EXPIRED, candidate, depth, "has been expired since " + notAfter)
                : null;
    }

    private Outcome serverName(List<ParsedCertificate> path, PathAnchor anchor) {
        List<String> presented = PresentedNames.hosts(names(path.get(0)), commonNames);
        List<DomainName> matched = PresentedNames.matched(presented, names);
        if (matched.isEmpty()) {
            return new Outcome.Refused(
                    Reason.NAME_MISMATCH,
                    "asked for " + shown(names) + "; the certificate has " + PresentedNames.shown(presented));
        }
        List<ParsedCertificate> all = withAnchor(path, anchor);
        return isAnyConstrained(all) ? withinConstraints(all, presented, matched) : new Outcome.Valid(matched.get(0));
    }

    private static Outcome withinConstraints(
            List<ParsedCertificate> all, List<String> presented, List<DomainName> matched) {
        List<NameConstraints> constraints = all.stream()
                .skip(1)
                .map(ParsedCertificate::extensions)
                .map(NameConstraints::of)
                .flatMap(Optional::stream)
                .toList();
        // Constraints on host names do not reach a common name (RFC 5280 section 4.2.1.10), unless it is taken for one.
        List<GeneralName> hosts = presented.stream().map(GeneralName::dns).toList();
        if (!constraints.stream().allMatch(each -> each.permit(hosts))) {
            return new Outcome.Refused(
                    Reason.NAME_CONSTRAINTS, "a CA on the path may not issue for the common name of the certificate");
        }
        // An asterisk is in no excluded subtree, and the name that it stands for may be.
        return matched.stream()
                .filter(name -> constraints.stream().noneMatch(each -> each.exclude(name.toString())))
                .findFirst()
                .<Outcome>map(Outcome.Valid::new)
                .orElseGet(() ->
                        new Outcome.Refused(Reason.NAME_CONSTRAINTS, "a CA on the path excludes " + matched.get(0)));
    }

    private static String shown(ReferenceIdentifiers names) {
        return Printable.clip(names.toString(), 2 * PresentedNames.SHOWN_LENGTH);
    }

    private static CertificateNames names(ParsedCertificate candidate) {
        // The first rule has refused what cannot be read.
        return Objects.requireNonNull(candidate.names());
    }

    private static List<ParsedCertificate> withAnchor(List<ParsedCertificate> path, PathAnchor anchor) {
        ParsedCertificate certificate = anchor.certificate();
        if (certificate == null) {
            return path;
        }
        List<ParsedCertificate> all = new ArrayList<>(path);
        all.add(certificate);
        return all;
    }

    private static Outcome.Refused refuse(Reason reason, List<ParsedCertificate> path, int depth, String what) {
        return refuse(reason, path.get(depth), depth, what);
    }

    private static Outcome.Refused refuse(Reason reason, ParsedCertificate candidate, int depth, String what) {
        String subject = Printable.clip(candidate.subject().getName(), SHOWN_SUBJECT);
        return new Outcome.Refused(reason, "the certificate at depth " + depth + " (" + subject + ") " + what);
    }
}
