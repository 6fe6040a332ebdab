package io.github.dane4j.idna;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The tables in use are those that RFC 5892 derives from Unicode's data. */
class CodePointTableTest {
    @Test
    void tablesAreTheGeneratedOnes() throws IOException {
        String generated = CodePointTable.generate();
        Path copy = Files.createDirectories(Path.of("target")).resolve("code-points.txt");
        Files.writeString(copy, generated);

        try (InputStream in = Objects.requireNonNull(CodePointSet.class.getResourceAsStream("code-points.txt"))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                    .as("src/main/resources/io/github/dane4j/idna/code-points.txt; what it should be is in %s", copy)
                    .isEqualTo(generated);
        }
    }

    /** The Bidi rule asks for five classes only; a sixth would make a left-to-right label of another. */
    @Test
    void permittedCharactersHaveTheBidiClassesThatTheRuleNames() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (CodePointSet.VALID.contains(c) || CodePointSet.CONTEXT.contains(c)) {
                assertThat(com.ibm.icu.lang.UCharacter.getDirection(c))
                        .as("Bidi class of U+%04X", c)
                        .isNotIn(
                                com.ibm.icu.lang.UCharacterDirection.BLOCK_SEPARATOR,
                                com.ibm.icu.lang.UCharacterDirection.SEGMENT_SEPARATOR,
                                com.ibm.icu.lang.UCharacterDirection.WHITE_SPACE_NEUTRAL,
                                com.ibm.icu.lang.UCharacterDirection.LEFT_TO_RIGHT_EMBEDDING);
            }
        }
    }
}
