package io.github.dane4j.policy;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** Mail policies that cannot be used. The message has a line for each problem, with its place. */
public final class MailPolicyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Enough to see what is wrong: a file of another kind altogether has a problem on every line. */
    private static final int SHOWN = 20;

    // List.copyOf gives a serializable list.
    @SuppressWarnings("serial")
    private final List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param line from 1; 0 if the problem is with the file as a whole, or with an entry that is not in a file
     * @param column in characters, from 1; 0 if {@code line} is 0
     * @param text what was expected and what was found
     */
    public record Problem(int line, int column, String text) implements Serializable {
        private String at(String name) {
            return line == 0 ? name + ": " + text : name + ":" + line + ":" + column + ": " + text;
        }
    }

    MailPolicyException(String name, List<Problem> problems) {
        super(problems.stream().limit(SHOWN).map(each -> each.at(name)).collect(Collectors.joining("\n"))
                + (problems.size() > SHOWN ? "\nand " + (problems.size() - SHOWN) + " more" : ""));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of the file; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
