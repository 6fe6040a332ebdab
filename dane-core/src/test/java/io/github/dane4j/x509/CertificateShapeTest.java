package io.github.dane4j.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateShapeTest {
    /** serialNumber and five empty sequences, the last of which is where the key lies. */
    private static final String TBS = "300d" + "020101" + "3000" + "3000" + "3000" + "3000" + "3000";

    private static @Nullable CertificateShape shape(String content) {
        byte[] octets = HexFormat.of().parseHex(content);
        return CertificateShape.of(DerReader.wrap(DerReader.SEQUENCE, octets, 0, octets.length));
    }

    @Test
    void theKeyIsTheSixthField() {
        assertThat(shape(TBS + "3000" + "03020001")).isEqualTo(new CertificateShape(15, 17, true));
        assertThat(shape("3012" + "a003020102" + TBS.substring(4) + "3000" + "03020001"))
                .isEqualTo(new CertificateShape(20, 22, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"03020101", "0300"})
    void aSignatureWithUnusedBitsIsToldApart(String signature) {
        assertThat(shape(TBS + "3000" + signature)).isEqualTo(new CertificateShape(15, 17, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                TBS + "3000", // no signature
                TBS + "3000" + "03020001" + "0500", // something behind it
                TBS + "3000" + "03020001" + "00",
                TBS + "3000" + "04020001", // another kind of string
                TBS + "3100" + "03020001", // other fields than these
                "310d" + "020101" + "3000" + "3000" + "3000" + "3000" + "3000" + "3000" + "03020001",
                "300b" + "020101" + "3000" + "3000" + "3000" + "3000" + "3000" + "03020001", // one field is missing
                "3003" + "a00500" + "3000" + "03020001", // a version that is cut off
            })
    void whatHasOtherFieldsIsNoCertificate(String content) {
        assertThat(shape(content)).isNull();
    }

    @Test
    void whatIsNoSequenceIsNoCertificate() {
        assertThat(CertificateShape.of(HexFormat.of().parseHex("3100"))).isNull();
        assertThat(CertificateShape.of(new byte[0])).isNull();
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
