package io.github.dane4j.cli;

import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** How much a command says: the option {@code --verbose}, which all of them have. */
final class Verbosity {
    private static final String SHORT = "-v";
    private static final String LONG = "--verbose";
    private static final String DEMO = "demo";

    private Verbosity() {}

    /** Adds the option to a command. */
    static void addTo(CommandSpec command) {
        command.addOption(OptionSpec.builder(SHORT, LONG)
                .description(
                        command.name().equals(DEMO)
                                ? "print the library's explanation of each verdict, and the stack trace of an error"
                                : "print the stack trace of an error")
                .build());
    }

    /** Whether it was asked for at any command of those that were called. */
    static boolean isAskedFor(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(command -> command.getParseResult().hasMatchedOption(LONG));
    }

    /** The same, of a command line that could not be understood. */
    static boolean isAskedFor(String[] args) {
        return Stream.of(args).anyMatch(Verbosity::isOption);
    }

    /** Whether nothing else is asked for. */
    static boolean isAllOf(String[] args) {
        return Stream.of(args).allMatch(Verbosity::isOption);
    }

    private static boolean isOption(String argument) {
        return argument.equals(SHORT) || argument.equals(LONG);
    }
}
