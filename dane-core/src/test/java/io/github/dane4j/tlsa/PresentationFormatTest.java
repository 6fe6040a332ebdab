package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6698 section 2.2, RFC 7218 section 2. */
class PresentationFormatTest {
    private static final TlsaRecord RECORD =
            TlsaRecord.of(3, 1, 1, HexFormat.of().parseHex("0123456789abcdef"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 1 1 0123456789abcdef",
                "3 1 1 0123456789ABCDEF",
                "  3\t1  1 0123456789abcdef \n",
                "3 1 1 01234567 89abcdef",
                "3 1 1 0 1 2 3 4 5 6 7 8 9 a b c d e f",
                "3 1 1 (0123456789abcdef)",
                "3 1 1 (\r\n  01234567\r\n  89abcdef )",
                "( 3 1 1\n 0123456789abcdef )",
                "3 1 1 (0123)(4567)89abcdef",
                "03 001 1 0123456789abcdef",
                "DANE-EE SPKI SHA2-256 0123456789abcdef",
                "dane-ee spki sha2-256 0123456789abcdef",
                "Dane-EE 1 Sha2-256 0123456789abcdef",
            })
    void readsWhatAMasterFileMaySay(String text) {
        assertThat(TlsaRecord.parse(text)).isEqualTo(RECORD);
    }

    @ParameterizedTest
    @CsvSource({
        "PKIX-TA Cert Full, 0, 0, 0",
        "PKIX-EE SPKI SHA2-512, 1, 1, 2",
        "DANE-TA Cert SHA2-256, 2, 0, 1",
        "PrivCert PrivSel PrivMatch, 255, 255, 255",
    })
    void knowsEveryAcronym(String text, int usage, int selector, int matchingType) {
        TlsaRecord record = TlsaRecord.parse(text + " 00");

        assertThat(record).isEqualTo(TlsaRecord.of(usage, selector, matchingType, new byte[1]));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                | 1  | the certificate usage is missing",
                "3                   | 2  | the selector is missing",
                "3 1                 | 4  | the matching type is missing",
                "3 1 1               | 6  | the data is missing",
                "256 1 1 00          | 1  | the certificate usage is a number from 0 to 255",
                "-1 1 1 00           | 1  | the certificate usage is a number from 0 to 255",
                "3 +1 1 00           | 3  | the selector is a number from 0 to 255",
                "3 x 1 00            | 3  | the selector is a number from 0 to 255",
                "3 1 99999999999 00  | 5  | the matching type is a number from 0 to 255",
                "3 DANE-EE 1 00      | 3  | the selector is a number from 0 to 255",
                "3 1 1 0g            | 8  | the data is hexadecimal",
                "3 1 1 00:01         | 9  | the data is hexadecimal",
                "3 1 1 00 ٣0         | 10 | the data is hexadecimal",
                "3 1 1 001           | 9  | the data ends in half an octet",
                "3 1 1 00 1          | 10 | the data ends in half an octet",
                "3 1 1 ( 00          | 11 | a parenthesis is not closed",
                "3 1 1 00 )          | 10 | no parenthesis is open here",
                "3 1 1 ((00))        | 8  | parentheses do not nest",
                "3 1 1 00 ; comment  | 10 | the data is hexadecimal",
            })
    void saysInWhichColumnItGoesWrong(String text, int column, String message) {
        assertThatExceptionOfType(TlsaFormatException.class)
                .isThrownBy(() -> TlsaRecord.parse(text))
                .withMessageContaining(message)
                .withMessageEndingWith("(column " + column + ")")
                .satisfies(e -> assertThat(e.column()).isEqualTo(column));
    }

    @Test
    void digitsOfOtherScriptsAreNone() {
        assertThatExceptionOfType(TlsaFormatException.class).isThrownBy(() -> TlsaRecord.parse("٣ 1 1 00"));
    }

    @Test
    void repeatsHostileTextEscapedAndClipped() {
        String text = "\u001b[31m" + "x".repeat(100_000) + " 1 1 00";

        assertThatExceptionOfType(TlsaFormatException.class)
                .isThrownBy(() -> TlsaRecord.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(150).doesNotContain("\u001b"));
    }

    @Test
    void readsNoMoreDataThanARecordHolds() {
        String most = "3 0 0 " + "00".repeat(65_532);

        assertThat(TlsaRecord.parse(most).data()).hasSize(65_532);
        assertThatExceptionOfType(TlsaFormatException.class)
                .isThrownBy(() -> TlsaRecord.parse(most + "00"))
                .withMessageContaining("65532");
    }
}
