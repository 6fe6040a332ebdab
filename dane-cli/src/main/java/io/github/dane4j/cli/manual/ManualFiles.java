package io.github.dane4j.cli.manual;

import io.github.dane4j.cli.DaneCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the manual pages and the completions; the build runs it. */
public final class ManualFiles {
    private ManualFiles() {}

    /**
     * Writes all files below a folder, where Unix systems look for them in {@code share}.
     *
     * @param args the folder, the version, and the time of the build in ISO 8601
     */
    public static void main(String[] args) throws IOException {
        for (Map.Entry<String, String> each :
                all(args[1], args[2].substring(0, "YYYY-MM-DD".length())).entrySet()) {
            Path file = Path.of(args[0]).resolve(each.getKey());
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, each.getValue(), StandardCharsets.UTF_8);
        }
    }

    /** Their paths, and what is in them. */
    static Map<String, String> all(String version, String date) {
        Map<String, String> files = new TreeMap<>();
        CommandLine dane = DaneCommand.commandLine();
        hide(dane);
        addPages(files, dane, version, date);
        files.put("bash-completion/completions/dane", AutoComplete.bash("dane", dane));
        files.put("zsh/site-functions/_dane", ZshCompletion.of(dane));
        files.put("fish/vendor_completions.d/dane.fish", FishCompletion.of(dane));
        return files;
    }

    /** Hidden commands are for the build and the tests. */
    private static void hide(CommandLine command) {
        command.getSubcommands().entrySet().stream()
                .filter(each -> each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList()
                .forEach(command.getCommandSpec()::removeSubcommand);
    }

    private static void addPages(Map<String, String> files, CommandLine command, String version, String date) {
        files.put("man/man1/" + ManualPage.name(command) + ".1", new ManualPage(command, version, date).text());
        command.getSubcommands().values().forEach(each -> addPages(files, each, version, date));
    }
}
