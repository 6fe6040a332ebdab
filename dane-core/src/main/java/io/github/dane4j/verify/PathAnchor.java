package io.github.dane4j.verify;

import io.github.dane4j.tlsa.PublicKeySize;
import java.security.PublicKey;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The trust anchor of a path (RFC 5280 section 6.1.1 (d)), and how far its own certificate binds.
 *
 * @param kind where the trust comes from
 * @param name the name of the issuer that the top of the path must give
 * @param key the key that signed the top of the path
 * @param keySize the size of that key
 * @param certificate the anchor's certificate, or null for a bare key
 */
record PathAnchor(
        Kind kind,
        X500Principal name,
        PublicKey key,
        PublicKeySize keySize,
        @Nullable ParsedCertificate certificate) {

    enum Kind {
        /** A record with selector Cert(0) matches: all of the certificate is asserted, its dates included. */
        CERTIFICATE,
        /** A record with selector SPKI(1) matches a certificate: the key is asserted, the dates are not. */
        KEY_OF_CERTIFICATE,
        /** A 2 1 0 record gives the key, and nothing else is known (RFC 7671 section 5.2.3). */
        BARE_KEY,
        /** Locally trusted (usages PKIX-TA and PKIX-EE): trusted as it is. */
        LOCAL
    }

    static PathAnchor of(Kind kind, ParsedCertificate certificate) {
        return new PathAnchor(
                kind,
                certificate.subject(),
                certificate.publicKey(),
                certificate.encoded().publicKeySize(),
                certificate);
    }

    /** A key without a name: it stands for whatever issuer {@code top} gives. */
    static PathAnchor bareKey(PublicKey key, PublicKeySize keySize, ParsedCertificate top) {
        return new PathAnchor(Kind.BARE_KEY, top.issuer(), key, keySize, null);
    }
}
