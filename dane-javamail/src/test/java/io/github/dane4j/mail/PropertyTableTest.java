package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of properties in docs/mail.md has those that the code reads, and no others. */
class PropertyTableTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `(dane[a-z.]*)` \\| (?:(not stores|`smtp-mx`): )?", Pattern.MULTILINE);

    /** The section; the settings of Spring Boot have a table of their own in another. */
    private static String table() throws IOException {
        return Files.readString(Path.of("..", "docs", "mail.md")).split("(?m)^## Properties$", -1)[1];
    }

    @Test
    void everyPropertyHasARow() throws IOException {
        List<String> documented = ROW.matcher(table())
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(DaneProperty.values()).map(DaneProperty::key).toList());
    }

    @Test
    void everyRowSaysWhereThePropertyWorks() throws IOException {
        Map<String, Set<ServiceKind>> documented = ROW.matcher(table())
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> row.group(2) == null
                                ? EnumSet.allOf(ServiceKind.class)
                                : row.group(2).equals("not stores")
                                        ? EnumSet.of(ServiceKind.FIXED_HOST, ServiceKind.BY_MX)
                                        : EnumSet.of(ServiceKind.BY_MX)));

        assertThat(documented)
                .isEqualTo(Stream.of(DaneProperty.values())
                        .collect(Collectors.toMap(DaneProperty::key, DaneProperty::readers)));
    }
}
