package io.github.dane4j.testkit;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsEncryptor;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.jspecify.annotations.Nullable;

/** What a server sends as its certificate or key: bytes, of which it needs to know nothing else. */
final class PresentedBytes implements TlsCertificate {
    private final byte[] encoded;

    /** {@code encoded} must not change. */
    PresentedBytes(byte[] encoded) {
        this.encoded = encoded;
    }

    private static UnsupportedOperationException clientsOnly() {
        return new UnsupportedOperationException("a server checks nothing by its own certificate");
    }

    @Override
    public byte[] getEncoded() {
        return encoded;
    }

    @Override
    public TlsVerifier createVerifier(short signatureAlgorithm) {
        throw clientsOnly();
    }

    @Override
    public Tls13Verifier createVerifier(int signatureScheme) {
        throw clientsOnly();
    }

    @Override
    public TlsEncryptor createEncryptor(int tlsCertificateRole) {
        throw clientsOnly();
    }

    @Override
    public TlsCertificate checkUsageInRole(int tlsCertificateRole) {
        throw clientsOnly();
    }

    @Override
    public short getLegacySignatureAlgorithm() {
        throw clientsOnly();
    }

    @Override
    public boolean supportsSignatureAlgorithm(short signatureAlgorithm) {
        throw clientsOnly();
    }

    @Override
    public boolean supportsSignatureAlgorithmCA(short signatureAlgorithm) {
        throw clientsOnly();
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
