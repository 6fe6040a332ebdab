package io.github.dane4j.acceptance.readme;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The README, or another document, taken apart into its fenced blocks. */
final class Readme {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private final String text;

    private Readme(String text) {
        this.text = text;
    }

    static Readme read() {
        return read("README.md");
    }

    /** A document by its path from the top. */
    static Readme read(String path) {
        return new Readme(file(Path.of("..", path)));
    }

    /** Whether a source file holds each Java block, apart from white space and comments; imports stand in its own. */
    boolean javaStandsIn(Path source) {
        String code = file(source);
        List<String> imports = code.lines().filter(Readme::isImport).toList();
        return blocks("java").stream()
                .allMatch(block -> imports.containsAll(
                                block.lines().filter(Readme::isImport).toList())
                        && withoutSpace(code)
                                .contains(withoutSpace(block.lines()
                                        .filter(line -> !isImport(line))
                                        .collect(Collectors.joining("\n")))));
    }

    private static boolean isImport(String line) {
        return line.startsWith("import ");
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    static String file(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(match -> match.group(1).equals(language))
                .map((MatchResult match) -> match.group(2))
                .collect(Collectors.toList());
    }

    List<Properties> properties() {
        return blocks("properties").stream()
                .map(block -> {
                    Properties properties = new Properties();
                    try {
                        properties.load(new StringReader(block));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return properties;
                })
                .toList();
    }
}
