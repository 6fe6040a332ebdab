package io.github.dane4j.cli.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each finding is produced by a test: by a line of a table whose test expects exactly its code, or by the class that produced.txt
 * names, of which {@link ProducedCodes} sees that it does.
 */
class CodeTest {
    private static final Path TABLES = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli");

    /** The codes in a column of a table. */
    private static Set<String> codes(String table, int column) throws IOException {
        try (Stream<String> lines = Files.lines(TABLES.resolve(table), StandardCharsets.UTF_8)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\|", -1)[column].strip())
                    .flatMap(cell -> Stream.of(cell.split(" ")))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    @Test
    void everyFindingIsProducedByATest() throws IOException {
        Set<String> produced = codes("check/situations.txt", 8);
        produced.addAll(codes("check/trouble-zones.txt", 3));
        produced.addAll(codes("rollover/steps.txt", 10));
        Set<String> expected = new TreeSet<>();
        for (Code code : Code.values()) {
            if (!produced.contains(code.word())) {
                expected.add(code.word());
            }
        }

        // A code that has come into another table is taken out of this one.
        assertThat(ProducedCodes.table().keySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void classesOfTheTableAreWatched() throws ClassNotFoundException {
        for (Map.Entry<String, String> line : ProducedCodes.table().entrySet()) {
            Class<?> tests = Class.forName("io.github.dane4j.cli." + line.getValue());
            assertThat(Arrays.stream(tests.getAnnotationsByType(ExtendWith.class))
                            .flatMap(each -> Arrays.stream(each.value())))
                    .as(line.getKey())
                    .contains(ProducedCodes.class);
        }
    }
}
