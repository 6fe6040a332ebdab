package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusCodeTest {
    @ParameterizedTest
    @CsvSource({
        "STARTTLS_NOT_OFFERED, 4.7.321",
        "HANDSHAKE_FAILED, 4.7.321",
        "EXPIRED, 4.7.322",
        "LEAF_MISMATCH, 4.7.323",
        "NO_USABLE_RECORDS, 4.7.323",
        "NOT_YET_VALID, 4.7.323",
        "DNSSEC_BOGUS, 4.7.324",
        "NAME_MISMATCH, 4.7.325",
        "DNS_TIMEOUT, 4.4.312",
        "DNS_ERROR, 4.4.312",
        "RESOLVER_WITHOUT_DNSSEC, 4.4.312",
        "TRUST_ANCHOR_FAILED, 4.4.312",
        "DNSSEC_INDETERMINATE, 4.4.312",
        "NO_TLSA, 4.7.5",
        "MX_INSECURE, 4.7.5",
        "ADDRESS_LITERAL, 4.7.5",
        "MTA_STS_MX_MISMATCH, 4.4.8",
        "NO_ADDRESS, 4.4.4",
        "ADDRESS_NOT_ALLOWED, 4.4.4",
        "REQUIRETLS_NOT_OFFERED, 5.7.30",
        "TLS_NOT_USED, 5.7.10",
        "NO_SUCH_DOMAIN, 5.1.2",
        "NULL_MX, 5.1.10"
    })
    void codeNamesTheReason(Reason reason, String code) {
        assertThat(StatusCode.of(reason)).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource
    void destinationIsNotBlamedForOnesOwnResolverClockOrSettings(Reason reason) {
        if (Culprit.of(reason) == Culprit.NAME_SERVER || Culprit.of(reason) == Culprit.CONFIGURATION) {
            assertThat(StatusCode.of(reason)).isEqualTo("4.4.312");
        }
        assertThat(StatusCode.of(reason).equals("4.7.324")).isEqualTo(reason == Reason.DNSSEC_BOGUS);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NO_SUCH_DOMAIN", "NULL_MX", "TLS_NOT_USED", "REQUIRETLS_NOT_OFFERED"})
    void daneDelaysAndNeverBounces(Reason reason) {
        assertThat(StatusCode.of(reason)).startsWith("4.");
    }
}
