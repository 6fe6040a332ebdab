package io.github.dane4j.cli.inbound;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.check.DomainSummary;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.report.FindingJson;
import io.github.dane4j.cli.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What came of one entry of the list.
 *
 * @param entry as it was given
 * @param report what is left to do; empty if the entry could not be judged
 * @param error why not
 */
record Outcome(String entry, Optional<CustomerReport> report, Optional<String> error) {
    private static final int SHOWN = 300;

    static Outcome of(String entry, CustomerReport report) {
        return new Outcome(entry, Optional.of(report), Optional.empty());
    }

    /** One domain must not end the work for all others. */
    static Outcome failed(String entry, RuntimeException e) {
        return new Outcome(entry, Optional.empty(), Optional.of(Printable.clip(String.valueOf(e.getMessage()), SHOWN)));
    }

    CustomerReport.State state() {
        return report.map(CustomerReport::state).orElse(CustomerReport.State.UNKNOWN);
    }

    Level level() {
        return state().level();
    }

    String shown() {
        return report.map(each -> each.facts().domain().toString()).orElseGet(() -> Printable.clip(entry, SHOWN));
    }

    /** One line for a machine; docs/json.md describes it. */
    void printJson(PrintWriter out, String command) {
        Json.printLine(
                out,
                command,
                json -> json.field("domain", shown())
                        .field("state", Json.word(state()))
                        .field("error", error)
                        .field("until", report.flatMap(CustomerReport::until).map(Instant::toString))
                        .field("expected", facts().map(each -> each.expected().toString()))
                        .field("dnssec", facts().flatMap(each -> each.customer().mx()))
                        .array("mx", hosts(), (array, host) -> array.object(fields -> mx(fields, host)))
                        .field("ttl", ttl())
                        .field("requirement", server().map(DomainSummary.Host::requirement))
                        .field(
                                "mtaSts",
                                facts().map(each -> each.mtaSts().code().word()))
                        .array(
                                "steps",
                                report.map(CustomerReport::moves).orElse(List.of()),
                                (array, move) -> array.object(fields -> move(fields, move)))
                        .array(
                                "findings",
                                report.map(CustomerReport::findings).orElse(List.of()),
                                (array, finding) -> array.object(fields -> FindingJson.write(fields, finding))));
    }

    private Optional<CustomerFacts> facts() {
        return report.map(CustomerReport::facts);
    }

    private List<DomainSummary.Host> hosts() {
        return facts().map(each -> each.customer().hosts()).orElse(List.of());
    }

    private Optional<DomainSummary.Host> server() {
        return facts().flatMap(each -> each.server().hosts().stream().findFirst());
    }

    private @Nullable Integer ttl() {
        return facts().isPresent() && facts().get().ttl().isPresent()
                ? (int) Math.min(Integer.MAX_VALUE, facts().get().ttl().getAsLong())
                : null;
    }

    private static void mx(Json json, DomainSummary.Host host) throws IOException {
        OptionalInt preference = host.preference();
        json.field("host", Printable.clip(host.name(), SHOWN))
                .field("preference", preference.isPresent() ? (Integer) preference.getAsInt() : null)
                .field("level", Json.word(host.level()));
    }

    private void move(Json json, PlannedMove move) throws IOException {
        json.field("step", Json.word(move.move()))
                .field("by", Json.word(move.move().by()))
                .field("text", facts().map(each -> move.move().text(each)))
                .texts("records", move.records())
                .field("wait", (int) Math.min(Integer.MAX_VALUE, move.pause().toSeconds()));
    }

    /** The sentences of the findings, one a line, with advice. */
    void printFindings(PrintWriter out, String indent) {
        error.ifPresent(text -> out.println(indent + text));
        for (Finding finding : report.map(CustomerReport::findings).orElse(List.of())) {
            out.println(indent
                    + finding.host()
                            .map(host -> Printable.clip(host, SHOWN) + ": ")
                            .orElse("")
                    + finding.address().map(address -> address + ": ").orElse("")
                    + finding.text());
            finding.advice()
                    .ifPresent(advice ->
                            out.println(indent + "  hint (" + finding.culprit().words() + "): " + advice));
        }
    }
}
