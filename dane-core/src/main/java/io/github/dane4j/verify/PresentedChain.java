package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.PublicKeySize;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.x509.CertificateShape;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server presented in its Certificate message, in the order in which it came. Nothing in it needs to be well
 * formed. Immutable, thread-safe.
 */
public final class PresentedChain {
    private final PresentedCertificate[] certificates;
    private final byte @Nullable [] rawPublicKey;

    private PresentedChain(PresentedCertificate[] certificates, byte @Nullable [] rawPublicKey) {
        this.certificates = certificates;
        this.rawPublicKey = rawPublicKey;
    }

    /** Parsed certificates; the server's own first. */
    public static PresentedChain of(List<X509Certificate> certificates) {
        PresentedCertificate[] presented = new PresentedCertificate[certificates.size()];
        for (int i = 0; i < presented.length; i++) {
            presented[i] = new PresentedCertificate(certificates.get(i));
        }
        return new PresentedChain(presented, null);
    }

    /** Certificates as DER, well formed or not; the server's own first. */
    public static PresentedChain ofDer(List<byte[]> certificates) {
        PresentedCertificate[] presented = new PresentedCertificate[certificates.size()];
        for (int i = 0; i < presented.length; i++) {
            presented[i] = new PresentedCertificate(EncodedCertificate.of(certificates.get(i)));
        }
        return new PresentedChain(presented, null);
    }

    /** A raw public key (RFC 7250): a SubjectPublicKeyInfo as DER. */
    public static PresentedChain ofRawPublicKey(byte[] subjectPublicKeyInfo) {
        return new PresentedChain(new PresentedCertificate[0], subjectPublicKeyInfo.clone());
    }

    /** The certificates, the server's own first; none for a raw public key, or if the server sent none. */
    public List<EncodedCertificate> certificates() {
        return Stream.of(certificates).map(PresentedCertificate::encoded).toList();
    }

    /** A copy of the raw public key; empty if certificates were presented. */
    public Optional<byte[]> rawPublicKey() {
        return rawPublicKey == null ? Optional.empty() : Optional.of(rawPublicKey.clone());
    }

    boolean isEmpty() {
        return certificates.length == 0 && rawPublicKey == null;
    }

    /** The raw public key, not copied. */
    byte @Nullable [] key() {
        return rawPublicKey;
    }

    int size() {
        return certificates.length;
    }

    PresentedCertificate get(int index) {
        return certificates[index];
    }

    /** Whether the record's data is that of the server's own certificate or key. */
    boolean leafMatches(TlsaRecord record) {
        byte[] key = rawPublicKey;
        if (key != null) {
            return CertificateShape.isSubjectPublicKeyInfo(key) && record.matchesPublicKey(key);
        }
        return certificates.length > 0 && record.matches(certificates[0].encoded());
    }

    /**
     * The certificates other than the server's own, each once, in the order in which they came; or the first few.
     *
     * @param limit the most that are returned, and one more to say that there are more
     */
    List<PresentedCertificate> issuers(int limit) {
        List<PresentedCertificate> issuers = new ArrayList<>();
        Set<EncodedCertificate> seen = new HashSet<>();
        for (int i = 0; i < certificates.length && issuers.size() <= limit; i++) {
            if (seen.add(certificates[i].encoded()) && i > 0) {
                issuers.add(certificates[i]);
            }
        }
        return issuers;
    }

    /** The size of the key that the server presented. */
    PublicKeySize leafKeySize() {
        return rawPublicKey == null ? certificates[0].encoded().publicKeySize() : PublicKeySize.of(rawPublicKey);
    }

    /** The number of certificates, or that it is a raw public key. */
    @Override
    public String toString() {
        return rawPublicKey == null ? certificates.length + " certificates" : "raw public key";
    }
}
