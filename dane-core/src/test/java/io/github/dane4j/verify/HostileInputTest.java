package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.MX;
import static io.github.dane4j.verify.Chains.NOW;
import static io.github.dane4j.verify.Chains.authority;
import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.TlsaRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever arrives, the answer is a result, and damage never turns a no into a yes. */
class HostileInputTest {
    private static final TestCertificate ROOT = authority("Root");
    private static final TestCertificate ISSUING = authority("Issuing", ROOT);
    private static final TestCertificate SERVER = server(ISSUING);
    private static final TestCertificate FORGED = server(authority("Issuing"));
    private static final DaneVerifier ALL_USAGES = DaneVerifier.builder()
            .usages(EnumSet.allOf(CertificateUsage.class))
            .trustAnchors(List.of(ROOT.certificate()))
            .build();

    private static List<TlsaRecord> allKinds() {
        List<TlsaRecord> records = new ArrayList<>();
        for (int selector = 0; selector < 2; selector++) {
            for (int type = 0; type < 3; type++) {
                records.addAll(records(
                        ROOT.tlsa(0, selector, type),
                        SERVER.tlsa(1, selector, type),
                        ROOT.tlsa(2, selector, type),
                        SERVER.tlsa(3, selector, type)));
            }
        }
        return records;
    }

    @Test
    void damagedCertificatesAreJudgedLikeOthers() {
        Random random = new Random(5280);
        List<TlsaRecord> records = allKinds();
        for (int i = 0; i < 2000; i++) {
            List<byte[]> sent = new ArrayList<>();
            for (TestCertificate certificate : List.of(SERVER, ISSUING, ROOT)) {
                sent.add(damaged(certificate.der(), random));
            }
            DaneResult result = ALL_USAGES.verify(records, PresentedChain.ofDer(sent), MX, NOW);

            assertThat(result.explain()).isNotEmpty();
            assertThat(result.toString()).doesNotContain("\n");
        }
    }

    @Test
    void damageNeverHelpsAForgedChain() {
        Random random = new Random(6125);
        List<TlsaRecord> records = records(
                ROOT.tlsa(2, 0, 1),
                ROOT.tlsa(2, 1, 1),
                ISSUING.tlsa(2, 1, 0),
                SERVER.tlsa(3, 0, 1),
                SERVER.tlsa(3, 1, 1));
        for (int i = 0; i < 2000; i++) {
            List<byte[]> sent = new ArrayList<>();
            sent.add(damaged(FORGED.der(), random));
            sent.add(damaged(ISSUING.der(), random));
            sent.add(random.nextBoolean() ? ROOT.der() : damaged(ROOT.der(), random));

            assertThat(DaneVerifier.create()
                            .verify(records, PresentedChain.ofDer(sent), MX, NOW)
                            .kind())
                    .isEqualTo(DaneResult.Kind.NOT_AUTHENTICATED);
        }
    }

    private static byte[] damaged(byte[] der, Random random) {
        byte[] changed = der.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(changed, random.nextInt(changed.length)) : changed;
    }

    @Test
    void pemIsNoCertificateOfTls() {
        byte[] pem = Stored.text("explained/mx.pem").getBytes(StandardCharsets.US_ASCII);
        DaneResult result =
                DaneVerifier.create().verify(records(ROOT.tlsa(2, 1, 1)), PresentedChain.ofDer(List.of(pem)), MX, NOW);

        assertThat(((DaneResult.NotAuthenticated) result).reason()).isEqualTo(Reason.UNREADABLE_CERTIFICATE);
    }

    @Test
    void certificatesOfAFaultyProviderMatchNothing() {
        List<X509Certificate> sent = List.of(new FaultyCertificate(), ROOT.certificate());
        DaneResult result = ALL_USAGES.verify(allKinds(), PresentedChain.of(sent), MX, NOW);

        assertThat(result.kind()).isEqualTo(DaneResult.Kind.NOT_AUTHENTICATED);
        assertThat(result.explain()).contains("(cannot be read)");
    }

    @Test
    void aFaultyCertificateSpoilsNothing() {
        List<X509Certificate> sent =
                List.of(SERVER.certificate(), new FaultyCertificate(), ISSUING.certificate(), ROOT.certificate());
        DaneResult result = DaneVerifier.create().verify(records(ROOT.tlsa(2, 1, 1)), PresentedChain.of(sent), MX, NOW);

        assertThat(result.kind()).isEqualTo(DaneResult.Kind.AUTHENTICATED);
    }

    /** Fails in every way that its type allows. */
    private static final class FaultyCertificate extends X509Certificate {
        private static final long serialVersionUID = 1L;

        private static IllegalStateException fault() {
            return new IllegalStateException("hostile");
        }

        @Override
        public void checkValidity() {
            throw fault();
        }

        @Override
        public void checkValidity(Date date) {
            throw fault();
        }

        @Override
        public int getVersion() {
            throw fault();
        }

        @Override
        public BigInteger getSerialNumber() {
            throw fault();
        }

        @Override
        @SuppressWarnings("deprecation")
        public Principal getIssuerDN() {
            throw fault();
        }

        @Override
        @SuppressWarnings("deprecation")
        public Principal getSubjectDN() {
            throw fault();
        }

        @Override
        public Date getNotBefore() {
            throw fault();
        }

        @Override
        public Date getNotAfter() {
            throw fault();
        }

        @Override
        public byte[] getTBSCertificate() throws CertificateEncodingException {
            throw new CertificateEncodingException();
        }

        @Override
        public byte[] getSignature() {
            throw fault();
        }

        @Override
        public String getSigAlgName() {
            throw fault();
        }

        @Override
        public String getSigAlgOID() {
            throw fault();
        }

        @Override
        public byte[] getSigAlgParams() {
            throw fault();
        }

        @Override
        public boolean[] getIssuerUniqueID() {
            throw fault();
        }

        @Override
        public boolean[] getSubjectUniqueID() {
            throw fault();
        }

        @Override
        public boolean[] getKeyUsage() {
            throw fault();
        }

        @Override
        public int getBasicConstraints() {
            throw fault();
        }

        @Override
        public byte[] getEncoded() throws CertificateEncodingException {
            throw new CertificateEncodingException("hostile");
        }

        @Override
        public void verify(PublicKey key) {
            throw fault();
        }

        @Override
        public void verify(PublicKey key, String provider) {
            throw fault();
        }

        @Override
        public String toString() {
            return "faulty";
        }

        @Override
        public PublicKey getPublicKey() {
            throw fault();
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            throw fault();
        }

        @Override
        public Set<String> getCriticalExtensionOIDs() {
            throw fault();
        }

        @Override
        public Set<String> getNonCriticalExtensionOIDs() {
            throw fault();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            throw fault();
        }

        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }
}
