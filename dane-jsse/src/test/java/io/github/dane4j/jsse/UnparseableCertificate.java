package io.github.dane4j.jsse;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bytes that a server sends for a certificate, and that are none. */
@SuppressWarnings("deprecation")
final class UnparseableCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] getEncoded() {
        return "not a certificate".getBytes(StandardCharsets.US_ASCII);
    }

    private static UnsupportedOperationException onlyOctets() {
        return new UnsupportedOperationException("a server only sends it");
    }

    @Override
    public String toString() {
        return "not a certificate";
    }

    @Override
    public PublicKey getPublicKey() {
        throw onlyOctets();
    }

    @Override
    public void verify(PublicKey key) {
        throw onlyOctets();
    }

    @Override
    public void verify(PublicKey key, String provider) {
        throw onlyOctets();
    }

    @Override
    public void checkValidity() {
        throw onlyOctets();
    }

    @Override
    public void checkValidity(Date date) {
        throw onlyOctets();
    }

    @Override
    public int getVersion() {
        throw onlyOctets();
    }

    @Override
    public BigInteger getSerialNumber() {
        throw onlyOctets();
    }

    @Override
    public Principal getIssuerDN() {
        throw onlyOctets();
    }

    @Override
    public Principal getSubjectDN() {
        throw onlyOctets();
    }

    @Override
    public Date getNotBefore() {
        throw onlyOctets();
    }

    @Override
    public Date getNotAfter() {
        throw onlyOctets();
    }

    @Override
    public byte[] getTBSCertificate() {
        throw onlyOctets();
    }

    @Override
    public byte[] getSignature() {
        throw onlyOctets();
    }

    @Override
    public String getSigAlgName() {
        throw onlyOctets();
    }

    @Override
    public String getSigAlgOID() {
        throw onlyOctets();
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        throw onlyOctets();
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        throw onlyOctets();
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        throw onlyOctets();
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        throw onlyOctets();
    }

    @Override
    public int getBasicConstraints() {
        throw onlyOctets();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        throw onlyOctets();
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        throw onlyOctets();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        throw onlyOctets();
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        throw onlyOctets();
    }
}
