package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/json.md, held to what the commands print: no field is missing in it, and no command among the files. */
class JsonDocumentTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli", "golden");

    private static final Pattern COMMANDS = Pattern.compile("(?m)^\\| `command` \\| text \\| (.*) \\|$");

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(GOLDEN)) {
            return all.filter(file -> file.toString().matches(".*\\.jsonl?")).toList();
        }
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "json.md"));
    }

    @Test
    void everyFieldIsDescribed() throws IOException {
        String document = document();
        List<Path> files = files();
        Set<String> fields = new TreeSet<>();
        for (Path file : files) {
            fields.addAll(fields(Files.readString(file)));
        }

        assertThat(files).hasSizeGreaterThan(5);
        assertThat(fields)
                .contains("format", "level", "culprit", "kind", "spkiSha256")
                .allSatisfy(field -> assertThat(document).containsPattern("[`.]" + field + "`"));
    }

    @Test
    void everyCommandHasAFile() throws IOException {
        Matcher listed = COMMANDS.matcher(document());
        assertThat(listed.find()).isTrue();
        Set<String> commands = new TreeSet<>();
        for (Path file : files()) {
            Matcher command = Pattern.compile("\"command\" ?: ?\"([a-z-]+)\"").matcher(Files.readString(file));
            while (command.find()) {
                commands.add(command.group(1));
            }
        }

        assertThat(commands)
                .containsExactlyInAnyOrder(listed.group(1).replace("`", "").split(", | or "));
    }

    private static Set<String> fields(String json) throws IOException {
        Set<String> fields = new TreeSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    fields.add(parser.currentName());
                }
            }
        }
        return fields;
    }
}
