package io.github.dane4j.cli.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Sees that the tests of a class produce the findings that the table produced.txt expects of it: in what the command prints, or as
 * values. Where only some tests of a class run, nothing is expected.
 */
public final class ProducedCodes implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    /** Of the class whose tests run: what was not seen yet. */
    private static final Set<Code> MISSING = ConcurrentHashMap.newKeySet();

    private static final String FACT = "\\{[a-zA-Z]+\\}";

    private final Set<String> run = new HashSet<>();

    /** The table: the word of a code, and the class whose tests produce it. */
    static Map<String, String> table() {
        try (InputStream in = ProducedCodes.class.getResourceAsStream("produced.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\|", -1))
                    .collect(Collectors.toMap(
                            cells -> cells[0].strip(),
                            cells -> cells[1].strip(),
                            (one, other) -> one,
                            LinkedHashMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command has printed this. */
    public static void saw(String output) {
        MISSING.removeIf(code -> isIn(code, output));
    }

    /** Something has found this. */
    public static void saw(Finding finding) {
        MISSING.remove(finding.code());
    }

    /** As a word of JSON, or as a whole sentence. */
    private static boolean isIn(Code code, String output) {
        String sentence = Stream.of(code.textTemplate().split(FACT, -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".{1,400}?"));
        return Pattern.compile("\"code\": ?\"" + code.word() + "\"")
                        .matcher(output)
                        .find()
                || Pattern.compile(sentence).matcher(output).find();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        MISSING.clear();
        String name = context.getRequiredTestClass().getName();
        Map<String, String> table = table();
        Stream.of(Code.values())
                .filter(code -> name.endsWith("." + table.get(code.word())))
                .forEach(MISSING::add);
        assertThat(MISSING).as(name + " in produced.txt").isNotEmpty();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        run.add(context.getRequiredTestMethod().getName());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        long all = Arrays.stream(context.getRequiredTestClass().getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .count();
        if (run.size() == all) {
            assertThat(MISSING)
                    .as("findings that " + context.getRequiredTestClass().getSimpleName() + " should produce")
                    .isEmpty();
        }
    }
}
