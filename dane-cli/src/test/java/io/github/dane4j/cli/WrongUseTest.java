package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The table wrong-use.txt: an error is one line and where to read on, and has a stack trace only with --verbose. */
class WrongUseTest {
    private static final Path FILES = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli");
    private static final String NONE =
            Path.of("target", "no-such-folder", "none").toString();

    /** A line of the table. */
    record Case(List<String> arguments, String error, String command) {
        static Case of(String line) {
            String[] parts = line.replace("FILES", FILES.toString())
                    .replace("NONE", NONE)
                    .split(" *\\| *", -1);
            return new Case(List.of(parts[0].split(" ", -1)), parts[1], parts[2]);
        }
    }

    static List<Case> cases() throws IOException {
        return Files.readAllLines(FILES.resolve("wrong-use.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Case::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneLineWithoutStackTrace(Case each) {
        Dane dane = Dane.run(each.arguments().toArray(String[]::new));

        List<String> lines = dane.err().lines().toList();
        assertThat(lines.get(0)).contains(each.error());
        assertThat(lines).last().isEqualTo("See: " + each.command() + " --help");
        assertThat(lines).filteredOn(line -> !line.startsWith("Did you mean")).hasSize(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stackTraceForThoseWhoAsk(Case each) {
        for (String option : List.of("-v", "--verbose")) {
            Dane dane = Dane.run(
                    Stream.concat(each.arguments().stream(), Stream.of(option)).toArray(String[]::new));

            assertThat(dane.err()).contains(each.error(), "\tat io.github.dane4j.cli.");
            assertThat(dane.status()).isEqualTo(2);
        }
    }

    @Test
    void tableHasEveryCommand() throws IOException {
        CommandLine dane = DaneCommand.commandLine();

        assertThat(cases().stream().map(Case::command)).containsAll(names(dane).toList());
    }

    @Test
    void everyCommandHasTheOptionAndTheVersion() {
        for (String name : names(DaneCommand.commandLine()).toList()) {
            String[] words = name.split(" ", -1);
            assertThat(run(words, "--help").out()).contains("-v, --verbose");
            assertThat(run(words, "--version").out()).startsWith("dane ").contains("Java ");
        }
    }

    /** Only what was called is read as a whole; what is printed is the same. */
    @Test
    void helpIsThatOfTheWholeCommand() {
        CommandLine dane = DaneCommand.commandLine();

        assertThat(Dane.run("--help").out()).isEqualTo(dane.getUsageMessage(CommandLine.Help.Ansi.OFF));
        CommandLine inbound = Objects.requireNonNull(dane.getSubcommands().get("inbound"));
        CommandLine plan = Objects.requireNonNull(inbound.getSubcommands().get("plan"));
        assertThat(Dane.run("inbound", "plan", "--help").out())
                .isEqualTo(plan.getUsageMessage(CommandLine.Help.Ansi.OFF));
    }

    @Test
    void nothingAskedForIsAnsweredWithTheHelp() {
        assertThat(Dane.run().err()).contains("Missing required subcommand", "Usage: dane", "  check ");
        assertThat(Dane.run("-v").err()).contains("Usage: dane");
    }

    private static Dane run(String[] words, String option) {
        return Dane.run(
                Stream.concat(Stream.of(words).skip(1), Stream.of(option)).toArray(String[]::new));
    }

    private static Stream<String> names(CommandLine command) {
        return Stream.concat(
                Stream.of(command.getCommandSpec().qualifiedName()),
                command.getSubcommands().values().stream()
                        .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                        .flatMap(WrongUseTest::names));
    }
}
