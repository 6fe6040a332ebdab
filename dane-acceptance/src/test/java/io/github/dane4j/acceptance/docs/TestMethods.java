package io.github.dane4j.acceptance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The test methods of all modules, by the simple name of their class; and how documents refer to them. */
final class TestMethods {
    /** The folder of all modules. */
    static final Path ROOT = Path.of("..");

    /** {@code `Class#method`}. */
    static final Pattern REFERENCE = Pattern.compile("`(\\w+)#([\\w-]+)`");

    private static final Pattern METHOD = Pattern.compile("^ {4}void (\\w+)\\(", Pattern.MULTILINE);

    private TestMethods() {}

    static Map<String, Set<String>> byClass() throws IOException {
        Map<String, Set<String>> methods = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.map(each -> each.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                for (Path file : javaFiles(module)) {
                    methods.computeIfAbsent(
                                    file.getFileName().toString().replace(".java", ""), unused -> new HashSet<>())
                            .addAll(of(file));
                }
            }
        }
        return methods;
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static List<String> of(Path file) throws IOException {
        return METHOD.matcher(Files.readString(file))
                .results()
                .map(method -> method.group(1))
                .toList();
    }
}
