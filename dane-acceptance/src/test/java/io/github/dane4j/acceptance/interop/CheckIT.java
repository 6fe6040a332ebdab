package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code dane check} of Postfix and OpenSSL, whose zones BIND serves, directly and through Unbound: the table check.txt. */
@ExtendWith(LaboratoryExtension.class)
@Timeout(120)
class CheckIT {
    private final Laboratory laboratory;

    CheckIT(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    /** A line of the table. */
    record Row(String destination, String server, int status, String level, List<String> codes) {
        static Row of(String line) {
            String[] cell = Stream.of(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
            return new Row(cell[0], cell[1], Integer.parseInt(cell[2]), cell[3], List.of(cell[4].split(" ", -1)));
        }

        @Override
        public String toString() {
            return destination + " at " + server;
        }
    }

    static Stream<Arguments> rows() {
        try (InputStream in = Objects.requireNonNull(CheckIT.class.getResourceAsStream("check.txt"))) {
            List<Row> rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
            return Stream.of(NameServer.values())
                    .flatMap(nameServer -> rows.stream().map(row -> Arguments.of(nameServer, row)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port(String server) {
        return switch (server) {
            case "pinned" -> laboratory.pinned().port();
            case "issued" -> laboratory.issued().port();
            case "late" -> laboratory.late().port();
            case "cleartext" -> laboratory.cleartext().port();
            case "web" -> laboratory.webPort();
            case "impostor" -> laboratory.impostorPort();
            default -> throw new IllegalArgumentException(server);
        };
    }

    @ParameterizedTest(name = "{1}, by {0}")
    @MethodSource("rows")
    void isJudgedRightly(NameServer nameServer, Row row) {
        int port = port(row.server());
        boolean mail = !row.destination().equals(Laboratory.WEB_HOST);
        String[] arguments = mail
                ? new String[] {row.destination(), "--port", String.valueOf(port)}
                : new String[] {row.destination() + ":" + port};

        Checked checked = Checked.of(laboratory.address(nameServer), laboratory.rootAnchor(), arguments);

        assertThat(checked.codes()).as(checked.report()).containsExactlyInAnyOrderElementsOf(row.codes());
        assertThat(checked.level()).as(checked.report()).isEqualTo(row.level());
        assertThat(checked.status()).as(checked.report()).isEqualTo(row.status());
    }
}
