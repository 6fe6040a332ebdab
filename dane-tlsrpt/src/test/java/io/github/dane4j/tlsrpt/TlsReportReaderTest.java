package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports as they come: the shapes are those seen from senders of all sizes, the contents are made up. */
class TlsReportReaderTest {
    static byte[] sample(String name) throws IOException {
        try (InputStream in = TlsReportReaderTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 8460 section 4.4. */
    @Test
    void aReportThatKeepsToTheSchemaIsReadWithoutRemark() throws Exception {
        ReceivedReport read = TlsReportReader.read(sample("schema.json"));
        assertThat(read.deviations()).isEmpty();
        TlsReport report = read.report();
        assertThat(report.organization()).isEqualTo("Example Sender");
        assertThat(report.start()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
        assertThat(report.end()).isEqualTo(Instant.parse("2026-11-25T23:59:59Z"));
        PolicyReport policy = report.policies().get(0);
        assertThat(policy.policy().type()).isEqualTo(PolicyType.TLSA.word());
        assertThat(policy.successfulSessions()).isEqualTo(17);
        assertThat(policy.failedSessions()).isEqualTo(3);
        assertThat(policy.failures())
                .containsExactly(
                        new FailureDetail(
                                "certificate-expired",
                                Optional.of("192.0.2.1"),
                                Optional.of("mx.example.org"),
                                Optional.empty(),
                                Optional.of("198.51.100.7"),
                                2,
                                Optional.empty(),
                                Optional.empty()),
                        new FailureDetail(
                                "validation-failure",
                                Optional.empty(),
                                Optional.of("mx.example.org"),
                                Optional.of("mx.example.org"),
                                Optional.empty(),
                                1,
                                Optional.empty(),
                                Optional.of("leaf-mismatch")));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        TlsReport report = TlsReportReader.read(sample("schema.json")).report();
        assertThat(new String(TlsReportWriter.json(report), StandardCharsets.UTF_8))
                .isEqualTo(new String(sample("schema.json"), StandardCharsets.UTF_8).strip());
        assertThat(TlsReportReader.read(TlsReportWriter.gzip(report))).isEqualTo(new ReceivedReport(report, List.of()));
    }

    @Test
    void whatIsMissingIsWrittenAndRead() throws Exception {
        TlsReport whole = TlsReportReader.read(sample("schema.json")).report();
        TlsReport report = new TlsReport(
                whole.organization(), whole.start(), whole.end(), whole.contact(), whole.id(), whole.policies(), 7);
        byte[] json = TlsReportWriter.json(report);
        assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"missing-session-count\":7,");
        assertThat(TlsReportReader.read(json)).isEqualTo(new ReceivedReport(report, List.of()));
        ReportSummary summary = new ReportSummary();
        summary.add(report);
        summary.add(whole);
        assertThat(summary.missingSessions()).isEqualTo(7);
        assertThat(summary.explain())
                .startsWith("2 reports: 34 sessions succeeded, 6 failed, up to 7 were not counted\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postfix-libtlsrpt.json   |  40 | 4 | policies[1].policy.policy-domain: missing
            strings-for-numbers.json | 120 | 4 | policies[0].summary.total-successful-session-count: a string instead of a number
            missing-members.json     |   7 | 1 | policies[0].policy.policy-string: a single value instead of an array
            missing-members.json     |   7 | 1 | policies[1].summary.total-failure-session-count: missing
            mx-host-string.json      |   1 | 0 | policies[0].policy.mx-host: a single value instead of an array
            mx-host-string.json      |   1 | 0 | policies: a single value instead of an array
            mx-host-string.json      |   1 | 0 | organization-name: missing
            mx-host-string.json      |   1 | 0 | report-id: a number instead of a string
            mx-host-string.json      |   1 | 0 | date-range.start-datetime: no offset; taken as UTC
            mx-host-string.json      |   1 | 0 | date-range.end-datetime: a date instead of a time
            mx-host-pattern.json     |   0 | 0 | policies[0].policy.mx-host-pattern: taken as mx-host
            mx-host-pattern.json     |   0 | 0 | policies[0].summary.total-successful-session-count: expected a count, found -1; taken as 0
            mx-host-pattern.json     |   0 | 0 | policies[0].summary.total-failure-session-count: expected a count, found 1.5; taken as 0
            mx-host-pattern.json     |   0 | 0 | policies[0].failure-details[0].result-type: unknown type "quantum-failure"
            """)
    void aReportThatDiffersIsReadAndTheDifferenceIsSaid(String file, long succeeded, long failed, String deviation)
            throws Exception {
        ReceivedReport read = TlsReportReader.read(sample(file));
        assertThat(read.deviations()).extracting(Object::toString).contains(deviation);
        ReportSummary summary = new ReportSummary();
        summary.add(read.report());
        assertThat(summary.successfulSessions()).isEqualTo(succeeded);
        assertThat(summary.failedSessions()).isEqualTo(failed);
    }

    /** As mox does: under MTA-STS and under the TLSA records of each MX host, and null where there is nothing to say. */
    @Test
    void aSessionUnderTwoPoliciesIsInBoth() throws Exception {
        ReceivedReport read = TlsReportReader.read(sample("mox.json"));
        assertThat(read.deviations()).isEmpty();
        assertThat(read.report().policies())
                .extracting(each -> each.policy().type() + " " + each.policy().domain() + " "
                        + each.successfulSessions() + " " + each.failedSessions())
                .containsExactly(
                        "sts example.org 9 2",
                        "tlsa mx1.example.org 9 0",
                        "tlsa mx2.example.org 0 2",
                        "no-policy-found sub.example.org 1 0");
        assertThat(read.report().policies().get(0).policy().mxHosts())
                .containsExactly("mx1.example.org", "mx2.example.org");
        assertThat(read.report().policies().get(1).failures()).isEmpty();
        assertThat(read.report().policies().get(3).policy().strings()).isEmpty();
        assertThat(read.report().policies().get(2).failures().get(0).receivingMxHelo())
                .isEmpty();
        ReportSummary summary = new ReportSummary();
        summary.add(read.report());
        assertThat(summary.explain()).isEqualTo("""
                1 report: 19 sessions succeeded, 4 failed
                  example.org sts: 9 succeeded, 2 failed
                    2 × certificate-host-mismatch at mx2.example.org (tls-remote-bad-cert)
                  mx1.example.org tlsa: 9 succeeded, 0 failed
                  mx2.example.org tlsa: 0 succeeded, 2 failed
                    2 × validation-failure at mx2.example.org (tlsa-no-match)
                  sub.example.org no-policy-found: 1 succeeded, 0 failed""");
    }

    /** As Postfix with libtlsrpt does: a session can fail in two ways, and a domain without a policy is not named. */
    @Test
    void detailsMayOverlap() throws Exception {
        TlsReport report =
                TlsReportReader.read(sample("postfix-libtlsrpt.json")).report();
        PolicyReport tlsa = report.policies().get(0);
        assertThat(tlsa.policy().domain()).isEqualTo("example.org");
        assertThat(tlsa.policy().strings()).hasSize(2);
        assertThat(tlsa.failedSessions()).isEqualTo(3);
        assertThat(tlsa.failures().stream()
                        .mapToLong(FailureDetail::failedSessions)
                        .sum())
                .isEqualTo(5);
        ReportSummary summary = new ReportSummary();
        summary.add(report);
        assertThat(summary.failedSessions()).isEqualTo(4);
        assertThat(summary.explain()).isEqualTo("""
                1 report: 40 sessions succeeded, 4 failed
                  (no domain) no-policy-found: 0 succeeded, 1 failed
                    1 × starttls-not-supported at mx3.example.org
                  example.org tlsa: 40 succeeded, 3 failed
                    3 × validation-failure at mx1.example.org (self-signed certificate)
                    2 × certificate-expired at mx1.example.org (certificate has expired)""");
    }

    @Test
    void anOffsetIsUnderstood() throws Exception {
        TlsReport report = TlsReportReader.read(sample("mx-host-pattern.json")).report();
        assertThat(report.start()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
        assertThat(report.policies().get(0).policy().mxHosts()).containsExactly("mx1.example.org", "mx2.example.org");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws Exception {
        byte[] plain = sample("schema.json");
        byte[] marked = new byte[plain.length + 3];
        marked[0] = (byte) 0xef;
        marked[1] = (byte) 0xbb;
        marked[2] = (byte) 0xbf;
        System.arraycopy(plain, 0, marked, 3, plain.length);
        assertThat(TlsReportReader.read(marked)).isEqualTo(TlsReportReader.read(plain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{}",
                "{\"policies\":null}",
                "not JSON",
                "{\"policies\":[]} trailing",
                "{\"policies\":["
            })
    void whatIsNotAReportIsRefused(String text) {
        assertThatThrownBy(() -> TlsReportReader.read(utf8(text)))
                .isInstanceOf(TlsReportFormatException.class)
                .hasMessageNotContaining("Exception");
    }

    @Test
    void theErrorSaysWhere() {
        assertThatThrownBy(() -> TlsReportReader.read(utf8("{\n  \"policies\": x}")))
                .isInstanceOf(TlsReportFormatException.class)
                .hasMessageStartingWith("expected JSON at line 2, column ");
    }

    @Test
    void anEmptyListOfPoliciesIsAReport() throws Exception {
        assertThat(TlsReportReader.read(utf8("{\"policies\":[]}")).report().policies())
                .isEmpty();
    }

    @Test
    void aSmallFileThatUnpacksToAHugeOneIsRefused() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] blanks = new byte[1024 * 1024];
            Arrays.fill(blanks, (byte) ' ');
            for (int i = 0; i < 11; i++) {
                out.write(blanks);
            }
        }
        assertThatThrownBy(() -> TlsReportReader.read(bomb.toByteArray()))
                .isInstanceOf(TlsReportFormatException.class)
                .hasMessageContaining("larger than 10485760 bytes");
    }

    @Test
    void damagedGzipIsRefused() throws Exception {
        byte[] whole =
                TlsReportWriter.gzip(TlsReportReader.read(sample("schema.json")).report());
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        assertThatThrownBy(() -> TlsReportReader.read(half))
                .isInstanceOf(TlsReportFormatException.class)
                .hasMessageContaining("gzip");
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(
                        () -> TlsReportReader.read(utf8("{\"policies\":" + "[".repeat(5000) + "]".repeat(5000) + "}")))
                .isInstanceOf(TlsReportFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "0", "{\"policy\":{}}", "{\"failure-details\":[{},{}]}", "{\"a\":\"\"}"})
    void manyLittleValuesAreRefusedBeforeTheyFillTheMemory(String element) {
        String text = "{\"policies\":["
                + (element + ",").repeat(TlsReportReader.MAX_BYTES / (element.length() + 1) - 10) + element + "]}";
        assertThatThrownBy(() -> TlsReportReader.read(utf8(text)))
                .isInstanceOf(TlsReportFormatException.class)
                .hasMessageStartingWith("the JSON exceeds what any report needs: Token count")
                .hasMessageContaining("400000");
    }

    @Test
    void aReportOfTwentyThousandFailuresIsRead() throws Exception {
        TlsReport small = TlsReportReader.read(sample("schema.json")).report();
        PolicyReport policy = small.policies().get(0);
        FailureDetail whole = new FailureDetail(
                "validation-failure",
                Optional.of("192.0.2.1"),
                Optional.of("mx.example.org"),
                Optional.of("mx.example.org"),
                Optional.of("198.51.100.7"),
                1,
                Optional.of("https://sender.example/more"),
                Optional.of("leaf-mismatch"));
        TlsReport large = new TlsReport(
                small.organization(),
                small.start(),
                small.end(),
                small.contact(),
                small.id(),
                List.of(new PolicyReport(
                        policy.policy(), policy.successfulSessions(), 20_000, Collections.nCopies(20_000, whole))),
                0);

        assertThat(TlsReportReader.read(TlsReportWriter.gzip(large)).report()).isEqualTo(large);
    }

    @Test
    void countsBeyondAllMeasureDoNotOverflow() throws Exception {
        String json = """
                {"missing-session-count": %1$d, "policies": [{
                  "policy": {"policy-type": "sts", "policy-domain": "example.org"},
                  "summary": {"total-successful-session-count": %1$d, "total-failure-session-count": %1$d},
                  "failure-details": [{"result-type": "validation-failure", "failed-session-count": %1$d}]
                }, {
                  "policy": {"policy-type": "tlsa", "policy-domain": "example.org"},
                  "summary": {"total-successful-session-count": 1, "total-failure-session-count": 1}
                }]}""".formatted(Long.MAX_VALUE);
        TlsReport report = TlsReportReader.read(utf8(json)).report();
        ReportSummary summary = new ReportSummary();
        summary.add(report);
        summary.add(report);

        assertThat(summary.missingSessions()).isEqualTo(Long.MAX_VALUE);
        assertThat(summary.successfulSessions()).isEqualTo(Long.MAX_VALUE);
        assertThat(summary.failedSessions()).isEqualTo(Long.MAX_VALUE);
        assertThat(summary.explain()).isEqualTo("""
                2 reports: %1$d sessions succeeded, %1$d failed, up to %1$d were not counted
                  example.org sts: %1$d succeeded, %1$d failed
                    %1$d × validation-failure
                  example.org tlsa: 2 succeeded, 2 failed""".formatted(Long.MAX_VALUE));
    }

    @Test
    void theSummaryIsForAPerson() throws Exception {
        ReportSummary summary = new ReportSummary();
        for (String file : List.of("schema.json", "strings-for-numbers.json", "missing-members.json")) {
            summary.add(TlsReportReader.read(sample(file)).report());
        }
        assertThat(summary.explain()).isEqualTo("""
                3 reports: 144 sessions succeeded, 8 failed
                  example.org no-policy-found: 2 succeeded, 0 failed
                  example.org sts: 120 succeeded, 4 failed
                    4 × starttls-not-supported at mx.example.org
                  example.org tlsa: 22 succeeded, 4 failed
                    2 × certificate-expired at mx.example.org
                    1 × tlsa-invalid at mx.example.org
                    1 × validation-failure at mx.example.org (leaf-mismatch)""");
    }
}
