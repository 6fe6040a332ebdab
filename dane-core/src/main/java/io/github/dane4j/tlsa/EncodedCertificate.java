package io.github.dane4j.tlsa;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The octets of a certificate as received: all that a TLSA record can be compared with. Needs no certificate parser, so
 * that a certificate which this JVM cannot read can still match. Immutable.
 */
public final class EncodedCertificate {
    private final byte[] der;

    private EncodedCertificate(byte[] der) {
        this.der = der;
    }

    /** The certificate with these octets; they need not be well formed. */
    public static EncodedCertificate of(byte[] der) {
        return new EncodedCertificate(der.clone());
    }

    /**
     * The octets of a parsed certificate.
     *
     * @throws IllegalArgumentException if the certificate has no encoding
     */
    public static EncodedCertificate of(X509Certificate certificate) {
        throw new UnsupportedOperationException();
    }

    /** A copy of the octets. */
    public byte[] der() {
        return der.clone();
    }

    /** A copy of the SubjectPublicKeyInfo as it stands in the certificate; empty if the octets are no certificate. */
    public Optional<byte[]> subjectPublicKeyInfo() {
        throw new UnsupportedOperationException();
    }
}
