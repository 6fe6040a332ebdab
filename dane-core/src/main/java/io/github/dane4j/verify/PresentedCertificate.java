package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.x509.CertificateParser;
import java.security.cert.X509Certificate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One certificate of the message, encoded and parsed only when needed. Thread-safe. */
final class PresentedCertificate {
    private static final EncodedCertificate NOTHING = EncodedCertificate.of(new byte[0]);

    private final @Nullable X509Certificate given;

    /** Racing threads compute equal values, and all fields of the class are final. */
    private @Nullable EncodedCertificate encoded;

    /** Volatile: nothing is known about how a parsed certificate behaves when it is published by a race. */
    private volatile @Nullable Parsed parsed;

    PresentedCertificate(X509Certificate certificate) {
        this.given = Objects.requireNonNull(certificate);
    }

    PresentedCertificate(EncodedCertificate encoded) {
        this.given = null;
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
        try {
            return given == null ? NOTHING : EncodedCertificate.of(given);
        } catch (RuntimeException e) {
            // A provider's certificate object without an encoding matches nothing.
            return NOTHING;
        }
    }

    /** The certificate, or null if it cannot be read. */
    @Nullable
    X509Certificate parsed() {
        if (given != null) {
            return given;
        }
        Parsed known = parsed;
        if (known == null) {
            known = new Parsed(CertificateParser.parse(encoded().der()));
            parsed = known;
        }
        return known.certificate;
    }

    /** The outcome of parsing, which may be nothing. */
    private record Parsed(@Nullable X509Certificate certificate) {}
}
