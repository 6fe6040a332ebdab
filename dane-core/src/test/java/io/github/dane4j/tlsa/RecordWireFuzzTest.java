package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** RFC 6698 section 2.1: any three bytes and more are a record, which is kept as it came and can always be asked. */
class RecordWireFuzzTest {
    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "30m")
    void recordIsKeptAsItCame(byte[] rdata) {
        TlsaRecord record;
        try {
            record = TlsaRecord.fromWire(rdata);
        } catch (TlsaFormatException e) {
            assertThat(rdata.length < 3 || rdata.length > 0xffff).isTrue();
            return;
        }
        assertThat(record.toWire()).isEqualTo(rdata);
        assertThat(record.toShortString()).hasSizeLessThan(40);
        assertThat(record.matchesPublicKey(rdata)).isFalse();
        if (record.isWellFormed()) {
            assertThat(record.selector()).isPresent();
            assertThat(record.matchingType()).isPresent();
            // What full data says of itself, it also says of the certificate or key that it is.
            if (record.matchingTypeNumber() == 0) {
                boolean same = record.selectorNumber() == 0
                        ? record.matches(EncodedCertificate.of(record.data()))
                        : record.matchesPublicKey(record.data());
                assertThat(same).isTrue();
            }
        }
    }
}
