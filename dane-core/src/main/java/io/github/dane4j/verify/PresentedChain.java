package io.github.dane4j.verify;

import io.github.dane4j.der.CertificateShape;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server presented in its Certificate message, in the order in which it came. Nothing in it needs to be well
 * formed. Immutable, thread-safe.
 */
public final class PresentedChain {
    private final List<PresentedCertificate> certificates;
    private final byte @Nullable [] rawPublicKey;

    private PresentedChain(List<PresentedCertificate> certificates, byte @Nullable [] rawPublicKey) {
        this.certificates = certificates;
        this.rawPublicKey = rawPublicKey;
    }

    /** Parsed certificates; the server's own first. */
    public static PresentedChain of(List<X509Certificate> certificates) {
        List<PresentedCertificate> presented = new ArrayList<>(certificates.size());
        for (X509Certificate certificate : certificates) {
            presented.add(new PresentedCertificate(certificate));
        }
        return new PresentedChain(presented, null);
    }

    /** Certificates as DER, well formed or not; the server's own first. */
    public static PresentedChain ofDer(List<byte[]> certificates) {
        List<PresentedCertificate> presented = new ArrayList<>(certificates.size());
        for (byte[] der : certificates) {
            presented.add(new PresentedCertificate(EncodedCertificate.of(der)));
        }
        return new PresentedChain(presented, null);
    }

    /** A raw public key (RFC 7250): a SubjectPublicKeyInfo as DER. */
    public static PresentedChain ofRawPublicKey(byte[] subjectPublicKeyInfo) {
        return new PresentedChain(List.of(), subjectPublicKeyInfo.clone());
    }

    /** The certificates, the server's own first; none for a raw public key, or if the server sent none. */
    public List<EncodedCertificate> certificates() {
        return certificates.stream().map(PresentedCertificate::encoded).toList();
    }

    /** A copy of the raw public key; empty if certificates were presented. */
    public Optional<byte[]> rawPublicKey() {
        return rawPublicKey == null ? Optional.empty() : Optional.of(rawPublicKey.clone());
    }

    boolean isEmpty() {
        return certificates.isEmpty() && rawPublicKey == null;
    }

    /** The raw public key, not copied. */
    byte @Nullable [] key() {
        return rawPublicKey;
    }

    int size() {
        return certificates.size();
    }

    PresentedCertificate get(int index) {
        return certificates.get(index);
    }

    /** Whether the record's data is that of the server's own certificate or key. */
    boolean leafMatches(TlsaRecord record) {
        byte[] key = rawPublicKey;
        if (key != null) {
            return CertificateShape.isSubjectPublicKeyInfo(key) && record.matchesPublicKey(key);
        }
        return !certificates.isEmpty() && record.matches(certificates.get(0).encoded());
    }

    /** The SubjectPublicKeyInfo that the server presented, or null if none is to be found. */
    @Nullable
    ByteBuffer leafKey() {
        byte[] key = rawPublicKey;
        if (key != null) {
            return ByteBuffer.wrap(key);
        }
        return certificates.isEmpty()
                ? null
                : certificates.get(0).encoded().subjectPublicKeyInfoOctets().orElse(null);
    }

    /** The number of certificates, or that it is a raw public key. */
    @Override
    public String toString() {
        return rawPublicKey == null ? certificates.size() + " certificates" : "raw public key";
    }
}
