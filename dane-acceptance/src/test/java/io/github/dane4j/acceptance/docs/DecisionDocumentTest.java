package io.github.dane4j.acceptance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/decisions.md}: each row has its tests, and each test that bears the name of a row is in it. */
class DecisionDocumentTest {
    private static final Pattern ROW = Pattern.compile("^\\| ([ABCDM]?\\d+r?) \\|.*$", Pattern.MULTILINE);
    /** Such as a3SecureMx, c2_c12_unusableRecords and trap07StrippedStartTls. */
    private static final Pattern NAMED_BY_A_ROW = Pattern.compile("(?:[abcd]\\d+r?|trap\\d+)(?:_\\w+|[A-Z]\\w*)");

    private static final Pattern FIRST_ROW = Pattern.compile("(?:trap0?)?([abcd]?\\d+r?).*");

    private final Map<String, Set<String>> rows = rows();

    /** What each row refers to. */
    private static Map<String, Set<String>> rows() {
        try {
            Map<String, Set<String>> rows = new HashMap<>();
            for (MatchResult row : ROW.matcher(Files.readString(TestMethods.ROOT.resolve("docs/decisions.md")))
                    .results()
                    .toList()) {
                Set<String> references = new HashSet<>();
                TestMethods.REFERENCE
                        .matcher(row.group())
                        .results()
                        .forEach(each -> references.add(each.group(1) + "#" + each.group(2)));
                assertThat(rows.put(row.group(1), references)).as(row.group(1)).isNull();
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void allRowsAreThere() {
        assertThat(rows.keySet())
                .filteredOn(row -> Character.isLetter(row.charAt(0)))
                .hasSize(15 + 11 + 13 + 11 + 13);
        assertThat(rows.keySet())
                .filteredOn(row -> Character.isDigit(row.charAt(0)))
                .hasSize(17);
    }

    @Test
    void everyRowNamesTestsThatAreThere() throws IOException {
        Map<String, Set<String>> methods = TestMethods.byClass();
        assertThat(rows).allSatisfy((row, tests) -> {
            assertThat(tests).as(row).isNotEmpty();
            assertThat(tests).as(row).allMatch(test -> {
                List<String> parts = List.of(test.split("#", 2));
                return methods.getOrDefault(parts.get(0), Set.of()).contains(parts.get(1));
            });
        });
    }

    @Test
    void everyTestNamedByARowIsInIt() throws IOException {
        Set<String> left = new HashSet<>();
        TestMethods.byClass()
                .forEach((type, methods) -> methods.stream()
                        .filter(method -> NAMED_BY_A_ROW.matcher(method).matches())
                        .filter(method ->
                                !rows.getOrDefault(rowOf(method), Set.of()).contains(type + "#" + method))
                        .forEach(method -> left.add(type + "#" + method)));
        assertThat(left).isEmpty();
    }

    private static String rowOf(String method) {
        Matcher matcher = FIRST_ROW.matcher(method);
        assertThat(matcher.matches()).isTrue();
        String row = matcher.group(1);
        return Stream.of("a", "b", "c", "d").anyMatch(row::startsWith)
                ? Character.toUpperCase(row.charAt(0)) + row.substring(1)
                : row;
    }
}
