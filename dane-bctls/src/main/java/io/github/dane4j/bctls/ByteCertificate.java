package io.github.dane4j.bctls;

import io.github.dane4j.tlsa.EncodedCertificate;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsEncryptor;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsRawKeyCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate or raw public key as the bytes received. Only the key is ever parsed, and only when the handshake needs it
 * to check a signature: by then a record has matched. Key usage and other extensions do not matter for DANE-EE (RFC 7671
 * section 5.1); for the other usages the verifier checks them.
 */
final class ByteCertificate implements TlsCertificate {
    private final BcTlsCrypto crypto;
    private final byte[] encoded;
    private final boolean rawPublicKey;

    ByteCertificate(BcTlsCrypto crypto, byte[] encoded, boolean rawPublicKey) {
        this.crypto = crypto;
        this.encoded = encoded;
        this.rawPublicKey = rawPublicKey;
    }

    private BcTlsRawKeyCertificate key() throws TlsFatalAlert {
        byte[] info = rawPublicKey
                ? encoded
                : EncodedCertificate.of(encoded)
                        .subjectPublicKeyInfo()
                        .orElseThrow(() -> new TlsFatalAlert(
                                AlertDescription.bad_certificate,
                                "the server's certificate does not have the structure of one"));
        try {
            return new BcTlsRawKeyCertificate(crypto, SubjectPublicKeyInfo.getInstance(info));
        } catch (RuntimeException e) {
            throw new TlsFatalAlert(
                    AlertDescription.unsupported_certificate, "the server's public key cannot be read", e);
        }
    }

    @Override
    public byte[] getEncoded() {
        return encoded;
    }

    @Override
    public TlsVerifier createVerifier(short signatureAlgorithm) throws IOException {
        return key().createVerifier(signatureAlgorithm);
    }

    /** For TLS 1.3, where RSA signs with PSS only (RFC 8446 section 4.4.3). */
    @Override
    public Tls13Verifier createVerifier(int signatureScheme) throws IOException {
        switch (signatureScheme) {
            case SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384, SignatureScheme.rsa_pkcs1_sha512 ->
                throw new TlsFatalAlert(
                        AlertDescription.illegal_parameter, "the server signed with RSA PKCS #1 v1.5 in TLS 1.3");
            default -> {
                return key().createVerifier(signatureScheme);
            }
        }
    }

    /** Needed for static RSA key exchange only, which is never offered. */
    @Override
    public TlsEncryptor createEncryptor(int tlsCertificateRole) throws IOException {
        throw new TlsFatalAlert(AlertDescription.internal_error, "static RSA key exchange is not supported");
    }

    /** Needed for static Diffie-Hellman only, which is never offered. */
    @Override
    public TlsCertificate checkUsageInRole(int tlsCertificateRole) throws IOException {
        throw new TlsFatalAlert(AlertDescription.internal_error, "static key agreement is not supported");
    }

    @Override
    public short getLegacySignatureAlgorithm() throws IOException {
        return key().getLegacySignatureAlgorithm();
    }

    @Override
    public boolean supportsSignatureAlgorithm(short signatureAlgorithm) throws IOException {
        return key().supportsSignatureAlgorithm(signatureAlgorithm);
    }

    @Override
    public boolean supportsSignatureAlgorithmCA(short signatureAlgorithm) throws IOException {
        return key().supportsSignatureAlgorithmCA(signatureAlgorithm);
    }

    @Override
    public byte @Nullable [] getExtension(ASN1ObjectIdentifier extension) {
        return null;
    }

    @Override
    public @Nullable BigInteger getSerialNumber() {
        return null;
    }

    @Override
    public @Nullable String getSigAlgOID() {
        return null;
    }

    @Override
    public @Nullable ASN1Encodable getSigAlgParams() {
        return null;
    }
}
