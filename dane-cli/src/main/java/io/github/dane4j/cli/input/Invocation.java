package io.github.dane4j.cli.input;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line by which a command was called, and what is wrong with it. To be mixed into a command. */
// Without it picocli takes nothing for a mixin that has no option.
@Command
public final class Invocation {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** For picocli, which says by whom it is used. */
    public Invocation() {}

    /** The command line, with its streams and colours. */
    public CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("used outside of the command line");
        }
        return command.commandLine();
    }

    /** Whether {@code --verbose} was given, to this command or to one above it. */
    public boolean isVerbose() {
        for (CommandLine each = commandLine(); each != null; each = each.getParent()) {
            if (each.getParseResult() != null && each.getParseResult().hasMatchedOption("--verbose")) {
                return true;
            }
        }
        return false;
    }

    /** The error of wrong use, in one line. */
    public ParameterException wrong(String message) {
        return new ParameterException(commandLine(), message);
    }

    /**
     * Refuses a number that is not 1 to {@code max}.
     *
     * @throws ParameterException if it is not
     */
    public void checkRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw wrong(option + " is 1 to " + max + ", not " + value);
        }
    }
}
