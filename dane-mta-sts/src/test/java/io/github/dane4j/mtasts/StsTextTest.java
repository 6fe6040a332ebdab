package io.github.dane4j.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two texts of RFC 8461: the TXT record and the policy. */
class StsTextTest {
    private static Stream<List<String>> rows(String file) throws IOException {
        Path table = Path.of("src", "test", "resources", "io", "github", "dane4j", "mtasts", file);
        return Files.readAllLines(table, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\|", 2))
                .map(columns -> List.of(columns[0].strip(), columns[1].strip()));
    }

    static Stream<List<String>> records() throws IOException {
        return rows("records.txt");
    }

    static Stream<List<String>> badPolicies() throws IOException {
        return rows("bad-policies.txt");
    }

    private static StsPolicy parse(String text) throws StsException {
        return StsPolicy.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("records")
    @DisplayName("section 3.1: the id of a record, or none")
    void record(List<String> row) {
        assertThat(StsRecord.of(List.of(row.get(0))).map(StsRecord::id).orElse("-"))
                .isEqualTo(row.get(1));
    }

    @Test
    @DisplayName("section 3.1: records of other versions are discarded; two of this one are none")
    void recordsOfADomain() {
        assertThat(StsRecord.of(List.of("v=spf1 -all", "v=STSv1; id=a1", "v=STSv2; id=b2")))
                .contains(new StsRecord("a1"));
        assertThat(StsRecord.of(List.of("v=STSv1; id=a1", "v=STSv1; id=a1"))).isEmpty();
        assertThat(StsRecord.of(List.of("v=STSv1; id=a1 "))).isEmpty();
        assertThat(StsRecord.of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n"})
    @DisplayName("section 3.2: the example of the RFC, with either end of line, and with more than it needs")
    void policy(String end) throws StsException {
        List<String> lines = List.of(
                "version: STSv1",
                "mode: enforce",
                "mx: mail.example.com",
                "mx:*.example.net",
                "mx: BACKUPMX.example.com",
                "max_age: 604800",
                "future-field: whatever: it is, \u00fc");

        StsPolicy policy = parse(String.join(" \t" + end, lines) + end + end);

        assertThat(policy.mode()).isEqualTo(StsMode.ENFORCE);
        assertThat(policy.mx()).containsExactly("mail.example.com", "*.example.net", "backupmx.example.com");
        assertThat(policy.maxAge()).isEqualTo(Duration.ofDays(7));
        assertThat(policy.lines()).isEqualTo(lines);
    }

    @Test
    @DisplayName("section 3.2: of fields that are there again the first counts; too long an age is the longest")
    void repeatedFields() throws StsException {
        StsPolicy policy = parse("max_age: 9999999999\nmode: none\nversion: STSv1\nmode: what\nmax_age: 1\nversion: 2");

        assertThat(policy.mode()).isEqualTo(StsMode.NONE);
        assertThat(policy.mx()).isEmpty();
        assertThat(policy.maxAge()).isEqualTo(StsPolicy.MAX_AGE);
    }

    @ParameterizedTest
    @MethodSource("badPolicies")
    @DisplayName("section 3.2: what is wrong is named with its line")
    void badPolicy(List<String> row) {
        String text = row.get(0).replace("\\n", "\n").replace("\\t", "\t");

        StsException failure = catchThrowableOfType(StsException.class, () -> parse(text));

        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(StsException.Kind.POLICY_INVALID);
        assertThat(failure.kind().resultType()).isEqualTo("sts-policy-invalid");
        assertThat(failure).hasMessageStartingWith(row.get(1));
    }

    @Test
    @DisplayName("what is not UTF-8, and what is too long, is not a policy")
    void notText() {
        assertThat(catchThrowableOfType(StsException.class, () -> StsPolicy.parse(new byte[] {(byte) 0xff, 'a'})))
                .hasMessage("the policy is not text in UTF-8");
        assertThat(catchThrowableOfType(StsException.class, () -> StsPolicy.parse(new byte[StsPolicy.MAX_BYTES + 1])))
                .hasMessageContaining("65537 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, mail.example.com, true",
        "mail.example.com, MAIL.example.com, true",
        "mail.example.com, mail2.example.com, false",
        "mail.example.com, a.mail.example.com, false",
        "*.example.com, mail.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, foo.bar.example.com, false",
        "*.example.com, mailexample.com, false",
        "*.com, example.com, true"
    })
    @DisplayName("section 4.1: a wildcard is exactly one label")
    void mxHost(String pattern, String host, boolean allowed) throws StsException {
        StsPolicy policy = parse("version: STSv1\nmode: enforce\nmax_age: 1\nmx: " + pattern);

        assertThat(policy.allows(DomainName.of(host))).isEqualTo(allowed);
    }

    @Test
    @DisplayName("section 5: in mode none the policy says nothing about hosts, and in testing it does")
    void modes() throws StsException {
        DomainName host = DomainName.of("mx.example.org");

        assertThat(parse("version: STSv1\nmode: none\nmax_age: 1").allows(host)).isTrue();
        assertThat(parse("version: STSv1\nmode: testing\nmax_age: 1\nmx: a.example.org")
                        .allows(host))
                .isFalse();
        assertThat(StsMode.TESTING.word()).isEqualTo("testing");
    }
}
