package io.github.dane4j.mailstacks;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** A document taken apart into the fenced blocks of its sections. */
final class MailDocument {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /** {@code docs/mail.md}. */
    static final MailDocument MAIL = read("docs/mail.md");

    /** A block of code. */
    record Block(String language, String text) {}

    private final Map<String, List<Block>> sections = new LinkedHashMap<>();

    private MailDocument(String text) {
        for (String section : text.split("(?m)^## ", -1)) {
            List<Block> blocks = new ArrayList<>();
            BLOCK.matcher(section).results().forEach(match -> blocks.add(new Block(match.group(1), match.group(2))));
            sections.put(section.lines().findFirst().orElse(""), blocks);
        }
    }

    /** A document by its path from the top. */
    static MailDocument read(String path) {
        return new MailDocument(file(Path.of("..", path)));
    }

    static String file(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sections with their blocks, in order. */
    Map<String, List<Block>> sections() {
        return sections;
    }

    /** The blocks of one language in one section. */
    List<String> blocks(String section, String language) {
        List<Block> blocks = sections.get(section);
        if (blocks == null) {
            throw new AssertionError("no section " + section);
        }
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .map(Block::text)
                .toList();
    }

    List<String> blocks(String language) {
        return sections.keySet().stream()
                .flatMap(section -> blocks(section, language).stream())
                .toList();
    }

    /** The properties of the block with this number, from 0. */
    Properties properties(String section, int number) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(blocks(section, "properties").get(number)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
