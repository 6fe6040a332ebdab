package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.manual.ManualFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completions and manual pages of the command, in the programs that they are for. */
class ShellsIT {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        ManualFiles.main(new String[] {folder.toString(), "1.2.3", "2026-11-27T00:00:00Z"});
    }

    private List<String> fish(String typed) {
        return Command.run(
                        Program.FISH,
                        "--no-config",
                        "-c",
                        "source " + folder.resolve("fish/vendor_completions.d/dane.fish") + "; complete -C '" + typed
                                + "'")
                .lines()
                .map(line -> line.split("\t", 2)[0])
                .toList();
    }

    @Test
    void fishCompletesCommandsOptionsAndValues() {
        assertThat(fish("dane ch")).containsExactly("check");
        assertThat(fish("dane inbound ")).containsExactly("plan", "publish", "status");
        assertThat(fish("dane inbound plan --low")).containsExactly("--low-ttl");
        assertThat(fish("dane check --starttls xm")).containsExactly("xmpp", "xmpp-server");
        assertThat(fish("dane check --mode")).isEmpty();
        assertThat(fish("dane tra")).isEmpty();
    }

    /** What zsh hands to its own function that completes arguments. */
    private String zsh(String command) {
        return Command.run(
                Program.ZSH,
                "-f",
                "-c",
                "fpath=(" + folder.resolve("zsh/site-functions") + " $fpath); autoload -Uz compinit; compinit -u -D;"
                        + " print -r -- function=$_comps[dane];"
                        + " _describe() { print -rl -- ${(P)2} };"
                        + " _arguments() { print -rl -- \"$@\"; state=rest; line=(" + command + "); };"
                        + " _dane");
    }

    @Test
    void zshLoadsTheFunctionsAndGetsTheOptions() {
        assertThat(zsh("check"))
                .startsWith("function=_dane\n")
                .contains(
                        "--starttls=[how TLS begins", ":PROTOCOL:(smtp imap pop3 xmpp xmpp-server ldap postgres none)");
        assertThat(zsh("none")).doesNotContain("--starttls");
        assertThat(Command.run(
                        Program.ZSH,
                        "-f",
                        "-c",
                        "fpath=(" + folder.resolve("zsh/site-functions") + " $fpath); autoload -Uz _dane;"
                                + " _arguments() { state=command }; _describe() { print -rl -- ${(P)2} }; _dane"))
                .contains("check:Checks mail domains", "demo:")
                .doesNotContain("train");
    }

    @Test
    void manualPagesHaveNoErrors() throws IOException {
        try (Stream<Path> pages = Files.list(folder.resolve("man/man1"))) {
            for (Path page : pages.toList()) {
                Command.Outcome lint =
                        Command.attempt("", Program.MANDOC, "-T", "lint", "-W", "warning", page.toString());
                assertThat(lint.output()).isEmpty();
                assertThat(lint.exitCode()).isZero();
            }
        }
        assertThat(Command.run(
                                Program.MANDOC,
                                "-T",
                                "ascii",
                                folder.resolve("man/man1/dane-check.1").toString())
                        // Bold is a letter over itself.
                        .replaceAll(".\b", ""))
                .contains("dane-check - checks mail domains", "--starttls=PROTOCOL", "EXIT STATUS");
    }
}
