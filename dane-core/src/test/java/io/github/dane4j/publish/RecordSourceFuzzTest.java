package io.github.dane4j.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaFormatException;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.tlsa.TlsaResourceRecord;
import java.nio.charset.StandardCharsets;

/** RFC 7468, RFC 1035 section 5.1: text of a file is what it says, or an error that points into it. */
class RecordSourceFuzzTest {
    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "30m")
    void pemIsSourcesOrAnErrorWithItsLine(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        try {
            for (RecordSource source : RecordSource.pem(text)) {
                TlsaRecord record = source.record(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.FULL);
                assertThat(record.isWellFormed()).isTrue();
                assertThat(record.data()).isEqualTo(source.subjectPublicKeyInfo());
            }
        } catch (RecordSourceException e) {
            assertThat((long) e.line()).isBetween(0L, text.lines().count());
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "30m")
    void lineIsARecordOrAnErrorWithAColumn(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        TlsaResourceRecord record;
        try {
            record = TlsaResourceRecord.parse(text);
        } catch (TlsaFormatException e) {
            assertThat(e.column()).isBetween(1, text.length() + 1);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            return;
        }
        assertThat(TlsaResourceRecord.parse(record.toString())).isEqualTo(record);
        assertThat(TlsaResourceRecord.parse(record.toGenericString())).isEqualTo(record);
    }
}
