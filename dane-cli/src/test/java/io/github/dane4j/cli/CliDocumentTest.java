package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.finding.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/cli.md is what the commands say of themselves. Where it differs, what it should be is in target/golden/cli.md. */
class CliDocumentTest {
    @Test
    void documentIsTheHelpOfTheCommands() throws IOException {
        String expected = document();
        Files.writeString(Files.createDirectories(Path.of("target", "golden")).resolve("cli.md"), expected);

        assertThat(Files.readString(Path.of("..", "docs", "cli.md"))).isEqualTo(expected);
    }

    private static String document() throws IOException {
        CommandLine dane = DaneCommand.commandLine();
        String commands = dane.getSubcommands().values().stream()
                .distinct()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .flatMap(command -> Stream.concat(Stream.of(command), command.getSubcommands().values().stream()))
                .map(command -> "## " + command.getCommandSpec().qualifiedName() + "\n\n" + help(command))
                .collect(Collectors.joining("\n"));
        return """
            # The dane command

            Generated from the commands' own help; a test compares them. JSON output is described in
            [json.md](json.md).

            If not all of the output can be written (the disk is full, or the reader of the pipe has ended), a line on standard error
            says so, and the exit status is not 0: a command that would have succeeded ends with 3, or with 2 if its list below has no 3.
            A command that Ctrl-C ends exits with 130; `check` and `scan` then say so in one line, and leave nothing half-written.

            """ + help(dane) + "\n" + commands + "\n" + hooks() + "\n" + java() + "\n" + findings();
    }

    private static String help(CommandLine command) {
        return "```text\n"
                + command.getUsageMessage(Ansi.OFF)
                        .replace(System.lineSeparator(), "\n")
                        .lines()
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n"))
                + "\n```\n";
    }

    private static String hooks() throws IOException {
        return """
            ## Changing keys from certbot and acme.sh

            A client that renews certificates makes new keys, and a mail server that gets one before DNS is ready for it receives
            no mail from senders that know DANE. The script `hooks/dane-deploy` stands between the two: it puts the renewed
            certificate aside, asks `dane rollover`, and installs it on the server only when that allows it. A timer finishes what
            the hook had to leave.

            ```text
            certbot renew --deploy-hook dane-deploy
            acme.sh --install-cert -d mx.example.org --reloadcmd dane-deploy
            */15 * * * * dane-deploy
            ```

            With `--update` in `DANE_OPTIONS` the records are published and removed as well. Without it, that is left to you: the
            script prints them. Mind the wait and the certificate's validity: renew at least a week ahead.

            A client that keeps its key (`certbot --reuse-key`) needs no wait as long as every record is `3 1 x`.

            ```sh
            """ + Files.readString(Path.of("src", "dist", "hooks", "dane-deploy")) + "```\n";
    }

    private static String java() throws IOException {
        String example = Files.readString(
                        Path.of("src", "test", "java", "io", "github", "dane4j", "cli", "check", "ScanFromJava.java"))
                .split("    // (?:begin|end)\\R", 3)[1]
                .indent(-4);
        return """
            ## From Java

            What the commands find out are values, and Java code can have the same ones, from the artifact `dane-cli`:

            | type | what it is |
            | --- | --- |
            | `io.github.dane4j.cli.check.DomainScan` | judges mail domains as `dane scan` does: by DNS alone (`dnsOnly`), or with a connection to each server (`connecting`); thread-safe |
            | `io.github.dane4j.cli.check.DomainSummary` | how a domain stands: the worst level, whether its MX records are signed, its hosts, its findings |
            | `io.github.dane4j.cli.finding.Finding` | one finding: code, level, culprit, and the facts that its sentence is made of |

            ```java
            """ + example + "```\n";
    }

    private static String findings() {
        return """
            ## Findings

            Everything that `dane check`, `scan`, `tlsa`, `rollover` and `inbound` can report: the code as in JSON, the usual level,
            who has to act, and the text and advice, in which a name in braces stands for a fact. A zone
            that was not found is not named.

            | code | level | culprit | text | advice |
            | --- | --- | --- | --- | --- |
            """ + Stream.of(Code.values()).map(CliDocumentTest::row).collect(Collectors.joining());
    }

    private static String row(Code code) {
        return "| `" + code.word() + "` | " + word(code.level()) + " | " + word(code.culprit()) + " | "
                + code.textTemplate() + " | " + code.adviceTemplate() + " |\n";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
