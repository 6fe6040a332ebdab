package io.github.dane4j.cli.manual;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completions of a command for fish. */
final class FishCompletion {
    private final StringBuilder text = new StringBuilder("# Completions of the dane command for fish.\n");

    private FishCompletion() {}

    static String of(CommandLine dane) {
        FishCompletion completion = new FishCompletion();
        completion.add(dane, List.of());
        return completion.text.toString();
    }

    private void add(CommandLine command, List<String> path) {
        CommandSpec spec = command.getCommandSpec();
        String here = condition(path, command.getSubcommands().keySet());
        if (!Suggestion.takesFiles(spec)) {
            line(here + " -f");
        }
        command.getSubcommands()
                .forEach((name, each) -> line(here + " -a " + name
                        + described(each.getCommandSpec().usageMessage().description())));
        spec.options().stream().filter(each -> !each.hidden()).forEach(each -> line(here + option(each)));
        command.getSubcommands().forEach((name, each) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            add(each, longer);
        });
    }

    /** Whether the command line has come to this command, and to none of those below it. */
    private static String condition(List<String> path, Iterable<String> subcommands) {
        List<String> parts = new ArrayList<>();
        path.forEach(name -> parts.add("__fish_seen_subcommand_from " + name));
        String below = String.join(" ", subcommands);
        if (!below.isEmpty()) {
            parts.add("not __fish_seen_subcommand_from " + below);
        }
        return " -n " + quoted(String.join("; and ", parts));
    }

    private static String option(OptionSpec option) {
        StringBuilder words = new StringBuilder();
        for (String name : option.names()) {
            words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            List<String> values = Suggestion.values(option);
            words.append(Suggestion.isFile(option) ? " -r -F" : " -x")
                    .append(values.isEmpty() ? "" : " -a " + quoted(String.join(" ", values)));
        }
        return words + described(option.description());
    }

    private static String described(String... sentences) {
        String description = Suggestion.description(sentences);
        return description.isEmpty() ? "" : " -d " + quoted(description);
    }

    private static String quoted(String plain) {
        return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void line(String words) {
        text.append("complete -c dane").append(words).append('\n');
    }
}
