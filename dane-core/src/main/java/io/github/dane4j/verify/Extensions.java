package io.github.dane4j.verify;

import io.github.dane4j.der.DerReader;
import java.nio.ByteBuffer;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Extensions of a certificate (RFC 5280 section 4.2), read so that an unreadable one is never taken for an absent one. */
final class Extensions {
    static final String KEY_USAGE = "2.5.29.15";
    static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    static final String BASIC_CONSTRAINTS = "2.5.29.19";
    static final String NAME_CONSTRAINTS = "2.5.29.30";
    static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    /** Those that RFC 5280 section 6.1 and this package process; policies are left to the JDK. */
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

    private Extensions() {}

    static boolean has(X509Certificate certificate, String oid) {
        return certificate.getExtensionValue(oid) != null;
    }

    /** What is inside the extension's OCTET STRING; empty if there is no such extension. */
    static Optional<ByteBuffer> contents(X509Certificate certificate, String oid) {
        byte @Nullable [] value = certificate.getExtensionValue(oid);
        if (value == null) {
            return Optional.empty();
        }
        DerReader der = new DerReader(ByteBuffer.wrap(value));
        return der.only(DerReader.OCTET_STRING) ? Optional.of(der.contents()) : Optional.empty();
    }

    /** A critical extension that nobody here processes, which makes a path invalid (RFC 5280 section 6.1.4 (o)). */
    static Optional<String> unknownCritical(X509Certificate certificate) {
        @Nullable Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (critical != null) {
            for (String oid : critical) {
                if (!PROCESSED.contains(oid)) {
                    return Optional.of(oid);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * An extension that is there and cannot be read. The JDK reports one that is not critical as absent, so that what it
     * forbids would be forgotten.
     */
    static Optional<String> unreadable(X509Certificate certificate) {
        try {
            if (certificate.getKeyUsage() == null && has(certificate, KEY_USAGE)) {
                return Optional.of(KEY_USAGE);
            }
            if (certificate.getExtendedKeyUsage() == null && has(certificate, EXTENDED_KEY_USAGE)) {
                return Optional.of(EXTENDED_KEY_USAGE);
            }
        } catch (CertificateParsingException e) {
            return Optional.of(EXTENDED_KEY_USAGE);
        }
        try {
            if (certificate.getSubjectAlternativeNames() == null && has(certificate, SUBJECT_ALTERNATIVE_NAME)) {
                return Optional.of(SUBJECT_ALTERNATIVE_NAME);
            }
        } catch (CertificateParsingException e) {
            return Optional.of(SUBJECT_ALTERNATIVE_NAME);
        }
        return Optional.empty();
    }
}
