package io.github.dane4j.cli.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.tlsrpt.PolicyType;
import io.github.dane4j.tlsrpt.ResultType;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What to do about each failure of RFC 8460 section 4.3. */
class FailureAdviceTest {
    private static FailureAdvice advice(
            PolicyType policy, String type, @Nullable String reasonCode, @Nullable String host) {
        return FailureAdvice.of(
                new ReportTotals.Policy("example.org", policy.word()),
                new ReportTotals.Way(type, Optional.ofNullable(reasonCode), Optional.ofNullable(host)));
    }

    @ParameterizedTest
    @EnumSource
    void everyFailureHasAdviceWithoutGapsUnderEveryPolicy(ResultType type) {
        for (PolicyType policy : PolicyType.values()) {
            FailureAdvice advice = advice(policy, type.word(), null, "mx.example.org");
            assertThat(advice.culprit()).isIn(Culprit.ZONE, Culprit.SERVER);
            assertThat(advice.text()).isNotBlank().doesNotContain("null", "{", "HOST", "DOMAIN");
            assertThat(advice(policy, type.word(), null, null).text()).doesNotContain("null", "{");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TLSA            | starttls-not-supported    |                  | make the server offer STARTTLS; until it does, take the TLSA records away
            STS             | starttls-not-supported    |                  | set up TLS on every address of mx.example.org first
            TLSA            | validation-failure        | leaf-mismatch    | publish its 3 1 1 record beside the old records
            TLSA            | validation-failure        | handshake-failed | TLS (version 1.2 or later, a usual cipher suite)
            STS             | validation-failure        |                  | check that the MTA-STS policy names the MX host
            TLSA            | certificate-not-trusted   |                  | make the server send every CA certificate up to the one in the record
            STS             | certificate-not-trusted   |                  | use a certificate from a public CA
            STS             | certificate-host-mismatch |                  | have it issued for mx.example.org
            TLSA            | tlsa-invalid              |                  | dane tlsa CERTIFICATE --name mx.example.org --port 25
            NO_POLICY_FOUND | dane-required             |                  | publish the record of the key that belongs on mx.example.org
            TLSA            | dnssec-invalid            |                  | repair the signatures of the zone
            STS             | sts-policy-fetch-error    |                  | serve the policy at https://mta-sts.example.org/.well-known/mta-sts.txt
            STS             | sts-policy-invalid        |                  | correct the policy (RFC 8461 section 3.2)
            STS             | quantum-failure           |                  | ask the sender what it means
            """)
    void saysWhatToDo(PolicyType policy, String type, @Nullable String reasonCode, String text) {
        assertThat(advice(policy, type, reasonCode, "mx.example.org").text()).contains(text);
    }

    /** What a report says is no part of a command that somebody may copy. */
    @Test
    void commandHasNamesOnly() {
        for (String host : new String[] {"x; reboot", "$(reboot)", "`reboot`"}) {
            assertThat(Stream.of(ResultType.values())
                            .map(type -> advice(PolicyType.TLSA, type.word(), null, host)
                                    .text()))
                    .noneMatch(text -> text.contains("reboot"));
        }
    }
}
