package io.github.dane4j.cli.manual;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completions of a command for zsh: a function for each command, to be loaded from a folder of {@code fpath}. */
final class ZshCompletion {
    private final StringBuilder text = new StringBuilder("#compdef dane\n# Completions of the dane command for zsh.\n");

    private ZshCompletion() {}

    static String of(CommandLine dane) {
        ZshCompletion completion = new ZshCompletion();
        completion.add(dane);
        return completion.text.append("\n_dane \"$@\"\n").toString();
    }

    private static String function(CommandLine command) {
        return "_" + command.getCommandSpec().qualifiedName("_");
    }

    private void add(CommandLine command) {
        command.getSubcommands().values().forEach(this::add);
        boolean parent = !command.getSubcommands().isEmpty();
        List<String> specs = new ArrayList<>();
        command.getCommandSpec().options().stream()
                .filter(each -> !each.hidden())
                .forEach(each -> List.of(each.names()).forEach(name -> specs.add(quoted(option(each, name)))));
        if (parent) {
            specs.add("'1: :->command'");
            specs.add("'*:: :->rest'");
        } else {
            command.getCommandSpec().positionalParameters().stream()
                    .limit(1)
                    .forEach(each -> specs.add(quoted("*" + value(each))));
        }
        line("");
        line(function(command) + "() {");
        if (parent) {
            line("  local state line");
        }
        line("  _arguments " + (parent ? "-C " : "") + String.join(" \\\n    ", specs));
        if (parent) {
            subcommands(command);
        }
        line("}");
    }

    private void subcommands(CommandLine command) {
        line("  case $state in");
        line("    command)");
        line("      local -a commands=(");
        command.getSubcommands()
                .forEach((name, each) -> line("        "
                        + quoted(name + ":"
                                + Suggestion.description(
                                        each.getCommandSpec().usageMessage().description()))));
        line("      )");
        line("      _describe command commands");
        line("      ;;");
        line("    rest)");
        line("      case $line[1] in");
        command.getSubcommands().forEach((name, each) -> line("        " + name + ") " + function(each) + " ;;"));
        line("      esac");
        line("      ;;");
        line("  esac");
    }

    private static String option(OptionSpec option, String name) {
        boolean valued = option.arity().max() > 0;
        return (option.isMultiValue() ? "*" : "") + name + (!valued ? "" : name.startsWith("--") ? "=" : "+") + "["
                + escaped(Suggestion.description(option.description())) + "]" + (valued ? value(option) : "");
    }

    private static String value(ArgSpec argument) {
        List<String> values = Suggestion.values(argument);
        String action =
                Suggestion.isFile(argument) ? "_files" : values.isEmpty() ? "" : "(" + String.join(" ", values) + ")";
        return ":" + escaped(argument.paramLabel()) + ":" + action;
    }

    /** Of what {@code _arguments} would take for the end of a part. */
    private static String escaped(String plain) {
        return plain.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String plain) {
        return "'" + plain.replace("'", "'\\''") + "'";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
