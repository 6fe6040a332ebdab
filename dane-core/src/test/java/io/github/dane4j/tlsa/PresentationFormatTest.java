package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6698 section 2.2, RFC 7218 section 2, RFC 3597 section 5. */
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
                "TLSA 3 1 1 0123456789abcdef",
                "TYPE52 3 1 1 0123456789abcdef",
                "\\# 11 0301010123456789abcdef",
                "TYPE52 \\# 11 0301010123456789ABCDEF",
                "type52 \\# 0011 030101 01234567 89abcdef",
                "tlsa \\# 11 ( 030101\n 01234567\n 89abcdef )",
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
                "3 1 1 0g            | 8  | expected a hexadecimal digit",
                "3 1 1 00:01         | 9  | expected a hexadecimal digit",
                "3 1 1 00 ٣0         | 10 | expected a hexadecimal digit",
                "3 1 1 001           | 9  | the data has an odd number of hexadecimal digits",
                "3 1 1 00 1          | 10 | the data has an odd number of hexadecimal digits",
                "3 1 1 ( 00          | 11 | a parenthesis is not closed",
                "3 1 1 00 )          | 10 | no parenthesis is open here",
                "3 1 1 ((00))        | 8  | parentheses do not nest",
                "3 1 1 00 ; comment  | 10 | expected a hexadecimal digit",
                "4x 1 1 00           | 1  | or PKIX-TA, PKIX-EE, DANE-TA or DANE-EE, not",
                "3 2x 1 00           | 3  | or Cert or SPKI, not",
                "3 1 x 00            | 5  | or Full, SHA2-256 or SHA2-512, not",
                "TLSA                | 5  | the certificate usage is missing",
                "TYPE53 \\# 4 03010100 | 1 | the certificate usage is a number",
                "\\#3 030101        | 3  | white space is expected",
                "TYPE52 \\#          | 10 | the number of bytes is missing",
                "TYPE52 \\# x 030101 | 11 | the number of bytes is from 3 to 65535, not",
                "\\# 65536 030101   | 4  | the number of bytes is from 3 to 65535, not",
                "\\# 4 030101       | 4  | the number of bytes is 4, and there are 3",
                "\\# 4 0301010000   | 14 | the number of bytes is 4, and there are more",
                "\\# 2 0301         | 4  | a TLSA record has at least 3 bytes, not 2",
                "\\# 0              | 4  | a TLSA record has at least 3 bytes, not 0",
                "\\# 4 03010 100    | 10 | a word of the data has an odd number of hexadecimal digits",
                "\\# 4 0301010      | 12 | a word of the data has an odd number of hexadecimal digits",
                "\\# 4 030101zz     | 12 | expected a hexadecimal digit",
                "\\# 4 ( 03010100   | 16 | a parenthesis is not closed",
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

    /** RFC 3597 section 5 can say what RFC 6698 section 2.2 cannot: a record without data. */
    @Test
    void genericFormatHoldsARecordWithoutData() {
        TlsaRecord empty = TlsaRecord.fromWire(new byte[] {3, 1, 1});

        assertThat(empty.toGenericString()).isEqualTo("TYPE52 \\# 3 030101");
        assertThat(TlsaRecord.parse(empty.toGenericString())).isEqualTo(empty);
    }

    @Test
    void genericFormatOfAKnownRecord() {
        assertThat(RECORD.toGenericString()).isEqualTo("TYPE52 \\# 11 0301010123456789abcdef");
    }

    @Test
    void bothFormatsKeepEveryRecord() {
        Random random = new Random(6698);
        for (int i = 0; i < 2_000; i++) {
            byte[] data = new byte[1 + random.nextInt(i % 100 == 0 ? 65_532 : 80)];
            random.nextBytes(data);
            TlsaRecord record = TlsaRecord.of(random.nextInt(256), random.nextInt(256), random.nextInt(256), data);

            assertThat(TlsaRecord.parse(record.toString())).isEqualTo(record);
            assertThat(TlsaRecord.parse(record.toGenericString())).isEqualTo(record);
        }
    }

    /** White space wherever it may be, case as it comes, parentheses around lines: nothing of it is in the record. */
    @Test
    void noWayOfWritingChangesTheRecord() {
        Random random = new Random(2022);
        for (int i = 0; i < 2_000; i++) {
            byte[] data = new byte[1 + random.nextInt(40)];
            random.nextBytes(data);
            TlsaRecord record = TlsaRecord.of(random.nextInt(256), random.nextInt(2), random.nextInt(3), data);

            assertThat(TlsaRecord.parse(rewritten(record, random))).isEqualTo(record);
        }
    }

    private static String rewritten(TlsaRecord record, Random random) {
        boolean parentheses = random.nextBoolean();
        StringBuilder text = new StringBuilder(parentheses ? "( " : "");
        text.append(random.nextBoolean() ? "TLSA " : "\t");
        text.append(record.usageNumber()).append(space(random));
        text.append(random.nextBoolean() ? record.selector().orElseThrow().acronym() : record.selectorNumber())
                .append(space(random));
        text.append(random.nextBoolean() ? record.matchingType().orElseThrow().acronym() : record.matchingTypeNumber())
                .append(space(random));
        for (char digit : HexFormat.of().formatHex(record.data()).toCharArray()) {
            text.append(random.nextBoolean() ? Character.toUpperCase(digit) : digit);
            if (random.nextInt(4) == 0) {
                text.append(space(random));
            }
        }
        return text.append(parentheses ? " )" : "").toString();
    }

    private static String space(Random random) {
        return List.of(" ", "\t", "  ", "\n ", "\r\n\t").get(random.nextInt(5));
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
