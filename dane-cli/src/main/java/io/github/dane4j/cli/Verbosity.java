package io.github.dane4j.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How much a command says. Mixed into every one of them. */
@Command
final class Verbosity {
    private static final String SHORT = "-v";
    private static final String LONG = "--verbose";

    @Option(
            names = {SHORT, LONG},
            description = "print more: the stack trace of an error, and each explanation in the demo")
    private boolean verbose;

    Verbosity() {}

    /** Whether it was asked for at any command of those that were called. */
    static boolean isAskedFor(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(command -> command.getParseResult().hasMatchedOption(LONG));
    }

    /** The same, of a command line that could not be understood. */
    static boolean isAskedFor(String[] args) {
        return List.of(args).contains(SHORT) || List.of(args).contains(LONG);
    }
}
