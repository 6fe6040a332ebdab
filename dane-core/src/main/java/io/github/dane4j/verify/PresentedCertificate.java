package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** One certificate of the message, encoded and parsed only when somebody asks. Thread-safe. */
final class PresentedCertificate {
    private static final EncodedCertificate NOTHING = EncodedCertificate.of(new byte[0]);

    /** Racing threads compute equal values, and all fields of the class are final. */
    private @Nullable EncodedCertificate encoded;

    /** Volatile: nothing is known about how a parsed certificate behaves when it is published by a race. */
    private volatile @Nullable Parsed parsed;

    PresentedCertificate(X509Certificate certificate) {
        this.parsed = new Parsed(certificate);
    }

    PresentedCertificate(EncodedCertificate encoded) {
        this.encoded = encoded;
    }

    EncodedCertificate encoded() {
        EncodedCertificate known = encoded;
        if (known == null) {
            known = encode();
            encoded = known;
        }
        return known;
    }

    private EncodedCertificate encode() {
        X509Certificate certificate = parsed();
        try {
            return certificate == null ? NOTHING : EncodedCertificate.of(certificate);
        } catch (RuntimeException e) {
            // A certificate of some provider that cannot say its octets matches nothing.
            return NOTHING;
        }
    }

    /** The certificate, or null if it cannot be read. */
    @Nullable
    X509Certificate parsed() {
        Parsed known = parsed;
        if (known == null) {
            known = new Parsed(CertificateReader.read(encoded()));
            parsed = known;
        }
        return known.certificate;
    }

    /** The outcome of parsing, which may be nothing. */
    private record Parsed(@Nullable X509Certificate certificate) {}
}
