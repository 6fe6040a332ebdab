package io.github.dane4j.cli.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each finding is expected by a test, by its word or by a part of its sentence that no other has. */
class CodeTest {
    private static final Path SOURCES = Path.of("src", "test");
    private static final int PART = 16;

    @Test
    void everyFindingIsExpectedByATest() throws IOException {
        String tests = tests();
        Set<String> expectedByNone = new TreeSet<>();
        for (Code code : Code.values()) {
            boolean byWord = Pattern.compile("[\\s\"|]" + code.word() + "[\\s\",]")
                    .matcher(tests)
                    .find();
            if (!byWord && parts(code).noneMatch(tests::contains)) {
                expectedByNone.add(code.word());
            }
        }

        assertThat(expectedByNone).isEmpty();
    }

    private static String tests() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(java|txt|jsonl?)"))
                    .toList();
        }
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            text.append(Files.readString(file, StandardCharsets.UTF_8)).append(" \n");
        }
        return text.toString().replace("\\\"", "\"").replaceAll("\"\\s*\\+\\s*\"", "");
    }

    /** All parts of its sentences of this length, without facts and without those of other findings. */
    private static Stream<String> parts(Code code) {
        String others = Stream.of(Code.values())
                .filter(other -> other != code)
                .map(other -> other.textTemplate() + "\n" + other.adviceTemplate())
                .collect(Collectors.joining("\n"));
        return Stream.of(
                        code.textTemplate().split("\\{[a-zA-Z]+\\}"),
                        code.adviceTemplate().split("\\{[a-zA-Z]+\\}"))
                .flatMap(Stream::of)
                .flatMap(fixed -> IntStream.rangeClosed(0, fixed.length() - PART)
                        .mapToObj(start -> fixed.substring(start, start + PART)))
                .filter(part -> !others.contains(part));
    }
}
