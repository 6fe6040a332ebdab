package io.github.dane4j.acceptance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/rfc-coverage.md}: it leaves out no rule, and every test that it names is there. */
class RfcCoverageTest {
    private static final Path DECISIONS =
            TestMethods.ROOT.resolve("dane-core/src/test/resources/io/github/dane4j/verify/decisions.txt");

    /**
     * How many sentences with a key word of RFC 2119, other than MAY and OPTIONAL, each section has; of the RFCs about DNSSEC
     * those that bind a validator, and some without a key word.
     */
    private static final Map<String, String> RULES = Map.of(
            "RFC 6698",
            "2.1.1=8 2.2=4 3=2 4=2 4.1=12 6=2 8.2=3 A.1=1",
            "RFC 7671",
            "2=3 3=3 4=2 4.1=2 4.2=2 5.1=5 5.2=2 5.2.1=4 5.2.2=4 5.2.3=2 5.4=4 7=6 8=2 8.3=2 8.4=1 9=9 10.1.1=1 10.1.2=3"
                    + " 10.2=3 10.3=4 12=2 13=1 14=2",
            "RFC 7672",
            "1.1=1 2.1.1=6 2.1.2=5 2.1.3=2 2.2=7 2.2.1=7 2.2.2=4 2.2.3=4 3.1.1=3 3.1.2=5 3.1.3=1 3.2=2 3.2.1=1 3.2.2=8"
                    + " 3.2.3=2 4=2 5=2 8.1=4 8.2=2 9.1=1 9.2=4",
            "RFC 7673",
            "3.1=4 3.2=3 3.3=1 3.4=4 4=1 4.1=5 4.2=2 6=3",
            "RFC 4035",
            "5=4 5.1=1 5.2=5 5.3.1=9 5.3.2=1 5.3.3=2 5.3.4=1 5.4=4 5.5=1",
            "RFC 5155",
            "8.1=1 8.2=1 8.3=2 8.4=1 8.5=1 8.6=2 8.7=2 8.8=1 8.9=1 9.2=1",
            "RFC 6840",
            "2.1=1 3.1=1 4.1=2 4.2=1 4.3=1 4.4=1 5.2=1 5.3=1 5.4=1 5.9=1 5.10=1 5.11=2 5.12=1",
            "RFC 9276",
            "3.2=2 4=1",
            "RFC 8461",
            "2=1 3.1=6 3.2=6 3.3=8 3.4=2 4=1 4.2=2 5=3 5.1=1 6=1 7.1=6 7.2=2 8.1=2 8.2=1 10.2=3",
            "RFC 8689",
            "1=1 2=5 3=4 4.1=4 4.2.1=8 4.2.2=2 4.3=3 4.4=1 5=5 8.3=1");

    /** A row of one of the tables. */
    private record Row(String rfc, String section, String rule, String bound, String shownBy) {
        List<MatchResult> references() {
            return TestMethods.REFERENCE.matcher(shownBy).results().toList();
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String rfc = "";
        for (String line :
                read(TestMethods.ROOT.resolve("docs/rfc-coverage.md")).lines().toList()) {
            if (line.startsWith("## ")) {
                rfc = line.substring(3, line.indexOf(','));
            } else if (line.startsWith("| ") && !line.startsWith("| section ") && !line.startsWith("| --- ")) {
                List<String> cells =
                        Stream.of(line.split("\\|", -1)).map(String::strip).toList();
                assertThat(cells).as(line).hasSize(6);
                rows.add(new Row(rfc, cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
            }
        }
        return rows;
    }

    @Test
    void everyRuleHasARow() {
        Map<String, Map<String, Integer>> counted = new HashMap<>();
        for (Row row : rows()) {
            counted.computeIfAbsent(row.rfc(), unused -> new LinkedHashMap<>()).merge(row.section(), 1, Integer::sum);
        }

        RULES.forEach((rfc, expected) ->
                assertThat(text(counted.getOrDefault(rfc, Map.of()))).as(rfc).isEqualTo(expected));
        assertThat(counted).hasSameSizeAs(RULES);
    }

    private static String text(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getKey() + "=" + count.getValue())
                .reduce((first, second) -> first + " " + second)
                .orElse("");
    }

    @Test
    void everyRowNamesATestOrSaysWhyThereIsNone() {
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.rule()).isNotEmpty();
            assertThat(row.bound()).matches("(client|server|publisher)(, (client|server|publisher))*");
            if (row.references().isEmpty()) {
                assertThat(row.shownBy()).matches("(not applicable|not done): .+");
            }
        });
    }

    @Test
    void whatBindsClientsIsShownOrNotDoneButNeverLeftOut() {
        assertThat(rows().stream().filter(row -> row.bound().contains("client")))
                .noneMatch(row -> row.shownBy().startsWith("not applicable"));
    }

    @Test
    void everyTestAndEveryCaseIsThere() throws IOException {
        Map<String, Set<String>> tests = TestMethods.byClass();
        tests.put("decisions", decisions());

        List<String> missing = rows().stream()
                .flatMap(row -> row.references().stream())
                .filter(reference ->
                        !tests.getOrDefault(reference.group(1), Set.of()).contains(reference.group(2)))
                .map(MatchResult::group)
                .distinct()
                .toList();

        assertThat(missing).isEmpty();
    }

    private static Set<String> decisions() {
        Set<String> cases = new HashSet<>();
        read(DECISIONS)
                .lines()
                .filter(line -> line.contains("|") && !line.startsWith("#"))
                .forEach(line -> cases.add(line.substring(0, line.indexOf('|')).strip()));
        return cases;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
