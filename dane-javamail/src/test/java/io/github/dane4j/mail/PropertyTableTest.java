package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of properties in docs/mail.md has those that the code reads, and no others. */
class PropertyTableTest {
    private static final Pattern ROW = Pattern.compile("^\\| `(dane[a-z.]*)` \\|", Pattern.MULTILINE);

    @Test
    void everyPropertyHasARow() throws IOException {
        List<String> documented = ROW.matcher(Files.readString(Path.of("..", "docs", "mail.md")))
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(DaneProperty.values()).map(DaneProperty::key).toList());
    }
}
