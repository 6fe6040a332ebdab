package io.github.dane4j.cli;

import io.github.dane4j.cli.demo.DemoCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code dane} command. */
@Command(
        name = "dane",
        description = "DANE-TLSA for Java.",
        mixinStandardHelpOptions = true,
        subcommands = DemoCommand.class)
public final class DaneCommand {
    /** What the library logs, the command prints in its own words. Held here, or the level would be forgotten. */
    private static final Logger LIBRARY = Logger.getLogger("io.github.dane4j");

    private DaneCommand() {}

    /** Runs the command and exits with its status: 0 if all is well, 1 if not, 2 if it was called in a wrong way. */
    public static void main(String[] args) {
        System.exit(run(
                new PrintWriter(System.out, true, Charset.defaultCharset()),
                new PrintWriter(System.err, true, Charset.defaultCharset()),
                args));
    }

    /** Runs the command, printing to {@code out}, complaints to {@code err}, and returns the exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        LIBRARY.setLevel(Level.WARNING);
        return new CommandLine(new DaneCommand()).setOut(out).setErr(err).execute(args);
    }
}
