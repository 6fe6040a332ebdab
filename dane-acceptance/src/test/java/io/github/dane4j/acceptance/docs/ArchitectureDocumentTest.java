package io.github.dane4j.acceptance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/architecture.md}: the types, methods and packages that it names are there; so are those of docs/mutation.md. */
class ArchitectureDocumentTest {
    private static final Path CORE = TestMethods.ROOT.resolve("dane-core/src/main/java/io/github/dane4j");
    /** {@code `Type`} or {@code `Type.method`}; a plural is written with the s outside. */
    private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.([a-z]\\w*))?`");

    private static final Pattern PACKAGE_ROW = Pattern.compile("^\\| `([a-z0-9.]+)` \\|", Pattern.MULTILINE);

    @ParameterizedTest
    @CsvSource({"architecture.md, 40", "mutation.md, 30"})
    void everyTypeAndMethodIsThere(String document, int moreThan) throws IOException {
        Map<String, String> sources = sources();
        List<MatchResult> named = TYPE.matcher(document(document)).results().toList();
        assertThat(named).hasSizeGreaterThan(moreThan);
        assertThat(named.stream()
                        .filter(each -> !isThere(sources.get(each.group(1)), each.group(2)))
                        .map(MatchResult::group))
                .isEmpty();
    }

    private static boolean isThere(@Nullable String source, @Nullable String method) {
        return source != null
                && (method == null
                        || Pattern.compile("\\b" + method + "\\(")
                                .matcher(source)
                                .find());
    }

    @Test
    void everyPackageOfTheCoreHasARow() throws IOException {
        try (Stream<Path> files = Files.walk(CORE)) {
            assertThat(PACKAGE_ROW
                            .matcher(document("architecture.md"))
                            .results()
                            .map(row -> row.group(1)))
                    .containsExactlyInAnyOrderElementsOf(files.filter(Files::isDirectory)
                            .map(folder -> CORE.relativize(folder).toString().replace('/', '.'))
                            .filter(name -> !name.isEmpty())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static String document(String name) throws IOException {
        return Files.readString(TestMethods.ROOT.resolve("docs").resolve(name));
    }

    /** Of all modules, main and test, by the name of the type. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(TestMethods.ROOT)) {
            for (Path module : modules.map(each -> each.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                            .toList()) {
                        String type = file.getFileName().toString().replace(".java", "");
                        sources.merge(type, Files.readString(file), String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
