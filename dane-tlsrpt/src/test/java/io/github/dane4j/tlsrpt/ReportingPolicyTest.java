package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8460 section 3. */
class ReportingPolicyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v=TLSRPTv1;rua=mailto:reports@example.com                          | mailto:reports@example.com
            v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt            | https://reporting.example.com/v1/tlsrpt
            v=TLSRPTv1 ; rua=mailto:a@example.com , https://b.example.com/ ;   | mailto:a@example.com https://b.example.com/
            v=TLSRPTv1; x-more=1; rua=mailto:a@example.com                     | mailto:a@example.com
            v=TLSRPTv1; rua=http://a.example.com/,mailto:a@example.com         | mailto:a@example.com
            v=TLSRPTv1; rua=https://user:secret@a.example.com/                 |
            v=TLSRPTv1; rua=mailto:nobody                                      |
            v=TLSRPTv1; rua=                                                   |
            v=TLSRPTv1;                                                        |
            v=TLSRPTv1                                                         |
            v=TLSRPTv10; rua=mailto:a@example.com                              |
            V=TLSRPTv1; rua=mailto:a@example.com                               |
            v=TLSRPTv2; rua=mailto:a@example.com                               |
            """)
    void record(String record, String destinations) {
        String found = ReportingPolicy.of(List.of(record))
                .map(policy -> policy.destinations().stream().map(URI::toString).collect(Collectors.joining(" ")))
                .orElse(null);
        assertThat(found).isEqualTo(destinations);
    }

    @Test
    void otherTextDoesNotCount() {
        assertThat(ReportingPolicy.of(List.of("v=spf1 -all", "v=TLSRPTv1;rua=mailto:a@example.com")))
                .isPresent();
    }

    @Test
    void twoPoliciesAreNone() {
        String record = "v=TLSRPTv1;rua=mailto:a@example.com";
        assertThat(ReportingPolicy.of(List.of(record, record))).isEmpty();
        assertThat(ReportingPolicy.of(List.of())).isEmpty();
    }

    @Test
    void endlessDestinationsAreCutOff() {
        String many = IntStream.range(0, 50)
                .mapToObj(i -> "mailto:a" + i + "@example.com")
                .collect(Collectors.joining(","));
        assertThat(ReportingPolicy.of(List.of("v=TLSRPTv1;rua=" + many))
                        .orElseThrow()
                        .destinations())
                .hasSize(ReportingPolicy.MAX_DESTINATIONS)
                .contains(URI.create("mailto:a0@example.com"));
    }
}
