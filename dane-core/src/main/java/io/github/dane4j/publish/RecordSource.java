package io.github.dane4j.publish;

import io.github.dane4j.Printable;
import io.github.dane4j.publish.RecordSourceException.Problem;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.x509.CertificateShape;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What TLSA records are made from: a certificate; or a public key alone, which is enough for selector SPKI, so that the
 * record can be published before the certificate exists (RFC 7671 section 8.1).
 *
 * <pre>{@code
 * TlsaRecord next = RecordSource.pem(csr).get(0).record(DANE_EE, SPKI, SHA2_256);
 * }</pre>
 *
 * <p>Bytes are taken as they are and not parsed further than to find the key. Immutable, thread-safe.
 */
public final class RecordSource {
    /** What the bytes are. */
    public enum Kind {
        /** A certificate (RFC 5280 section 4.1). */
        CERTIFICATE,
        /** A SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). */
        PUBLIC_KEY,
        /** A certification request, PKCS #10 (RFC 2986 section 4). */
        CERTIFICATION_REQUEST
    }

    /** Aliases that a message lists. */
    private static final int SHOWN_ALIASES = 10;

    private static final int SHOWN = 60;

    private final Kind kind;
    private final byte[] key;
    private final Optional<EncodedCertificate> certificate;

    private RecordSource(Kind kind, byte[] key, Optional<EncodedCertificate> certificate) {
        this.kind = kind;
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * A certificate as DER. No parser of this JVM needs to understand it.
     *
     * @throws RecordSourceException if the bytes are not laid out like a certificate
     */
    public static RecordSource certificate(byte[] der) {
        return certificate(EncodedCertificate.of(der), 0);
    }

    /**
     * A parsed certificate.
     *
     * @throws RecordSourceException if it has no encoding, or that of something else
     */
    public static RecordSource certificate(X509Certificate certificate) {
        return certificate(encoded(certificate), 0);
    }

    private static EncodedCertificate encoded(X509Certificate certificate) {
        try {
            return EncodedCertificate.of(certificate);
        } catch (IllegalArgumentException e) {
            throw new RecordSourceException(Problem.MALFORMED_DER, String.valueOf(e.getMessage()));
        }
    }

    private static RecordSource certificate(EncodedCertificate certificate, int line) {
        byte[] key = certificate
                .subjectPublicKeyInfo()
                .filter(CertificateShape::isSubjectPublicKeyInfo)
                .orElseThrow(() -> malformed("the data is not a certificate (RFC 5280 section 4.1)", line));
        return new RecordSource(Kind.CERTIFICATE, key, Optional.of(certificate));
    }

    /**
     * A public key: a SubjectPublicKeyInfo as DER.
     *
     * @throws RecordSourceException if the bytes are something else
     */
    public static RecordSource publicKey(byte[] subjectPublicKeyInfo) {
        return publicKey(subjectPublicKeyInfo, 0);
    }

    /**
     * A public key of the JDK.
     *
     * @throws RecordSourceException if it has no encoding, as a key in hardware may have none
     */
    public static RecordSource publicKey(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw malformed("the public key has no encoding", 0);
        }
        return publicKey(encoded, 0);
    }

    private static RecordSource publicKey(byte[] subjectPublicKeyInfo, int line) {
        if (!CertificateShape.isSubjectPublicKeyInfo(subjectPublicKeyInfo)) {
            throw malformed("the data is not a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)", line);
        }
        return new RecordSource(Kind.PUBLIC_KEY, subjectPublicKeyInfo.clone(), Optional.empty());
    }

    /**
     * A certification request (PKCS #10) as DER. Its signature is not checked: the requester wants to use the key.
     *
     * @throws RecordSourceException if the bytes are something else
     */
    public static RecordSource certificationRequest(byte[] der) {
        return certificationRequest(der, 0);
    }

    private static RecordSource certificationRequest(byte[] der, int line) {
        byte[] key = CertificationRequest.subjectPublicKeyInfo(der)
                .orElseThrow(() -> malformed("the data is not a certification request (RFC 2986 section 4)", line));
        return new RecordSource(Kind.CERTIFICATION_REQUEST, key, Optional.empty());
    }

    /**
     * A certificate, a public key or a certification request as DER, whichever it is: their shapes exclude one another.
     *
     * @throws RecordSourceException if the bytes are none of these
     */
    public static RecordSource der(byte[] octets) {
        if (CertificateShape.isSubjectPublicKeyInfo(octets)) {
            return publicKey(octets);
        }
        if (CertificationRequest.subjectPublicKeyInfo(octets).isPresent()) {
            return certificationRequest(octets);
        }
        if (CertificateShape.of(octets) != null) {
            return certificate(octets);
        }
        throw malformed("the data is neither a certificate nor a public key nor a certification request in DER", 0);
    }

    /**
     * All certificates, public keys and certification requests of a PEM text (RFC 7468), in its order. Private keys are
     * skipped unread, and so is text around the blocks.
     *
     * @param text at most 1,048,576 characters
     * @return at least one
     * @throws RecordSourceException if a block is malformed or of another kind, or if there is none; it names the line
     */
    public static List<RecordSource> pem(String text) {
        List<RecordSource> sources = new ArrayList<>();
        List<PemText.Block> blocks = PemText.blocks(text);
        for (PemText.Block block : blocks) {
            if (!holdsNothingPublic(block.label())) {
                sources.add(of(block));
            }
        }
        if (sources.isEmpty()) {
            throw new RecordSourceException(
                    Problem.NOTHING_FOUND,
                    blocks.isEmpty()
                            ? "there is no PEM block: -----BEGIN CERTIFICATE-----, PUBLIC KEY or CERTIFICATE REQUEST is"
                                    + " expected"
                            : "there is a private key and nothing public; its public key is what"
                                    + " \"openssl pkey -pubout\" makes of it");
        }
        return List.copyOf(sources);
    }

    private static boolean holdsNothingPublic(String label) {
        return label.endsWith("PRIVATE KEY") || label.endsWith(" PARAMETERS");
    }

    /** RFC 7468 sections 5, 7 and 13, with the older labels that they mention. */
    private static RecordSource of(PemText.Block block) {
        return switch (block.label()) {
            case "CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE" ->
                certificate(EncodedCertificate.of(block.octets()), block.line());
            case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> certificationRequest(block.octets(), block.line());
            case "PUBLIC KEY" -> publicKey(block.octets(), block.line());
            default ->
                throw new RecordSourceException(
                        Problem.UNSUPPORTED_LABEL,
                        Printable.clip(block.label(), SHOWN) + " is not supported; " + conversion(block.label()),
                        block.line());
        };
    }

    private static String conversion(String label) {
        return switch (label) {
            case "TRUSTED CERTIFICATE" -> "\"openssl x509\" makes a CERTIFICATE of it";
            case "PKCS7", "CMS" -> "\"openssl pkcs7 -print_certs\" makes a CERTIFICATE of each in it";
            case "RSA PUBLIC KEY" -> "\"openssl rsa -RSAPublicKey_in -pubout\" makes a PUBLIC KEY of it";
            default -> "CERTIFICATE, PUBLIC KEY or CERTIFICATE REQUEST is expected";
        };
    }

    /**
     * The certificates of a key store entry: the chain of a key, its own certificate first, or the one that is trusted. No
     * password is needed, for the private key stays untouched.
     *
     * @return at least one
     * @throws RecordSourceException if there is no such entry, or it has no X.509 certificate
     * @throws IllegalStateException if the key store is not loaded
     */
    public static List<RecordSource> keyStoreEntry(KeyStore store, String alias) {
        try {
            Certificate[] chain = store.getCertificateChain(alias);
            Certificate single = store.getCertificate(alias);
            List<Certificate> certificates =
                    chain != null && chain.length > 0 ? List.of(chain) : single == null ? List.of() : List.of(single);
            if (certificates.isEmpty()) {
                throw noSuchEntry(store, alias);
            }
            return certificates.stream().map(RecordSource::x509).toList();
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the key store is not loaded", e);
        }
    }

    private static RecordSource x509(Certificate certificate) {
        if (certificate instanceof X509Certificate x509) {
            return certificate(x509);
        }
        throw malformed("a certificate of type " + Printable.clip(certificate.getType(), SHOWN) + ", not X.509", 0);
    }

    private static RecordSourceException noSuchEntry(KeyStore store, String alias) throws KeyStoreException {
        List<String> aliases = Collections.list(store.aliases());
        String listed = aliases.stream()
                .sorted()
                .limit(SHOWN_ALIASES)
                .map(each -> "\"" + Printable.clip(each, SHOWN) + "\"")
                .collect(Collectors.joining(", "));
        return new RecordSourceException(
                Problem.NO_SUCH_ENTRY,
                "the key store has no certificate under the alias \"" + Printable.clip(alias, SHOWN) + "\"; "
                        + (aliases.isEmpty() ? "it is empty" : "it has " + aliases.size() + ": " + listed)
                        + (aliases.size() > SHOWN_ALIASES ? ", …" : ""));
    }

    private static RecordSourceException malformed(String message, int line) {
        return new RecordSourceException(Problem.MALFORMED_DER, message, line);
    }

    /**
     * The record with these parameters. Does not check whether publishing it is wise; {@code 3 1 1} nearly always is (RFC 7671
     * section 5.1).
     *
     * @throws RecordSourceException if the selector is {@link Selector#CERT} and there is only a key, or if there are more
     *     than 65,532 bytes of full data
     */
    public TlsaRecord record(CertificateUsage usage, Selector selector, MatchingType matchingType) {
        int length = selector == Selector.SPKI ? key.length : wholeCertificate().der().length;
        if (matchingType == MatchingType.FULL && length > TlsaRecord.MAX_DATA) {
            throw new RecordSourceException(
                    Problem.TOO_LONG,
                    "a TLSA record holds at most " + TlsaRecord.MAX_DATA + " bytes of data, not " + length
                            + "; a digest of them fits");
        }
        return selector == Selector.SPKI
                ? TlsaRecord.of(
                        usage,
                        selector,
                        matchingType,
                        TlsaRecord.matchingPublicKey(key, matchingType).data())
                : TlsaRecord.matching(wholeCertificate(), usage, selector, matchingType);
    }

    private EncodedCertificate wholeCertificate() {
        return certificate.orElseThrow(() -> new RecordSourceException(
                Problem.NEEDS_CERTIFICATE,
                "selector Cert(0) needs the certificate, and this is a "
                        + (kind == Kind.PUBLIC_KEY ? "public key" : "certification request")
                        + "; selector SPKI(1) needs the key only"));
    }

    /** What this is. */
    public Kind kind() {
        return kind;
    }

    /** The certificate; empty for any other kind. */
    public Optional<EncodedCertificate> certificate() {
        return certificate;
    }

    /** A copy of the SubjectPublicKeyInfo. */
    public byte[] subjectPublicKeyInfo() {
        return key.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordSource that
                && kind == that.kind
                && certificate.equals(that.certificate)
                && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    /** What this is, and the record that is recommended for it. */
    @Override
    public String toString() {
        return kind + " " + record(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.SHA2_256);
    }
}
