package io.github.dane4j.cli.manual;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What a shell can suggest, whichever it is. */
final class Suggestion {
    private static final int MAX_DESCRIPTION = 80;

    private Suggestion() {}

    /** Whether names of files are to be suggested. */
    static boolean isFile(ArgSpec argument) {
        return Path.class.isAssignableFrom(argument.typeInfo().getType())
                || argument.typeInfo().getAuxiliaryTypeInfos().stream()
                        .anyMatch(each -> Path.class.isAssignableFrom(each.getType()));
    }

    /** The same, of the arguments that are not options. */
    static boolean takesFiles(CommandSpec command) {
        return command.positionalParameters().stream().anyMatch(Suggestion::isFile);
    }

    /** The values that there are; empty if they cannot be listed. */
    static List<String> values(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        return candidates == null
                ? List.of()
                : StreamSupport.stream(candidates.spliterator(), false).toList();
    }

    /** The first thing that a description says, in one short line; empty if there is none. */
    static String description(String... sentences) {
        if (sentences.length == 0) {
            return "";
        }
        String first = String.format(sentences[0]).split("[;.] |; ", 2)[0];
        return first.length() <= MAX_DESCRIPTION ? first : first.substring(0, MAX_DESCRIPTION - 3) + "...";
    }
}
