package io.github.dane4j.cli.scan;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.check.DomainScan;
import io.github.dane4j.cli.check.DomainSummary;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.report.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/** One line of the output; docs/json.md describes it. */
public final class ScanLine {
    private static final int SHOWN = 300;

    private ScanLine() {}

    /** What is found about {@code entry}, whatever it is, as one line of JSON without its end. Blocks for the lookups. */
    public static String of(DomainScan scan, String entry) throws InterruptedException {
        Optional<DomainSummary> summary = Optional.empty();
        Optional<String> error = Optional.empty();
        try {
            summary = Optional.of(scan.judge(DomainName.of(entry)));
        } catch (RuntimeException e) {
            // One domain must not end the scan of all others.
            error = Optional.of(Printable.clip(String.valueOf(e.getMessage()), SHOWN));
        }
        StringWriter text = new StringWriter();
        Optional<DomainSummary> found = summary;
        Optional<String> problem = error;
        Json.printLine(
                new PrintWriter(text),
                "scan",
                json -> json.field("domain", shown(entry))
                        .field(
                                "level",
                                Json.word(found.map(DomainSummary::level).orElse(Level.UNKNOWN)))
                        .field("error", problem)
                        .field("mx", found.flatMap(DomainSummary::mx))
                        .field(
                                "provider",
                                found.flatMap(any -> any.hosts().stream().findFirst())
                                        .map(host -> Provider.of(host.name())))
                        .texts(
                                "codes",
                                found.map(DomainSummary::findings).orElse(List.of()).stream()
                                        .map(finding -> finding.code().word())
                                        .distinct()
                                        .toList())
                        .array(
                                "hosts",
                                found.map(DomainSummary::hosts).orElse(List.of()),
                                (array, host) ->
                                        array.object(fields -> fields.field("host", Printable.clip(host.name(), SHOWN))
                                                .field("requirement", host.requirement())
                                                .field("level", Json.word(host.level()))))
                        .texts(
                                "texts",
                                found.map(DomainSummary::findings).orElse(List.of()).stream()
                                        .map(ScanLine::text)
                                        .toList()));
        return text.toString().strip();
    }

    /** The entry as it stands in its line. */
    static String shown(String entry) {
        return Printable.clip(entry, SHOWN);
    }

    private static String text(Finding finding) {
        return finding.address().map(address -> address + ": ").orElse("") + finding.text();
    }
}
