package io.github.dane4j.der;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateShapeTest {
    private static boolean isSignedInWholeOctets(String hex) {
        return CertificateShape.isSignedInWholeOctets(HexFormat.of().parseHex(hex));
    }

    @Test
    void aSignatureIsOfWholeOctets() {
        assertThat(isSignedInWholeOctets("3008" + "3000" + "3000" + "03020001")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3008" + "3000" + "3000" + "03020101", // one bit is not used
                "3006" + "3000" + "3000" + "0300", // not even a count of them
                "3004" + "3000" + "3000", // no signature
                "300a" + "3000" + "3000" + "03020001" + "0500", // something behind it
                "3008" + "3000" + "3000" + "03020001" + "00",
                "3008" + "3000" + "3000" + "04020001", // another kind of string
                "3008" + "3000" + "3100" + "03020001", // other fields than these
                "3008" + "3100" + "3000" + "03020001",
                "3108" + "3000" + "3000" + "03020001",
                "", // nothing
            })
    void whatHasNoneIsNoCertificate(String hex) {
        assertThat(isSignedInWholeOctets(hex)).isFalse();
    }

    @Test
    void aVersionThatIsCutOffMakesNoCertificate() {
        byte[] octets = HexFormat.of().parseHex("300b" + "3003" + "a00500" + "3000" + "03020001");

        assertThat(CertificateShape.subjectPublicKeyInfo(octets)).isEqualTo(CertificateShape.NONE);
    }

    @Test
    void aKeyIsAnAlgorithmAndABitString() {
        assertThat(CertificateShape.isSubjectPublicKeyInfo(HexFormat.of().parseHex("3006" + "3000" + "03020001")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3006" + "3000" + "04020001",
                "3006" + "3100" + "03020001",
                "3106" + "3000" + "03020001",
                "3006" + "3000" + "03020001" + "00",
                "3008" + "3000" + "03020001" + "0500",
                "3002" + "3000",
            })
    void anythingElseIsNoKey(String hex) {
        assertThat(CertificateShape.isSubjectPublicKeyInfo(HexFormat.of().parseHex(hex)))
                .isFalse();
    }
}
