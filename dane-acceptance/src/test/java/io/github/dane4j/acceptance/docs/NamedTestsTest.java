package io.github.dane4j.acceptance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that name a test for what they say: it is there. {@code docs/rfc-coverage.md} has more rules of its own. */
class NamedTestsTest {
    @ParameterizedTest
    @CsvSource({"mutation.md, 20", "dnssec.md, 30"})
    void everyTestThatADocumentNamesIsThere(String document, int atLeast) throws IOException {
        Map<String, Set<String>> tests = TestMethods.byClass();
        var named = TestMethods.REFERENCE
                .matcher(Files.readString(TestMethods.ROOT.resolve("docs").resolve(document)))
                .results()
                .toList();

        assertThat(named).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(named.stream()
                        .filter(each ->
                                !tests.getOrDefault(each.group(1), Set.of()).contains(each.group(2)))
                        .map(MatchResult::group))
                .isEmpty();
    }
}
