package io.github.dane4j.verify;

import io.github.dane4j.x509.DerReader;
import io.github.dane4j.x509.Extensions;
import java.io.IOException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Policy processing (RFC 5280 section 6.1) for a user who accepts any policy, asks for none and lets none be mapped
 * (section 6.1.1 (c), (e), (f)). Without mappings a policy is valid if every certificate states it or anyPolicy, so that a
 * set takes the place of the tree and the work grows with the number of policies only. The outcome matters only where a
 * certificate requires a policy.
 */
final class CertificatePolicies {
    private static final String POLICIES = "2.5.29.32";
    private static final String MAPPINGS = "2.5.29.33";
    private static final String CONSTRAINTS = "2.5.29.36";
    private static final String INHIBIT_ANY_POLICY = "2.5.29.54";
    /** requireExplicitPolicy [0] SkipCerts. */
    private static final int REQUIRE_EXPLICIT = 0x80;
    /** inhibitPolicyMapping [1] SkipCerts. */
    private static final int INHIBIT_MAPPING = 0x81;

    /** 2.5.29.32.0, in the form of {@link #identifier}. */
    private static final String ANY = "551d2000";
    /** 1.3.6.1.5.5.7.2.1 and .2: pointers to texts, which bind nobody. */
    private static final Set<String> KNOWN_QUALIFIERS = Set.of("2b06010505070201", "2b06010505070202");

    /** The nodes of the tree at the depth reached, {@link #ANY} among them if anyPolicy is valid. */
    private Set<String> valid = new HashSet<>(Set.of(ANY));
    /** How many more certificates may come before a policy is required, or before anyPolicy counts no longer. */
    private int explicitPolicy = Integer.MAX_VALUE;

    private int inhibitAnyPolicy = Integer.MAX_VALUE;

    private CertificatePolicies() {}

    /**
     * Processes a path.
     *
     * @param path the certificates below the anchor, the server's own first
     * @return whether the policies are in order
     * @throws IOException if a certificate's policies cannot be read or break a rule; the message says what it does
     */
    static boolean areValid(List<ParsedCertificate> path) throws IOException {
        CertificatePolicies state = new CertificatePolicies();
        for (int depth = path.size() - 1; depth >= 0; depth--) {
            ParsedCertificate certificate = path.get(depth);
            state.process(certificate, depth == 0);
            if (depth > 0) {
                if (state.isRefused()) {
                    return false;
                }
                state.prepareForNext(certificate);
            } else {
                state.wrapUp(certificate);
            }
        }
        return !state.isRefused();
    }

    /** Section 6.1.3 (f). */
    private boolean isRefused() {
        return explicitPolicy <= 0 && valid.isEmpty();
    }

    /** Section 6.1.3 (d) and (e). */
    private void process(ParsedCertificate certificate, boolean last) throws IOException {
        Set<String> stated = stated(certificate.extensions());
        boolean anyCounts = inhibitAnyPolicy > 0 || (!last && certificate.isSelfIssued());
        boolean any = valid.contains(ANY);
        Set<String> next = new HashSet<>();
        for (String policy : stated) {
            if (!policy.equals(ANY) && (any || valid.contains(policy))) {
                next.add(policy);
            }
        }
        if (stated.contains(ANY) && anyCounts) {
            next.addAll(valid);
        }
        valid = next;
    }

    /** Section 6.1.4 (a), (b), (h), (i) and (j). */
    private void prepareForNext(ParsedCertificate certificate) throws IOException {
        Extensions extensions = certificate.extensions();
        valid.removeAll(mapped(extensions));
        if (!certificate.isSelfIssued()) {
            explicitPolicy = Math.max(explicitPolicy - 1, 0);
            inhibitAnyPolicy = Math.max(inhibitAnyPolicy - 1, 0);
        }
        explicitPolicy = Math.min(explicitPolicy, requireExplicitPolicy(extensions));
        if (extensions.has(INHIBIT_ANY_POLICY)) {
            DerReader der = contents(extensions, INHIBIT_ANY_POLICY);
            if (!der.only(DerReader.INTEGER)) {
                throw unreadable();
            }
            inhibitAnyPolicy = Math.min(inhibitAnyPolicy, number(der));
        }
    }

    /** Section 6.1.5 (a) and (b). */
    private void wrapUp(ParsedCertificate certificate) throws IOException {
        explicitPolicy = Math.max(explicitPolicy - 1, 0);
        if (requireExplicitPolicy(certificate.extensions()) == 0) {
            explicitPolicy = 0;
        }
    }

    /** The policies that the certificate states; none if it has no such extension. */
    private static Set<String> stated(Extensions extensions) throws IOException {
        Set<String> stated = new HashSet<>();
        DerReader policies = list(extensions, POLICIES);
        while (policies != null && !policies.atEnd()) {
            DerReader policy = element(policies);
            if (!policy.next(DerReader.OBJECT_IDENTIFIER)) {
                throw unreadable();
            }
            if (!stated.add(identifier(policy))) {
                throw new IOException("names a certificate policy twice");
            }
            if (!policy.atEnd() && extensions.isCritical(POLICIES)) {
                requireKnownQualifiers(element(policy));
            }
        }
        return stated;
    }

    /** Section 4.2.1.4: a critical extension must be understood, its qualifiers included. */
    private static void requireKnownQualifiers(DerReader qualifiers) throws IOException {
        while (!qualifiers.atEnd()) {
            DerReader qualifier = element(qualifiers);
            if (!qualifier.next(DerReader.OBJECT_IDENTIFIER) || !KNOWN_QUALIFIERS.contains(identifier(qualifier))) {
                throw new IOException("has a critical policy with an unknown qualifier");
            }
        }
    }

    /** The policies that the certificate maps to others. As mapping is inhibited, they are not valid any more. */
    private static Set<String> mapped(Extensions extensions) throws IOException {
        Set<String> mapped = new HashSet<>();
        DerReader mappings = list(extensions, MAPPINGS);
        while (mappings != null && !mappings.atEnd()) {
            DerReader mapping = element(mappings);
            if (!mapping.next(DerReader.OBJECT_IDENTIFIER)) {
                throw unreadable();
            }
            String from = identifier(mapping);
            if (!mapping.only(DerReader.OBJECT_IDENTIFIER)) {
                throw unreadable();
            }
            if (from.equals(ANY) || identifier(mapping).equals(ANY)) {
                throw new IOException("maps anyPolicy");
            }
            mapped.add(from);
        }
        return mapped;
    }

    /** The number in policyConstraints; without one, more than any path is long. */
    private static int requireExplicitPolicy(Extensions extensions) throws IOException {
        int required = Integer.MAX_VALUE;
        DerReader constraints = list(extensions, CONSTRAINTS);
        while (constraints != null && !constraints.atEnd()) {
            if (!constraints.next()
                    || (constraints.tag() != REQUIRE_EXPLICIT && constraints.tag() != INHIBIT_MAPPING)) {
                throw unreadable();
            }
            required = constraints.tag() == REQUIRE_EXPLICIT ? number(constraints) : required;
        }
        return required;
    }

    /** A count of certificates; one that is too great for us is too great for any path. */
    private static int number(DerReader der) throws IOException {
        if (der.contentLength() == 0 || der.contentOctet(0) >= 0x80) {
            throw unreadable();
        }
        long number = 0;
        for (int i = 0; i < der.contentLength(); i++) {
            number = Math.min((number << Byte.SIZE) | der.contentOctet(i), Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /** The elements of the extension, or null if there is no such extension. */
    private static @Nullable DerReader list(Extensions extensions, String identifier) throws IOException {
        if (!extensions.has(identifier)) {
            return null;
        }
        DerReader der = contents(extensions, identifier);
        if (!der.only(DerReader.SEQUENCE)) {
            throw unreadable();
        }
        return der.contents();
    }

    private static DerReader contents(Extensions extensions, String identifier) throws IOException {
        return new DerReader(extensions.contents(identifier).orElseThrow(CertificatePolicies::unreadable));
    }

    private static DerReader element(DerReader list) throws IOException {
        if (!list.next(DerReader.SEQUENCE)) {
            throw unreadable();
        }
        return list.contents();
    }

    /** An object identifier by its bytes, in hexadecimal. */
    private static String identifier(DerReader der) {
        return HexFormat.of().formatHex(der.copyOfContents());
    }

    private static IOException unreadable() {
        return new IOException("has certificate policies that cannot be read");
    }
}
