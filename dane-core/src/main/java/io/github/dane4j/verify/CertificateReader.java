package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Parses certificates with the JDK, which knows less than DANE-EE allows. What it cannot read is an ordinary answer. */
final class CertificateReader {
    private CertificateReader() {}

    /** The certificate, or null if it cannot be read. */
    static @Nullable X509Certificate read(EncodedCertificate encoded) {
        // The factory also takes PEM, and ignores what follows a certificate; neither is a certificate of TLS.
        if (!encoded.isWellFormed()) {
            return null;
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded.der()));
        } catch (CertificateException | RuntimeException e) {
            // The octets are hostile, and parsers throw more than they declare.
            return null;
        }
    }
}
