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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/json.md, held to what the commands print: no field is missing in it. */
class JsonDocumentTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli", "golden");

    @Test
    void everyFieldIsDescribed() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "json.md"));
        List<Path> files;
        try (Stream<Path> all = Files.list(GOLDEN)) {
            files = all.filter(file -> file.toString().endsWith(".json")).toList();
        }
        Set<String> fields = new TreeSet<>();
        for (Path file : files) {
            fields.addAll(fields(Files.readString(file)));
        }

        assertThat(files).hasSizeGreaterThan(5);
        assertThat(fields)
                .contains("format", "level", "culprit", "kind", "spkiSha256")
                .allSatisfy(field -> assertThat(document).containsPattern("[`.]" + field + "`"));
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
