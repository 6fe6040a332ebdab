package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that could be read and so may stand on a path.
 *
 * @param encoded its octets, which records are compared with
 * @param x509 what its signature and its rules are taken from
 * @param key its SubjectPublicKeyInfo as it stands in the octets
 */
record Candidate(
        EncodedCertificate encoded,
        X509Certificate x509,
        ByteBuffer key,
        X500Principal subject,
        X500Principal issuer,
        PublicKey publicKey) {

    /** The candidate, or null if the certificate cannot be read. */
    static @Nullable Candidate of(PresentedCertificate certificate) {
        X509Certificate x509 = certificate.parsed();
        return x509 == null ? null : of(certificate.encoded(), x509);
    }

    /** The candidate, or null if the certificate cannot be read. */
    static @Nullable Candidate of(EncodedCertificate encoded) {
        X509Certificate x509 = CertificateReader.read(encoded);
        return x509 == null ? null : of(encoded, x509);
    }

    /** The candidate, or null if the certificate lacks what every path needs. */
    static @Nullable Candidate of(EncodedCertificate encoded, X509Certificate x509) {
        ByteBuffer key = encoded.subjectPublicKeyInfoOctets().orElse(null);
        @Nullable X500Principal subject = x509.getSubjectX500Principal();
        @Nullable X500Principal issuer = x509.getIssuerX500Principal();
        @Nullable PublicKey publicKey = x509.getPublicKey();
        return key == null || subject == null || issuer == null || publicKey == null
                ? null
                : new Candidate(encoded, x509, key, subject, issuer, publicKey);
    }

    /** Whether subject and issuer are one name (RFC 5280 section 3.2). */
    boolean isSelfIssued() {
        return subject.equals(issuer);
    }

    // Every certificate is one object of one verification, and pools hold none twice.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
