package io.github.dane4j.cli.report;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Output that could not be written: a verdict that nobody could read is not a success. */
public final class LostOutput {
    private LostOutput() {}

    /**
     * The exit status of a command that has ended with {@code status}: if output was lost, this says so, and a success becomes
     * the failure of the subcommand that was called, 3 where it has that status and otherwise 2.
     */
    public static int check(CommandLine command, int status) {
        if (!command.getOut().checkError()) {
            return status;
        }
        command.getErr()
                .println(command.getCommandName()
                        + ": not all of the output was written: the disk is full, or the reader of the pipe has ended");
        command.getErr().flush();
        if (status != ExitStatus.OK) {
            return status;
        }
        ParseResult called = command.getParseResult();
        while (called.hasSubcommand()) {
            called = called.subcommand();
        }
        return called.commandSpec().exitCodeOnExecutionException() == ExitStatus.UNKNOWN
                ? ExitStatus.UNKNOWN
                : ExitStatus.USAGE;
    }
}
