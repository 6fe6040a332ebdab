package io.github.dane4j.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/clients.md, taken apart. */
final class ClientsDocument {
    private static final Path FILE = Path.of("..", "docs", "clients.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "io", "github", "dane4j", "clients");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern DEPENDENCY = Pattern.compile("^Dependency: `[^:`]+:([^:`]+)`", Pattern.MULTILINE);

    private final String text = read(FILE);

    private static String read(Path file) {
        try {
            return Files.readString(file);
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

    /** The Java blocks that stand in no source file of this module, apart from white space and comments. */
    List<String> javaThatStandsNowhere() throws IOException {
        String code;
        try (Stream<Path> files = Files.list(SOURCES)) {
            code = files.map(ClientsDocument::read)
                    .map(ClientsDocument::withoutSpace)
                    .collect(Collectors.joining("\n"));
        }
        return blocks("java").stream()
                .filter(block -> !code.contains(withoutSpace(block)))
                .toList();
    }

    /** The artifacts of "Dependency: `group:artifact`" lines. */
    List<String> dependencies() {
        return DEPENDENCY
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    /** A table by the first cell of its heading: for each row its cells by the titles of the columns. */
    Map<String, Map<String, String>> table(String heading) {
        List<String> lines = text.lines().toList();
        int first = 0;
        while (!cells(lines.get(first)).get(0).equals(heading)) {
            first++;
        }
        List<String> titles = cells(lines.get(first));
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (String line : lines.subList(first + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            List<String> cells = cells(line);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 1; i < cells.size(); i++) {
                row.put(titles.get(i), cells.get(i));
            }
            rows.put(cells.get(0), row);
        }
        return rows;
    }

    /** A row of a table; empty if there is none. */
    Map<String, String> row(String heading, String name) {
        return table(heading).getOrDefault(name, Map.of());
    }

    private static List<String> cells(String line) {
        List<String> parts = new ArrayList<>(Arrays.asList(line.split("\\|", -1)));
        if (parts.size() < 3) {
            return List.of("");
        }
        return parts.subList(1, parts.size() - 1).stream().map(String::strip).toList();
    }
}
