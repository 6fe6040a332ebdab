package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dane4j.DomainName;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1035 section 5.1, RFC 3597 section 5. */
class TlsaResourceRecordTest {
    private static final TlsaRecord DATA = TlsaRecord.of(3, 1, 1, HexFormat.of().parseHex("0123456789abcdef"));
    private static final TlsaResourceRecord RECORD =
            new TlsaResourceRecord(DomainName.of("_25._tcp.mx.example.org"), OptionalInt.of(3600), DATA);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_25._tcp.mx.example.org. 3600 IN TLSA 3 1 1 0123456789abcdef",
                "_25._tcp.mx.example.org. IN 3600 TLSA 3 1 1 0123456789abcdef",
                "_25._TCP.mx.Example.ORG.\t3600\tin\ttlsa\t3 1 1 0123456789abcdef",
                "_25._tcp.mx.example.org. 3600 TLSA DANE-EE SPKI SHA2-256 0123456789abcdef",
                "_25._tcp.mx.example.org. 3600 IN TLSA 3 1 1 0123456789abcdef ; the key of 2026",
                "_25._tcp.mx.example.org. 3600 IN TLSA 3 1 1 0123456789abcdef;)",
                "_25._tcp.mx.example.org. 3600 IN TLSA ( 3 1 1 ; the parameters\n 01234567 ; one\n 89abcdef )\n; end\n",
                "_25._tcp.mx.example.org. 3600 CLASS1 TYPE52 \\# 11 0301010123456789abcdef\r\n",
            })
    void readsARecordOfAMasterFile(String line) {
        assertThat(TlsaResourceRecord.parse(line)).isEqualTo(RECORD);
    }

    @Test
    void writesBothFormats() {
        assertThat(RECORD).hasToString("_25._tcp.mx.example.org. 3600 IN TLSA 3 1 1 0123456789abcdef");
        assertThat(RECORD.toGenericString())
                .isEqualTo("_25._tcp.mx.example.org. 3600 IN TYPE52 \\# 11 0301010123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource({"_443._tcp.www.example.org, -1, 3 1 1 00", "example.org, 0, 200 3 9 ff", "., 2147483647, 2 0 1 aabb"})
    void readsWhatItWrites(String owner, int ttl, String data) {
        TlsaResourceRecord record = new TlsaResourceRecord(
                DomainName.of(owner), ttl < 0 ? OptionalInt.empty() : OptionalInt.of(ttl), TlsaRecord.parse(data));

        assertThat(TlsaResourceRecord.parse(record.toString())).isEqualTo(record);
        assertThat(TlsaResourceRecord.parse(record.toGenericString())).isEqualTo(record);
    }

    @Test
    void recordWithoutDataIsWrittenGenerically() {
        TlsaResourceRecord record = new TlsaResourceRecord(
                DomainName.of("example.org"), OptionalInt.empty(), TlsaRecord.fromWire(new byte[] {3, 1, 1}));

        assertThat(record).hasToString("example.org. IN TLSA \\# 3 030101");
        assertThat(TlsaResourceRecord.parse(record.toString())).isEqualTo(record);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                              | 1  | the owner name is missing",
                "mx.example.org IN TLSA 3 1 1 00   | 1  | the owner name is complete and ends in a dot",
                "TLSA 3 1 1 00                     | 1  | the owner name is complete and ends in a dot",
                "a..b. IN TLSA 3 1 1 00            | 1  | is not a DNS name",
                "192.0.2.1. IN TLSA 3 1 1 00       | 1  | is an IP address",
                "mx.                               | 4  | the type TLSA is missing",
                "mx. IN                            | 7  | the type TLSA is missing",
                "mx. CH TLSA 3 1 1 00              | 5  | the class IN or the type TLSA is expected, not \"CH\"",
                "mx. IN IN TLSA 3 1 1 00           | 8  | the class IN or the type TLSA is expected, not \"IN\"",
                "mx. 60 60 TLSA 3 1 1 00           | 8  | a TTL in seconds, the class IN or the type TLSA is expected",
                "mx. 1h TLSA 3 1 1 00              | 5  | a TTL in seconds",
                "mx. 2147483648 TLSA 3 1 1 00      | 5  | the TTL is a number of seconds from 0 to 2147483647",
                "mx. IN A 192.0.2.1                | 8  | the type TLSA is expected, not \"A\"",
                "mx. IN TLSA                       | 12 | the certificate usage is missing",
                "mx. IN TLSA 3 1 1 0g              | 20 | expected a hexadecimal digit",
            })
    void saysInWhichColumnItGoesWrong(String line, int column, String message) {
        assertThatExceptionOfType(TlsaFormatException.class)
                .isThrownBy(() -> TlsaResourceRecord.parse(line))
                .withMessageContaining(message)
                .withMessageEndingWith("(column " + column + ")")
                .satisfies(e -> assertThat(e.column()).isEqualTo(column));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx. IN TLSA 3 1 1 00\nmx. IN TLSA 3 1 1 00",
                "mx. IN TLSA 3 1 1 00\n11",
                "mx. IN\nTLSA 3 1 1 0011"
            })
    void readsOneRecordOnly(String lines) {
        assertThatExceptionOfType(TlsaFormatException.class)
                .isThrownBy(() -> TlsaResourceRecord.parse(lines))
                .withMessageContaining("the record ends with its line, unless a parenthesis is open")
                .satisfies(e -> assertThat(e.column()).isEqualTo(lines.indexOf('\n') + 2));
    }

    @Test
    void refusesATtlOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsaResourceRecord(DomainName.ROOT, OptionalInt.of(-1), DATA));
    }
}
