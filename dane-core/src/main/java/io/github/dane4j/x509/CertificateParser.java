package io.github.dane4j.x509;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Parses certificates with the JDK, which knows less than DANE-EE allows. What it cannot read is an ordinary answer. */
public final class CertificateParser {
    private CertificateParser() {}

    /** The certificate, or null if it cannot be read. */
    public static @Nullable X509Certificate parse(byte[] der) {
        // The factory also takes PEM, and ignores what follows a certificate; neither is a certificate of TLS.
        if (CertificateShape.of(der) == null) {
            return null;
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | RuntimeException e) {
            // The bytes are hostile, and parsers throw more than they declare.
            return null;
        }
    }
}
