package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestCertificateTest {

    private final TestCertificate root =
            TestCertificate.builder().subject("CN=Root").certificateAuthority().build();

    private static void validate(List<X509Certificate> path, X509Certificate anchor) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }

    @ParameterizedTest
    @EnumSource
    void chainsValidateWithEveryKindOfKey(KeyAlgorithm algorithm) throws Exception {
        TestCertificate authority = TestCertificate.builder()
                .keyAlgorithm(algorithm)
                .certificateAuthority()
                .pathLength(1)
                .build();
        TestCertificate intermediate = TestCertificate.builder()
                .keyAlgorithm(algorithm)
                .certificateAuthority()
                .pathLength(0)
                .issuedBy(authority)
                .build();
        TestCertificate leaf = TestCertificate.builder()
                .keyAlgorithm(algorithm)
                .dnsNames("www.example.org", "*.example.org")
                .issuedBy(intermediate)
                .build();

        validate(leaf.chainWithoutRoot(), authority.certificate());
        assertThat(leaf.chain())
                .containsExactly(leaf.certificate(), intermediate.certificate(), authority.certificate());
        assertThat(leaf.chainWithoutRoot()).containsExactly(leaf.certificate(), intermediate.certificate());
        assertThat(leaf.issuer()).containsSame(intermediate);
        assertThat(leaf.certificate().getSubjectAlternativeNames())
                .containsExactly(List.of(2, "www.example.org"), List.of(2, "*.example.org"));
        assertThat(intermediate.certificate().getBasicConstraints()).isZero();
    }

    @Test
    void isSelfSignedUnlessIssued() throws Exception {
        TestCertificate alone =
                TestCertificate.builder().dnsNames("mx.example.org").build();

        alone.certificate().verify(alone.keyPair().getPublic());
        assertThat(alone.issuer()).isEmpty();
        assertThat(alone.chainWithoutRoot()).containsExactly(alone.certificate());
        assertThat(alone.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=mx.example.org");
        assertThat(alone.certificate().getBasicConstraints()).isEqualTo(-1);
        assertThat(alone).hasToString("TestCertificate[CN=mx.example.org]");
        alone.certificate().checkValidity();
    }

    @ParameterizedTest
    @EnumSource
    void tlsaDataIsWhatTheJdkComputes(KeyAlgorithm algorithm) throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().keyAlgorithm(algorithm).build();
        byte[] whole = certificate.certificate().getEncoded();
        byte[] key = certificate.certificate().getPublicKey().getEncoded();

        assertThat(certificate.tlsa(3, 0, 0))
                .isEqualTo("3 0 0 " + HexFormat.of().formatHex(whole));
        assertThat(certificate.tlsa(2, 0, 1)).isEqualTo("2 0 1 " + hash("SHA-256", whole));
        assertThat(certificate.tlsa(1, 1, 2)).isEqualTo("1 1 2 " + hash("SHA-512", key));
        assertThat(certificate.tlsa(0, 1, 0))
                .isEqualTo("0 1 0 " + HexFormat.of().formatHex(key));
        assertThat(certificate.der()).isEqualTo(whole).isNotSameAs(certificate.der());
    }

    private static String hash(String algorithm, byte[] octets) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(octets));
    }

    @Test
    void tlsaDataOfUnknownKindsCannotBeMade() {
        assertThatThrownBy(() -> root.tlsa(3, 2, 1)).hasMessageContaining("selector 2");
        assertThatThrownBy(() -> root.tlsa(3, 1, 3)).hasMessageContaining("matching type 0, 1 or 2, found 3");
    }

    @Test
    void pemIsTheSameCertificate() throws Exception {
        X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(root.pem().getBytes(StandardCharsets.US_ASCII)));

        assertThat(read).isEqualTo(root.certificate());
    }

    @Test
    void namesAndDatesAreAsSaid() {
        X509Certificate certificate = TestCertificate.builder()
                .subject("CN=Example,O=Org\\, Inc")
                .serialNumber(BigInteger.valueOf(4711))
                .notBefore(Instant.parse("2020-01-01T00:00:00Z"))
                .notAfter(Instant.parse("2055-01-01T00:00:00Z"))
                .build()
                .certificate();

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Example,O=Org\\, Inc");
        assertThat(certificate.getSerialNumber()).isEqualTo(4711);
        assertThat(certificate.getNotBefore()).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(certificate.getNotAfter()).isEqualTo("2055-01-01T00:00:00Z");
    }

    @Test
    void anExpiredCertificateDoesNotValidate() {
        TestCertificate expired = TestCertificate.builder()
                .notBefore(Instant.parse("2020-01-01T00:00:00Z"))
                .notAfter(Instant.parse("2021-01-01T00:00:00Z"))
                .issuedBy(root)
                .build();

        assertThatThrownBy(() -> validate(expired.chainWithoutRoot(), root.certificate()))
                .isInstanceOf(CertPathValidatorException.class)
                .hasMessageContaining("validity");
    }

    @Test
    void anIssuerThatIsNoAuthorityDoesNotValidate() {
        TestCertificate unable = TestCertificate.builder()
                .certificateAuthority()
                .withoutBasicConstraints()
                .issuedBy(root)
                .build();
        TestCertificate leaf = TestCertificate.builder().issuedBy(unable).build();

        assertThatThrownBy(() -> validate(leaf.chainWithoutRoot(), root.certificate()))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void nameConstraintsConstrain() throws Exception {
        TestCertificate constrained = TestCertificate.builder()
                .certificateAuthority()
                .nameConstraints(List.of("example.org"), List.of("bad.example.org"))
                .issuedBy(root)
                .build();
        TestCertificate inside = TestCertificate.builder()
                .dnsNames("www.example.org")
                .issuedBy(constrained)
                .build();
        TestCertificate excluded = TestCertificate.builder()
                .dnsNames("www.bad.example.org")
                .issuedBy(constrained)
                .build();
        TestCertificate outside = TestCertificate.builder()
                .dnsNames("www.example.net")
                .issuedBy(constrained)
                .build();

        validate(inside.chainWithoutRoot(), root.certificate());
        for (TestCertificate each : List.of(excluded, outside)) {
            assertThatThrownBy(() -> validate(each.chainWithoutRoot(), root.certificate()))
                    .isInstanceOf(CertPathValidatorException.class);
        }
    }

    @Test
    void aNameConstraintMayOnlyExclude() throws Exception {
        TestCertificate constrained = TestCertificate.builder()
                .certificateAuthority()
                .nameConstraints(List.of(), List.of("example.net"))
                .issuedBy(root)
                .build();
        TestCertificate leaf = TestCertificate.builder()
                .dnsNames("www.example.org")
                .issuedBy(constrained)
                .build();

        validate(leaf.chainWithoutRoot(), root.certificate());
    }

    @Test
    void usagesAreAsSaid() throws Exception {
        X509Certificate said = TestCertificate.builder()
                .keyUsage(0x80 | 0x04)
                .extendedKeyUsage("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2")
                .build()
                .certificate();
        X509Certificate unsaid = TestCertificate.builder().keyUsage(0).build().certificate();
        X509Certificate rsa = TestCertificate.builder()
                .keyAlgorithm(KeyAlgorithm.RSA_1024)
                .build()
                .certificate();

        assertThat(said.getKeyUsage()).containsExactly(true, false, false, false, false, true, false, false, false);
        assertThat(said.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(unsaid.getKeyUsage()).isNull();
        assertThat(unsaid.getExtendedKeyUsage()).isNull();
        assertThat(rsa.getKeyUsage()).startsWith(true, false, true, false);
    }

    @Test
    void keyIdentifiersLinkTheChainUnlessToldOtherwise() {
        TestCertificate linked = TestCertificate.builder().issuedBy(root).build();
        TestCertificate astray = TestCertificate.builder()
                .issuedBy(root)
                .authorityKeyIdentifier(new byte[] {1, 2, 3})
                .build();

        String subjectKey = identifier(root, "2.5.29.14");
        assertThat(identifier(linked, "2.5.29.35")).endsWith(subjectKey.substring(subjectKey.length() - 40));
        assertThat(identifier(root, "2.5.29.35")).endsWith(subjectKey.substring(subjectKey.length() - 40));
        assertThat(identifier(astray, "2.5.29.35")).endsWith("010203");
    }

    private static String identifier(TestCertificate certificate, String oid) {
        return HexFormat.of().formatHex(certificate.certificate().getExtensionValue(oid));
    }

    @Test
    void extensionsMayBeAddedOrReplaced() {
        TestCertificate certificate = TestCertificate.builder()
                .dnsNames("www.example.org")
                .extension("1.2.3.4", true, new byte[] {5, 0})
                .extension("2.5.29.14", false, new byte[] {4, 1, 7})
                .build();

        assertThat(certificate.certificate().getCriticalExtensionOIDs()).contains("1.2.3.4");
        assertThat(identifier(certificate, "2.5.29.14")).isEqualTo("0403040107");
    }

    @Test
    void aCertificateTheJdkCannotReadStillHasItsOctets() {
        TestCertificate odd = TestCertificate.builder()
                .extension("2.5.29.19", true, new byte[] {0x30, 0x7F})
                .build();

        assertThatThrownBy(odd::certificate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("der()");
        assertThat(odd.der()).isNotEmpty();
        assertThat(odd.tlsa(3, 1, 1)).hasSize(6 + 64);
    }

    @Test
    void aCrossSignedTwinHasTheSameKeyAndName() throws Exception {
        TestCertificate otherRoot = TestCertificate.builder()
                .subject("CN=Other")
                .certificateAuthority()
                .build();
        TestCertificate twin = TestCertificate.builder()
                .subject("CN=Root")
                .certificateAuthority()
                .keyPair(root.keyPair())
                .issuedBy(otherRoot)
                .build();
        TestCertificate leaf = TestCertificate.builder().issuedBy(root).build();

        validate(List.of(leaf.certificate(), twin.certificate()), otherRoot.certificate());
        assertThat(twin.tlsa(2, 1, 1)).isEqualTo(root.tlsa(2, 1, 1));
        assertThat(twin.tlsa(2, 0, 1)).isNotEqualTo(root.tlsa(2, 0, 1));
    }

    @Test
    void theSignatureAlgorithmCanBeChosenIfItFits() {
        TestCertificate old = TestCertificate.builder()
                .keyAlgorithm(KeyAlgorithm.RSA_2048)
                .signatureAlgorithm("SHA1withRSA")
                .build();

        assertThat(old.certificate().getSigAlgName()).isEqualTo("SHA1withRSA");
        assertThatThrownBy(() -> TestCertificate.builder()
                        .signatureAlgorithm("SHA256withRSA")
                        .build())
                .isInstanceOf(IllegalStateException.class);
    }
}
