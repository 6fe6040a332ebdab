package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** RFC 6698 section 2.2: text is a record or an error that points into it, and a record survives its own text. */
class RecordTextFuzzTest {
    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "30m")
    void textIsARecordOrAnErrorWithAColumn(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        TlsaRecord record;
        try {
            record = TlsaRecord.parse(text);
        } catch (TlsaFormatException e) {
            assertThat(e.column()).isBetween(1, text.length() + 1);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            return;
        }
        assertThat(TlsaRecord.parse(record.toString())).isEqualTo(record);
        assertThat(TlsaRecord.parse(record.toGenericString())).isEqualTo(record);
        assertThat(TlsaRecord.fromWire(record.toWire())).isEqualTo(record);
    }
}
