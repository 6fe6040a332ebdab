package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedCertificateTest {
    private static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames("mx.example.org").build();
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @EnumSource
    void cutsTheKeyOutAsItStands(KeyAlgorithm algorithm) {
        TestCertificate certificate = Certificates.of(algorithm);
        EncodedCertificate encoded = EncodedCertificate.of(certificate.der());
        byte[] key = certificate.keyPair().getPublic().getEncoded();

        assertThat(encoded.subjectPublicKeyInfo())
                .hasValueSatisfying(found -> assertThat(found).isEqualTo(key));
        assertThat(encoded.isWellFormed()).isTrue();
    }

    /** A certificate of version 1 begins with its serial number (RFC 5280 section 4.1). */
    @Test
    void aVersionOneCertificateHasNoVersionField() {
        String spki = "3008" + "300206000302" + "0001";
        String fields = "020101" + "3000" + "3000" + "3000" + "3000" + spki;
        String tbs = "30" + length(fields) + fields;
        String content = tbs + "3000" + "030100";

        assertThat(EncodedCertificate.of(HEX.parseHex("30" + length(content) + content))
                        .subjectPublicKeyInfo())
                .hasValueSatisfying(key -> assertThat(HEX.formatHex(key)).isEqualTo(spki));
    }

    private static String length(String hex) {
        return HEX.toHexDigits((byte) (hex.length() / 2));
    }

    /** RFC 7671 section 5.1 asks for no more than bytes: what they mean is nobody's business here. */
    @Test
    void theKeyNeedsNoMeaning() {
        String spki = "3002" + "0500";
        String fields = "a003020102" + "020101" + "3000" + "3000" + "3000" + "3000" + spki + "a303" + "300102";
        String content = "30" + length(fields) + fields + "3000" + "0300";

        assertThat(EncodedCertificate.of(HEX.parseHex("30" + length(content) + content))
                        .subjectPublicKeyInfo())
                .hasValueSatisfying(key -> assertThat(HEX.formatHex(key)).isEqualTo(spki));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "3000", "308000000000", "30023000", "300430000300", "3006300030000300", "02010a"})
    void octetsThatAreNoCertificateHaveNoKey(String hex) {
        EncodedCertificate encoded = EncodedCertificate.of(HEX.parseHex(hex));

        assertThat(encoded.subjectPublicKeyInfo()).isEmpty();
        assertThat(encoded.isWellFormed()).isFalse();
        assertThat(encoded.publicKeySize()).isEqualTo(new PublicKeySize(PublicKeySize.Kind.OTHER, 0));
        assertThat(TlsaRecord.of(3, 1, 0, new byte[0]).matches(encoded)).isFalse();
    }

    @Test
    void octetsThatAreNoCertificateStillMatchAsAWhole() {
        byte[] octets = {1, 2, 3};

        assertThat(TlsaRecord.of(3, 0, 0, octets).matches(EncodedCertificate.of(octets)))
                .isTrue();
    }

    @Test
    void noPrefixOfACertificateIsOne() {
        byte[] der = CERTIFICATE.der();
        for (int length = 0; length < der.length; length++) {
            assertThat(EncodedCertificate.of(Arrays.copyOf(der, length)).subjectPublicKeyInfo())
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void nothingMayFollowACertificate() {
        byte[] der = CERTIFICATE.der();

        assertThat(EncodedCertificate.of(Arrays.copyOf(der, der.length + 1)).subjectPublicKeyInfo())
                .isEmpty();
    }

    @Test
    void noDamageMakesItThrow() {
        Random random = new Random(7671);
        byte[] der = CERTIFICATE.der();
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = der.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> EncodedCertificate.of(damaged).subjectPublicKeyInfo())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void cannotBeChangedThroughItsArrays() {
        byte[] der = CERTIFICATE.der();
        EncodedCertificate encoded = EncodedCertificate.of(der);

        der[5]++;
        encoded.der()[5]++;
        encoded.subjectPublicKeyInfo().orElseThrow()[5]++;

        assertThat(encoded.der()).isEqualTo(CERTIFICATE.der());
    }

    @Test
    void isEqualByItsOctets() {
        EncodedCertificate parsed = EncodedCertificate.of(CERTIFICATE.certificate());

        assertThat(parsed)
                .isEqualTo(EncodedCertificate.of(CERTIFICATE.der()))
                .hasSameHashCodeAs(EncodedCertificate.of(CERTIFICATE.der()))
                .isNotEqualTo(EncodedCertificate.of(new byte[0]))
                .isNotEqualTo("certificate");
        assertThat(parsed)
                .isGreaterThan(EncodedCertificate.of(new byte[] {0x2f}))
                .isLessThan(EncodedCertificate.of(new byte[] {(byte) 0x80}));
        assertThat(parsed).hasToString("certificate of " + CERTIFICATE.der().length + " bytes");
    }

    @Test
    void oneDigestDoesNotAnswerForAnother() {
        EncodedCertificate encoded = EncodedCertificate.of(CERTIFICATE.der());
        for (int round = 0; round < 2; round++) {
            for (int selector = 0; selector < 2; selector++) {
                for (int type = 0; type < 3; type++) {
                    TlsaRecord right = TlsaRecord.parse(CERTIFICATE.tlsa(3, selector, type));
                    TlsaRecord crossed = TlsaRecord.of(3, 1 - selector, type, right.data());

                    assertThat(right.matches(encoded)).isTrue();
                    assertThat(crossed.matches(encoded)).isFalse();
                }
            }
        }
    }
}
