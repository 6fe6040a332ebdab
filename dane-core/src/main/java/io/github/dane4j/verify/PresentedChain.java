package io.github.dane4j.verify;

import java.security.cert.X509Certificate;
import java.util.List;

/** What a server presented in its Certificate message, in the order in which it came. Immutable. */
public final class PresentedChain {
    private PresentedChain() {}

    /** Parsed certificates; the server's own first. */
    public static PresentedChain of(List<X509Certificate> certificates) {
        throw new UnsupportedOperationException();
    }

    /** Certificates as DER, well formed or not; the server's own first. */
    public static PresentedChain ofDer(List<byte[]> certificates) {
        throw new UnsupportedOperationException();
    }

    /** A raw public key (RFC 7250): a SubjectPublicKeyInfo as DER. */
    public static PresentedChain ofRawPublicKey(byte[] subjectPublicKeyInfo) {
        throw new UnsupportedOperationException();
    }
}
