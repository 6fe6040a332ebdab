package io.github.dane4j.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.DaneCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The pages and completions have every command and option that is not hidden. The shells themselves try them elsewhere. */
class ManualFilesTest {
    private static final Map<String, String> FILES = ManualFiles.all("1.2.3", "2026-11-27");

    private static Stream<CommandLine> commands() {
        return commands(DaneCommand.commandLine());
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream()
                        .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                        .flatMap(ManualFilesTest::commands));
    }

    private static Stream<OptionSpec> options(CommandLine command) {
        return command.getCommandSpec().options().stream().filter(each -> !each.hidden());
    }

    private static String page(CommandLine command) {
        return Objects.requireNonNull(FILES.get("man/man1/" + ManualPage.name(command) + ".1"));
    }

    @Test
    void everyCommandHasAPageWithAllOfItsOptions() {
        assertThat(FILES.keySet().stream().filter(each -> each.startsWith("man/")))
                .hasSize((int) commands().count());
        commands().forEach(command -> {
            assertThat(page(command))
                    .startsWith(".TH DANE")
                    .contains(
                            "\"2026-11-27\" \"dane 1.2.3\"",
                            "\n.SH NAME\n" + ManualPage.escape(ManualPage.name(command)) + " \\- ",
                            "\n.SH SYNOPSIS\n",
                            "\n.SH SEE ALSO\n");
            assertThat(options(command).flatMap(each -> Stream.of(each.names())))
                    .allSatisfy(name -> assertThat(page(command)).contains(ManualPage.escape(name)));
        });
    }

    /** No sentence is taken for a request of roff. */
    @Test
    void pagesHaveNoOtherRequests() {
        Set<String> requests = Set.of(".TH", ".SH", ".PP", ".TP", ".B", ".BR", ".nf", ".fi");

        assertThat(commands().flatMap(command -> page(command).lines()))
                .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
                .allSatisfy(line -> assertThat(requests).contains(line.split(" ", 2)[0]));
        assertThat(ManualPage.escape(".x -y 'z \\")).isEqualTo("\\&.x \\-y 'z \\e");
        assertThat(ManualPage.escape("'x'")).isEqualTo("\\&'x'");
    }

    @Test
    void pageHasExamplesExitStatusAndDefaults() {
        String check = FILES.get("man/man1/dane-check.1");

        assertThat(check)
                .contains("\n.SH EXIT STATUS\n.TP\n0\n", "\n.SH EXAMPLES\n.nf\n  dane check", "default: 14")
                .contains("\\fB\\-\\-port\\fR=N\n")
                .doesNotContain("${", "%n", "mta\\-sts\\-port");
    }

    @Test
    void completionsHaveEveryOption() {
        for (String file : Set.of(
                "bash-completion/completions/dane",
                "fish/vendor_completions.d/dane.fish",
                "zsh/site-functions/_dane")) {
            String text = FILES.get(file);
            assertThat(commands().flatMap(ManualFilesTest::options).map(OptionSpec::longestName))
                    .as(file)
                    .allSatisfy(name -> assertThat(text)
                            .containsAnyOf(
                                    name,
                                    name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1)));
            assertThat(text).as(file).contains("xmpp-server").doesNotContain("train", "mta-sts-port");
        }
    }

    @Test
    void filesAreWrittenWhereTheBuildSays(@TempDir Path folder) throws Exception {
        ManualFiles.main(new String[] {folder.resolve("share").toString(), "1.2.3", "2026-11-27T01:02:03Z"});

        for (Map.Entry<String, String> each : FILES.entrySet()) {
            assertThat(Files.readString(folder.resolve("share").resolve(each.getKey())))
                    .isEqualTo(each.getValue());
        }
    }
}
