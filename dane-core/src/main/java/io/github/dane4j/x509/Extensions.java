package io.github.dane4j.x509;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a certificate (RFC 5280 section 4.2), read so that one that cannot be read is never taken for one that
 * is absent. Immutable.
 */
public final class Extensions {
    public static final String KEY_USAGE = "2.5.29.15";
    public static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    public static final String BASIC_CONSTRAINTS = "2.5.29.19";
    public static final String NAME_CONSTRAINTS = "2.5.29.30";
    public static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    /** Those that are processed here. */
    private static final Set<String> PROCESSED = Set.of(
            KEY_USAGE,
            SUBJECT_ALTERNATIVE_NAME,
            BASIC_CONSTRAINTS,
            NAME_CONSTRAINTS,
            EXTENDED_KEY_USAGE,
            "2.5.29.32", // certificatePolicies
            "2.5.29.33", // policyMappings
            "2.5.29.36", // policyConstraints
            "2.5.29.54"); // inhibitAnyPolicy

    private final X509Certificate certificate;
    private final Set<String> critical;
    private final Set<String> others;

    private Extensions(X509Certificate certificate, Set<String> critical, Set<String> others) {
        this.certificate = certificate;
        this.critical = critical;
        this.others = others;
    }

    /** Those of a parsed certificate. */
    public static Extensions of(X509Certificate certificate) {
        // Both lists have the extensions that could not be read, too. To ask for one that is absent costs the JDK 17 an
        // exception, so they are asked for first.
        return new Extensions(
                certificate,
                orNone(certificate.getCriticalExtensionOIDs()),
                orNone(certificate.getNonCriticalExtensionOIDs()));
    }

    private static Set<String> orNone(@Nullable Set<String> identifiers) {
        return identifiers == null ? Set.of() : Set.copyOf(identifiers);
    }

    /** Whether the certificate has the extension, readable or not. */
    public boolean has(String identifier) {
        return critical.contains(identifier) || others.contains(identifier);
    }

    /** Whether the certificate has the extension and marks it critical. */
    public boolean isCritical(String identifier) {
        return critical.contains(identifier);
    }

    /** What is inside the extension's OCTET STRING; empty if there is no such extension. */
    public Optional<byte[]> contents(String identifier) {
        if (!has(identifier)) {
            return Optional.empty();
        }
        byte @Nullable [] value = certificate.getExtensionValue(identifier);
        if (value == null) {
            return Optional.empty();
        }
        DerReader der = new DerReader(value);
        return der.only(DerReader.OCTET_STRING) ? Optional.of(der.copyOfContents()) : Optional.empty();
    }

    /** An unrecognised critical extension, which makes a path invalid (RFC 5280 section 6.1.4 (o)). */
    public Optional<String> unknownCritical() {
        if (PROCESSED.containsAll(critical)) {
            return Optional.empty();
        }
        // The least of several, so that the same certificate always gives the same explanation.
        return critical.stream()
                .filter(identifier -> !PROCESSED.contains(identifier))
                .min(Comparator.naturalOrder());
    }

    /**
     * An extension that only the JDK reads, that is there, and that it cannot read. The JDK reports one that is not critical as absent, so that what it
     * forbids would be forgotten.
     */
    public Optional<String> unreadable() {
        try {
            if (has(KEY_USAGE) && certificate.getKeyUsage() == null) {
                return Optional.of(KEY_USAGE);
            }
            if (has(EXTENDED_KEY_USAGE) && certificate.getExtendedKeyUsage() == null) {
                return Optional.of(EXTENDED_KEY_USAGE);
            }
        } catch (CertificateParsingException e) {
            return Optional.of(EXTENDED_KEY_USAGE);
        }
        return Optional.empty();
    }
}
