package io.github.dane4j.cli.manual;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, in the language of man(7). */
final class ManualPage {
    private final CommandLine command;
    private final CommandSpec spec;
    private final String version;
    private final String date;
    private final StringBuilder text = new StringBuilder();

    ManualPage(CommandLine command, String version, String date) {
        this.command = command;
        this.spec = command.getCommandSpec();
        this.version = version;
        this.date = date;
    }

    /** What {@code man} finds it by, such as {@code dane-check}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    String text() {
        List<String> description = sentences(spec.usageMessage().description());
        line(".TH " + escape(name(command)).toUpperCase(Locale.ROOT) + " 1 \"" + date + "\" \"dane " + escape(version)
                + "\" \"dane\"");
        section("NAME");
        line(escape(name(command)) + " \\- " + escape(summary(description.get(0))));
        section("SYNOPSIS");
        line(".B " + escape(synopsis()));
        section("DESCRIPTION");
        for (int i = 0; i < description.size(); i++) {
            if (i > 0) {
                line(".PP");
            }
            line(escape(description.get(i)));
        }
        arguments();
        if (!command.getSubcommands().isEmpty()) {
            section("COMMANDS");
            command.getSubcommands()
                    .values()
                    .forEach(each -> entry(
                            "\\fB" + escape(name(each)) + "\\fR(1)",
                            sentences(each.getCommandSpec().usageMessage().description())
                                    .get(0)));
        }
        exitStatus();
        examples();
        seeAlso();
        return text.toString();
    }

    /** Up to the first colon or full stop: the whole of it follows below. */
    private static String summary(String sentence) {
        String first = sentence.split("(?<=[^A-Z])[.:;]( |$)", 2)[0];
        return Character.toLowerCase(first.charAt(0)) == first.charAt(0) || first.startsWith("DANE")
                ? first
                : Character.toLowerCase(first.charAt(0)) + first.substring(1);
    }

    private String synopsis() {
        return new Help(spec, Help.defaultColorScheme(Ansi.OFF))
                .abbreviatedSynopsis()
                .strip();
    }

    private void arguments() {
        Help help = new Help(spec, Help.defaultColorScheme(Ansi.OFF));
        List<PositionalParamSpec> positional = spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList();
        if (!positional.isEmpty()) {
            section("ARGUMENTS");
            positional.forEach(each -> entry("\\fI" + escape(label(help, each)) + "\\fR", description(each)));
        }
        section("OPTIONS");
        spec.options().stream()
                .filter(each -> !each.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .forEach(each -> entry(
                        "\\fB" + escape(String.join(", ", each.names())) + "\\fR" + escape(label(help, each)),
                        description(each)));
    }

    private static String label(Help help, ArgSpec argument) {
        return help.parameterLabelRenderer()
                .renderParameterLabel(argument, Ansi.OFF, List.of())
                .toString();
    }

    private static String description(ArgSpec argument) {
        return String.join(" ", sentences(argument.description()));
    }

    private void exitStatus() {
        Map<String, String> statuses = spec.usageMessage().exitCodeList();
        if (!statuses.isEmpty()) {
            section("EXIT STATUS");
            statuses.forEach((status, meaning) -> entry(escape(status.strip()), meaning));
        }
    }

    private void examples() {
        List<String> footer = sentences(spec.usageMessage().footer());
        if (!footer.isEmpty()) {
            section("EXAMPLES");
            line(".nf");
            footer.forEach(each -> line(escape(each.stripTrailing())));
            line(".fi");
        }
    }

    private void seeAlso() {
        List<String> pages = new ArrayList<>();
        if (command.getParent() != null) {
            pages.add(name(command.getParent()));
        }
        command.getSubcommands().values().forEach(each -> pages.add(name(each)));
        section("SEE ALSO");
        line(String.join(
                ",\n",
                pages.stream().map(page -> ".BR " + escape(page) + " (1)").toList()));
    }

    private void section(String heading) {
        line(".SH " + heading);
    }

    private void entry(String term, String meaning) {
        line(".TP");
        line(term);
        line(escape(meaning));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** Descriptions are formats, in which a percent sign stands for itself if it is doubled. */
    private static List<String> sentences(String... formats) {
        return Stream.of(formats).map(each -> String.format(each)).toList();
    }

    /** So that no text is taken for a request, and options can be copied from the page. */
    static String escape(String plain) {
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
