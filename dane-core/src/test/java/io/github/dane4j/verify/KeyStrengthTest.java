package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.PublicKeySize;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.x509.CertificateParser;
import io.github.dane4j.x509.SignatureStrength;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStrengthTest {
    private static final Instant TIME = Instant.parse("2027-01-01T00:00:00Z");

    private static DaneResult verify(DaneVerifier verifier, int usage, String anchorOrLeaf, String... sent) {
        TlsaRecord record = TlsaRecord.matching(
                EncodedCertificate.of(Stored.certificate("keys/" + anchorOrLeaf)),
                CertificateUsage.of(usage).orElseThrow(),
                Selector.SPKI,
                MatchingType.SHA2_256);
        List<byte[]> ders =
                Stream.of(sent).map(name -> Stored.certificate("keys/" + name)).toList();
        return verifier.verify(List.of(record), PresentedChain.ofDer(ders), Chains.MX, TIME);
    }

    /** Among them keys that the JDK refuses to parse: a compressed point, explicit parameters, a curve it dropped. */
    @ParameterizedTest
    @ValueSource(strings = {"ec-224", "ec-521", "ec-256-compressed", "ec-256-explicit", "pss-sha1", "pss-sha256"})
    void daneEeTakesKeysThatAreStrongEnough(String name) {
        assertThat(verify(DaneVerifier.create(), 3, name, name)).isInstanceOf(DaneResult.Authenticated.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ec-192, key of 192 bits (EC)",
        "ec-192-compressed, key of 192 bits (EC)",
    })
    void daneEeRefusesKeysThatAreNot(String name, String detail) {
        DaneResult.NotAuthenticated result = (DaneResult.NotAuthenticated) verify(DaneVerifier.create(), 3, name, name);

        assertThat(result.reason()).isEqualTo(Reason.WEAK_KEY);
        assertThat(result.findings().get(0).detail()).contains(detail);
        assertThat(verify(DaneVerifier.builder().keyStrength(KeyStrength.ANY).build(), 3, name, name))
                .isInstanceOf(DaneResult.Authenticated.class);
    }

    /** What TLS in this JVM accepts is accepted, and its weakness reported (as by Postfix). */
    @ParameterizedTest
    @CsvSource({"dsa-1024, DSA", "rsa-pss-key-1024, RSA"})
    void aWeakKeyThatMatchesIsAuthenticatedAndReported(String name, PublicKeySize.Kind kind) {
        DaneResult.Authenticated result = (DaneResult.Authenticated) verify(DaneVerifier.create(), 3, name, name);

        assertThat(result.weakKeys()).containsExactly(new DaneResult.WeakKey(0, new PublicKeySize(kind, 1024)));
        assertThat(result.toString()).endsWith(", with a weak key (" + kind + ", 1024 bits)");
        assertThat(result.explain())
                .endsWith("  weak    certificate 0 has a key of 1024 bits (" + kind + "); use 2048 or more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsa-1024", "rsa-pss-key-1024"})
    void aVerifierMayRequireMore(String name) {
        DaneVerifier strict =
                DaneVerifier.builder().keyStrength(KeyStrength.RECOMMENDED).build();
        DaneResult.NotAuthenticated result = (DaneResult.NotAuthenticated) verify(strict, 3, name, name);

        assertThat(result.reason()).isEqualTo(Reason.WEAK_KEY);
        assertThat(result.findings().get(0).detail())
                .contains("key of 1024 bits")
                .endsWith("fewer than 2048");
    }

    @Test
    void aRawKeyThatIsWeakIsReported() {
        EncodedCertificate certificate = EncodedCertificate.of(Stored.certificate("keys/rsa-pss-key-1024"));
        byte[] key = certificate.subjectPublicKeyInfo().orElseThrow();
        DaneResult result = DaneVerifier.create()
                .verify(
                        List.of(TlsaRecord.matchingPublicKey(key, MatchingType.SHA2_256)),
                        PresentedChain.ofRawPublicKey(key),
                        Chains.MX,
                        TIME);

        assertThat(((DaneResult.Authenticated) result).weakKeys()).hasSize(1);
        assertThat(result.explain()).contains("the record is for a key of 1024 bits");
    }

    @Test
    void weakKeysOfAPathAreReportedEachAtItsPlace() {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root")
                .keyAlgorithm(KeyAlgorithm.RSA_1024)
                .certificateAuthority()
                .build();
        TestCertificate issuing = Chains.authority("Issuing", root);
        TestCertificate server = TestCertificate.builder()
                .dnsNames("mx.example.org")
                .keyAlgorithm(KeyAlgorithm.RSA_1024)
                .issuedBy(issuing)
                .build();

        DaneResult sent = Chains.verify(Chains.records(root.tlsa(2, 1, 1)), Chains.sent(server, issuing, root));
        DaneResult bare = Chains.verify(Chains.records(root.tlsa(2, 1, 0)), Chains.sent(server, issuing));

        for (DaneResult result : List.of(sent, bare)) {
            assertThat(((DaneResult.Authenticated) result).weakKeys())
                    .extracting(DaneResult.WeakKey::depth)
                    .containsExactly(0, 2);
        }
        assertThat(Chains.verify(Chains.records(issuing.tlsa(2, 1, 1)), Chains.sent(server, issuing))
                        .toString())
                .contains("weak key");
        assertThat(((DaneResult.Authenticated) Chains.verify(
                                Chains.records(issuing.tlsa(2, 1, 1)), Chains.sent(Chains.server(issuing), issuing)))
                        .weakKeys())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MD5, RSA keySize < 1024, EC keySize < 224   | 1024 | 224",
                "RSA keySize < 2048                          | 2048 | 224",
                "RSA keySize <= 2048, DSA keySize < 3072     | 3072 | 224",
                "DSA keySize <= 2048, RSA keySize < 2000     | 2049 | 224",
                "EC keySize < 256, ECDH keySize < 521        | 1024 | 256",
                "RSA keySize < 512, EC keySize < 160         | 1024 | 224",
                "RSA keySize < 2048 & usage TLSServer, SHA1  | 1024 | 224",
                "RSA keySize < 99999999                      | 1024 | 224",
                "''                                          | 1024 | 224",
            })
    void theJvmMayDisableMoreKeySizes(String disabled, int modulusBits, int curveBits) {
        assertThat(new KeyStrength(1024, 224).raisedBy(disabled)).isEqualTo(new KeyStrength(modulusBits, curveBits));
    }

    @Test
    void changedPropertyIsHeeded() {
        KeyStrength.DisabledSizes sizes = new KeyStrength.DisabledSizes();

        assertThat(sizes.minimum("RSA keySize < 2048", null)).isEqualTo(new KeyStrength(2048, 224));
        assertThat(sizes.minimum("RSA keySize < 3072", null)).isEqualTo(new KeyStrength(3072, 224));
        assertThat(sizes.minimum("RSA keySize < 3072", "EC keySize < 256")).isEqualTo(new KeyStrength(3072, 256));
        assertThat(sizes.minimum("RSA keySize < 3072", "EC keySize < 256")).isEqualTo(new KeyStrength(3072, 256));
        assertThat(sizes.minimum(null, null)).isEqualTo(new KeyStrength(1024, 224));
    }

    @Test
    void theFloorIsThatOfThisJvm() {
        assertThat(KeyStrength.ofJvm()).isEqualTo(new KeyStrength(1024, 224));
        assertThat(KeyStrength.ANY.raisedBy(null)).isEqualTo(KeyStrength.ANY);
    }

    @Test
    void theDigestOfAPssSignatureIsItsParameter() {
        assertThat(SignatureStrength.weakness(parsed("pss-sha256"))).isNull();
        assertThat(SignatureStrength.weakness(parsed("pss-sha1"))).contains("SHA-1 with RSASSA-PSS");
    }

    private static X509Certificate parsed(String name) {
        return Objects.requireNonNull(CertificateParser.parse(Stored.certificate("keys/" + name)));
    }

    /** RFC 6698 section 2.1.1 notes that anchors may lack basicConstraints: before version 3 there were no extensions. */
    @Test
    void aRootOfVersionOneIsAnAnchor() {
        assertThat(verify(DaneVerifier.create(), 2, "version-1-root", "version-1-root-mx", "version-1-root"))
                .isInstanceOf(DaneResult.Authenticated.class);
    }

    @Test
    void anIntermediateOfVersionOneIsNone() {
        String[] sent = {"version-1-sub-mx", "version-1-sub", "version-1-sub-root"};

        for (String anchor : List.of("version-1-sub", "version-1-sub-root")) {
            DaneResult result = verify(DaneVerifier.create(), 2, anchor, sent);
            assertThat(((DaneResult.NotAuthenticated) result).reason()).isEqualTo(Reason.NOT_A_CA);
        }
    }

    @Test
    void aStrengthIsNotNegative() {
        assertThat(new KeyStrength(0, 0)).isEqualTo(KeyStrength.ANY);
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyStrength(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyStrength(0, -1));
        assertThat(KeyStrength.RECOMMENDED).isEqualTo(new KeyStrength(2048, 224));
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfJustThisSizeIsStrongEnough(PublicKeySize.Kind kind) {
        assertThat(KeyStrength.RECOMMENDED.weakness(new PublicKeySize(kind, 2048)))
                .isNull();
        assertThat(KeyStrength.ANY.weakness(new PublicKeySize(kind, 0))).isNull();
        assertThat(new KeyStrength(2049, 2049).weakness(new PublicKeySize(kind, 2048)) == null)
                .isEqualTo(kind == PublicKeySize.Kind.OTHER);
    }
}
