package io.github.dane4j.tlsa;

import io.github.dane4j.x509.CertificateShape;
import io.github.dane4j.x509.DerReader;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a certificate as received: all that a TLSA record can be compared with. Needs no certificate parser, so
 * that a certificate which this JVM cannot read can still match. Immutable; equal if the bytes are, and ordered by them.
 */
public final class EncodedCertificate implements Comparable<EncodedCertificate> {
    private final byte[] der;
    /** Where the key lies; null if the bytes are not laid out like a certificate. */
    private final @Nullable CertificateShape shape;
    /**
     * Digests by selector and matching type, kept because several records ask for the same one. Racing threads compute the
     * same value, and the final field inside makes it safe to see whichever was stored.
     */
    private final @Nullable Digest[][] digests =
            new @Nullable Digest[Selector.values().length][MatchingType.values().length];

    private EncodedCertificate(byte[] der) {
        this.der = der;
        this.shape = CertificateShape.of(der);
    }

    /** The certificate with these bytes; they need not be well formed. */
    public static EncodedCertificate of(byte[] der) {
        return new EncodedCertificate(der.clone());
    }

    /**
     * The bytes of a parsed certificate.
     *
     * @throws IllegalArgumentException if the certificate has no encoding
     */
    public static EncodedCertificate of(X509Certificate certificate) {
        try {
            // Not copied once more: certificates hand out a copy of their own.
            return new EncodedCertificate(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate has no encoding", e);
        }
    }

    /** A copy of the bytes. */
    public byte[] der() {
        return der.clone();
    }

    /** A copy of the SubjectPublicKeyInfo as it stands in the certificate; empty if the data is not a certificate. */
    public Optional<byte[]> subjectPublicKeyInfo() {
        return isWellFormed()
                ? Optional.of(Arrays.copyOfRange(der, from(Selector.SPKI), to(Selector.SPKI)))
                : Optional.empty();
    }

    /** The size of the public key; {@link PublicKeySize.Kind#OTHER} if the data is not a certificate. */
    public PublicKeySize publicKeySize() {
        return PublicKeySize.of(
                isWellFormed() ? new DerReader(der, from(Selector.SPKI), to(Selector.SPKI)) : new DerReader(der, 0, 0));
    }

    /**
     * Whether the bytes are laid out like a certificate (RFC 5280 section 4.1), so that both selectors have something to
     * select.
     */
    public boolean isWellFormed() {
        return shape != null;
    }

    /** Whether this is what a record of these parameters holds for this certificate. Not by prefix, not as text. */
    boolean matches(Selector selector, MatchingType matchingType, byte[] data) {
        if (selector == Selector.SPKI && !isWellFormed()) {
            return false;
        }
        return matchingType == MatchingType.FULL
                ? Arrays.equals(der, from(selector), to(selector), data, 0, data.length)
                : Arrays.equals(digest(selector, matchingType), data);
    }

    /** What a record of these parameters holds for this certificate, which must have what the selector names. */
    byte[] associationData(Selector selector, MatchingType matchingType) {
        return matchingType == MatchingType.FULL
                ? Arrays.copyOfRange(der, from(selector), to(selector))
                : digest(selector, matchingType).clone();
    }

    private byte[] digest(Selector selector, MatchingType matchingType) {
        @Nullable Digest[] ofSelector = digests[selector.number()];
        Digest known = ofSelector[matchingType.number()];
        if (known == null) {
            known = new Digest(matchingType.present(der, from(selector), to(selector)));
            ofSelector[matchingType.number()] = known;
        }
        return known.octets;
    }

    private int from(Selector selector) {
        return selector == Selector.CERT ? 0 : place().keyStart();
    }

    private int to(Selector selector) {
        return selector == Selector.CERT ? der.length : place().keyEnd();
    }

    private CertificateShape place() {
        return Objects.requireNonNull(shape, "not a certificate");
    }

    /** By bytes, unsigned. */
    @Override
    public int compareTo(EncodedCertificate other) {
        return Arrays.compareUnsigned(der, other.der);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncodedCertificate that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    /** The number of bytes; what they say is for a parser. */
    @Override
    public String toString() {
        return "certificate of " + der.length + " bytes";
    }

    private static final class Digest {
        final byte[] octets;

        Digest(byte[] octets) {
            this.octets = octets;
        }
    }
}
