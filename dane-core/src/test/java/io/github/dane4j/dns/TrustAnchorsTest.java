package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;

class TrustAnchorsTest {
    private static final String KSK_2017 =
            ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";
    /** The key of the line above, as the root publishes it. */
    private static final String KSK_2017_KEY = ". 172800 IN DNSKEY 257 3 8 "
            + "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQ"
            + "lNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58D"
            + "a+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555"
            + "KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=";

    private static final String SHA_384 = ". IN DS 20326 8 4 " + "AB".repeat(48);

    @Test
    void bothKeysOfTheRootAreBuiltIn() {
        assertThat(TrustAnchors.iana()).hasToString(". 20326 38696");
    }

    @Test
    void dnskeyBecomesItsSha256Digest() {
        assertThat(TrustAnchors.of(KSK_2017_KEY).anchors().records().get(0).rdataToWireCanonical())
                .isEqualTo(TrustAnchors.of(KSK_2017).anchors().records().get(0).rdataToWireCanonical());
    }

    @Test
    void dnskeyBesideDigestsTakesTheirDigestType() {
        assertThat(TrustAnchors.of(SHA_384, KSK_2017_KEY).anchors().records())
                .extracting(DSRecord::getDigestID)
                .containsExactly(4, 4);
    }

    @Test
    void differentDigestTypesForOneZoneAreRefused() {
        assertThatThrownBy(() -> TrustAnchors.of(KSK_2017, SHA_384))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining("different digest types: [2, 4]");
    }

    @Test
    void setWithoutAnchorForTheRootIsRefused() {
        assertThatThrownBy(() -> TrustAnchors.of(KSK_2017.replaceFirst("\\.", "example.")))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining("no trust anchor for the root");
        assertThatThrownBy(TrustAnchors::of).isInstanceOf(TrustAnchorException.class);
        assertThatThrownBy(() -> TrustAnchors.of("; a comment")).isInstanceOf(TrustAnchorException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ". IN A 127.0.0.1",
                ". CH DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
                ". IN DS 20326 8 1 E06D44B80B8F1D39A95C0B0D7C65D08458E88040",
                ". IN DS 20326 8 2 E06D44B8",
                ". IN DS 20326 12 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
                ". IN DS 20326 200 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
                ". IN DNSKEY 385 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTO",
                ". IN DNSKEY 0 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTO",
                "trust-anchors { };",
                "$INCLUDE /etc/hosts",
            })
    void anchorThatCannotBeUsedIsRefusedBesideAGoodOne(String line) {
        assertThatThrownBy(() -> TrustAnchors.of(KSK_2017, line)).isInstanceOf(TrustAnchorException.class);
    }

    @Test
    void fileIsRead(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("root.key"), "; the root\n" + KSK_2017 + " ; 2017\n");
        assertThat(TrustAnchors.fromFile(file)).hasToString(". 20326");
    }

    @Test
    void fileThatCannotBeReadIsNamed(@TempDir Path directory) {
        Path file = directory.resolve("missing.key");
        assertThatThrownBy(() -> TrustAnchors.fromFile(file))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void fileWithABadLineIsNamed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.key"), KSK_2017 + "\nnonsense\n");
        assertThatThrownBy(() -> TrustAnchors.fromFile(file))
                .isInstanceOf(TrustAnchorException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void nearestAnchorIsTheDeepestOneAboveTheName() {
        TrustAnchors anchors = TrustAnchors.of(KSK_2017, KSK_2017.replaceFirst("\\.", "corp.example."));
        assertThat(anchors.anchors().toValidate().nearestTo(Name.fromConstantString("mx.corp.example.")))
                .isEqualTo(Name.fromConstantString("corp.example."));
        assertThat(anchors.anchors().toValidate().nearestTo(Name.fromConstantString("corp.example.")))
                .isEqualTo(Name.fromConstantString("corp.example."));
        assertThat(anchors.anchors().toValidate().nearestTo(Name.fromConstantString("mx.example.")))
                .isEqualTo(Name.root);
    }
}
