package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeySizeTest {
    private static PublicKeySize size(String hex) {
        return PublicKeySize.of(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryKeyOfTheTestKit(KeyAlgorithm algorithm) {
        TestCertificate certificate = Certificates.of(algorithm);
        PublicKeySize expected = switch (algorithm) {
            case EC_P256 -> new PublicKeySize(PublicKeySize.Kind.EC, 256);
            case EC_P384 -> new PublicKeySize(PublicKeySize.Kind.EC, 384);
            case RSA_1024 -> new PublicKeySize(PublicKeySize.Kind.RSA, 1024);
            case RSA_2048 -> new PublicKeySize(PublicKeySize.Kind.RSA, 2048);
            case RSA_3072 -> new PublicKeySize(PublicKeySize.Kind.RSA, 3072);
            case ED25519 -> new PublicKeySize(PublicKeySize.Kind.OTHER, 0);
        };

        assertThat(PublicKeySize.of(certificate.keyPair().getPublic().getEncoded()))
                .isEqualTo(expected);
        assertThat(EncodedCertificate.of(certificate.der()).publicKeySize()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "3000", "30023000", "300430000300", "30060600030005ff", "020105", "3009300506032a03040500"})
    void whatCannotBeReadIsOfNoKnownKind(String hex) {
        assertThat(size(hex)).isEqualTo(new PublicKeySize(PublicKeySize.Kind.OTHER, 0));
    }

    /** What claims to be a key of a known kind stays one, so that a minimum refuses it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "300e" + "3009" + "06072a8648ce3d0201" + "0301" + "00", // a point without bytes
                "300d" + "3009" + "06072a8648ce3d0201" + "0300",
                "300d" + "3009" + "06072a8648ce380401" + "0300", // DSA without parameters
                "300f" + "300b" + "06092a864886f70d010101" + "0300", // RSA without a modulus
                "3012" + "300b" + "06092a864886f70d010101" + "0303" + "003000",
                "3015" + "300b" + "06092a864886f70d010101" + "0306" + "003003020100", // a modulus of zero
            })
    void aKeyOfAKnownKindMayHaveNoSize(String hex) {
        assertThat(size(hex).bits()).isZero();
        assertThat(size(hex).kind()).isNotEqualTo(PublicKeySize.Kind.OTHER);
    }

    @Test
    void aModulusMayBeginWithAnyBit() {
        String algorithm = "300b" + "06092a864886f70d010101";

        assertThat(size("3016" + algorithm + "0307" + "00" + "3004" + "02027fff")
                        .bits())
                .isEqualTo(15);
        assertThat(size("3017" + algorithm + "0308" + "00" + "3005" + "020300ffff")
                        .bits())
                .isEqualTo(16);
    }

    /** Parsers read it like rsaEncryption, so a minimum must see it as well. */
    @Test
    void theRsaOfX509IsRsa() {
        assertThat(size("3012" + "3006" + "060455080101" + "0308" + "00" + "3005" + "020300ffff"))
                .isEqualTo(new PublicKeySize(PublicKeySize.Kind.RSA, 16));
    }

    @Test
    void readsPointsInEveryForm() {
        String p256 = "06082a8648ce3d030107";
        String algorithm = "3013" + "06072a8648ce3d0201" + p256;

        assertThat(size("3039" + algorithm + "0322" + "00" + "02" + "11".repeat(32))
                        .bits())
                .isEqualTo(256);
        assertThat(size("3039" + algorithm + "0322" + "00" + "03" + "11".repeat(32))
                        .bits())
                .isEqualTo(256);
        assertThat(size("3059" + algorithm + "0342" + "00" + "04" + "11".repeat(64))
                        .bits())
                .isEqualTo(256);
    }

    @Test
    void prints() {
        assertThat(new PublicKeySize(PublicKeySize.Kind.RSA, 2048)).hasToString("RSA, 2048 bits");
        assertThat(new PublicKeySize(PublicKeySize.Kind.OTHER, 0)).hasToString("another kind of key");
    }
}
