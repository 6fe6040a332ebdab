package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.x509.CertificateNames;
import io.github.dane4j.x509.CertificateParser;
import io.github.dane4j.x509.CertificateShape;
import io.github.dane4j.x509.Extensions;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** A certificate that the JDK can parse, so that it may be on a path. Immutable; what it takes from the parser, it takes once. */
final class ParsedCertificate {
    private final EncodedCertificate encoded;
    private final X509Certificate x509;
    private final X500Principal subject;
    private final X500Principal issuer;
    private final PublicKey publicKey;
    private final Extensions extensions;
    private final @Nullable CertificateNames names;

    private ParsedCertificate(
            EncodedCertificate encoded,
            X509Certificate x509,
            X500Principal subject,
            X500Principal issuer,
            PublicKey publicKey,
            Extensions extensions,
            @Nullable CertificateNames names) {
        this.encoded = encoded;
        this.x509 = x509;
        this.subject = subject;
        this.issuer = issuer;
        this.publicKey = publicKey;
        this.extensions = extensions;
        this.names = names;
    }

    /** The candidate, or null if the certificate cannot be read. */
    static @Nullable ParsedCertificate of(PresentedCertificate certificate) {
        X509Certificate x509 = certificate.parsed();
        return x509 == null ? null : of(certificate.encoded(), x509);
    }

    /** The candidate, or null if the certificate cannot be read. */
    static @Nullable ParsedCertificate of(EncodedCertificate encoded) {
        X509Certificate x509 = CertificateParser.parse(encoded.der());
        return x509 == null ? null : of(encoded, x509);
    }

    /** The candidate, or null if the certificate lacks what every path needs. */
    static @Nullable ParsedCertificate of(EncodedCertificate encoded, X509Certificate x509) {
        // Parsers drop the count of unused bits, which no signature covers.
        CertificateShape shape = CertificateShape.of(encoded.der());
        if (shape == null || !shape.signedInWholeOctets()) {
            return null;
        }
        try {
            @Nullable X500Principal subject = x509.getSubjectX500Principal();
            @Nullable X500Principal issuer = x509.getIssuerX500Principal();
            @Nullable PublicKey publicKey = x509.getPublicKey();
            if (subject == null || issuer == null || publicKey == null) {
                return null;
            }
            Extensions extensions = Extensions.of(x509);
            CertificateNames names = CertificateNames.of(subject, extensions);
            return new ParsedCertificate(encoded, x509, subject, issuer, publicKey, extensions, names);
        } catch (RuntimeException e) {
            // Getters that parse lazily throw what they do not declare.
            return null;
        }
    }

    /** Its bytes, which records are compared with. */
    EncodedCertificate encoded() {
        return encoded;
    }

    /** What its signature and its rules are taken from. */
    X509Certificate x509() {
        return x509;
    }

    X500Principal subject() {
        return subject;
    }

    X500Principal issuer() {
        return issuer;
    }

    PublicKey publicKey() {
        return publicKey;
    }

    Extensions extensions() {
        return extensions;
    }

    /** The names that it presents, or null if they cannot be read. */
    @Nullable
    CertificateNames names() {
        return names;
    }

    /** Whether subject and issuer are one name (RFC 5280 section 3.2). */
    boolean isSelfIssued() {
        return subject.equals(issuer);
    }
}
