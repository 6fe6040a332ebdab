package io.github.dane4j.cli.rollover;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.report.FindingJson;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/**
 * What is said about one server.
 *
 * @param facts what was found out
 * @param decision what to do
 * @param current the keys of now
 * @param next the keys to come
 * @param updated whether the zone was changed by this run
 */
record RolloverReport(Facts facts, Decision decision, KeySet current, KeySet next, boolean updated) {
    private static final int SHOWN = 300;

    /** Whose key a record belongs to. */
    enum Owner {
        BOTH("both keys"),
        CURRENT("the current key"),
        NEXT("the next key"),
        RETIRED("an old key"),
        NONE("neither key");

        private final String words;

        Owner(String words) {
            this.words = words;
        }
    }

    private Owner of(TlsaRecord record) {
        boolean now = current.isMatchedBy(record);
        boolean then = next.isMatchedBy(record);
        if (now && then) {
            return Owner.BOTH;
        }
        if (now || then) {
            return now ? Owner.CURRENT : Owner.NEXT;
        }
        return decision.state().retired().contains(record) ? Owner.RETIRED : Owner.NONE;
    }

    private List<TlsaRecord> published() {
        return facts.views().stream()
                .flatMap(view -> view.records().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private long servedBy(TlsaRecord record) {
        return facts.views().stream()
                .filter(view -> view.records().contains(record))
                .count();
    }

    /** The TTL of the record set, or of its absence; zero if it is not known. */
    Duration ttl() {
        return facts.views().stream()
                .map(ZoneView::ttl)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private Owner presented(Facts.Presented server) {
        if (server.chains().stream().allMatch(next::isPresentedBy)) {
            return server.chains().stream().allMatch(current::isPresentedBy) ? Owner.BOTH : Owner.NEXT;
        }
        return server.chains().stream().allMatch(current::isPresentedBy) ? Owner.CURRENT : Owner.NONE;
    }

    /** For a person. */
    void print(PrintWriter out, Ansi colours) {
        out.println(facts.host());
        out.println("  owner   " + facts.owner()
                + (facts.views().isEmpty()
                        ? ""
                        : ", TTL " + ttl().toSeconds() + ", at " + facts.views().size() + " name server"
                                + (facts.views().size() == 1 ? "" : "s")));
        for (TlsaRecord record : published()) {
            out.println("  record  " + record + "  " + of(record).words
                    + (servedBy(record) == facts.views().size() ? since(record) : ", not at every name server"));
        }
        for (Facts.Presented server : facts.servers()) {
            out.println("  server  " + server.address()
                    + (server.chains().isEmpty() ? ": not seen" : " presents " + presented(server).words));
        }
        for (Finding finding : decision.findings()) {
            String mark = finding.level().mark();
            out.println("  " + mark + " ".repeat(Math.max(1, 6 - mark.length())) + finding.text());
            finding.advice()
                    .ifPresent(advice -> out.println("        hint"
                            + (finding.culprit() == Culprit.NOBODY
                                    ? ""
                                    : " (" + finding.culprit().words() + ")")
                            + ": " + advice));
        }
        String colour = switch (decision.step().level()) {
            case OK -> "green";
            case WARNING, NOT_COVERED -> "yellow";
            case UNKNOWN, FAILURE -> "red";
        };
        out.println(colours.string("@|bold," + colour + "   step|@") + "    "
                + decision.step().words());
        decision.until().ifPresent(until -> out.println("  until   " + until));
        decision.add().forEach(record -> out.println("  add     " + line(record)));
        decision.remove().forEach(record -> out.println("  remove  " + line(record)));
        if (updated) {
            out.println("  done    the zone was changed as above");
        }
        out.flush();
    }

    private String line(TlsaRecord record) {
        return facts.owner() + ". IN TLSA " + record;
    }

    private String since(TlsaRecord record) {
        return decision.state()
                .since(record)
                .map(since -> ", seen since " + since.seen())
                .orElse("");
    }

    /** For a machine; docs/json.md describes it. */
    void write(Json json) throws IOException {
        json.field("host", facts.host())
                .field("owner", facts.owner())
                .field("zone", Optional.of(facts.zone()).filter(zone -> !zone.isEmpty()))
                .field("step", Json.word(decision.step()))
                .field("level", Json.word(decision.step().level()))
                .field("safeToSwitch", decision.step().allowsSwitch())
                .field("until", decision.until().map(Instant::toString))
                .field("validated", Json.word(facts.validated()))
                .field("ttl", (int) Math.min(Integer.MAX_VALUE, ttl().toSeconds()))
                .array("add", decision.add(), (array, record) -> array.object(fields -> fields.record(record)))
                .array("remove", decision.remove(), (array, record) -> array.object(fields -> fields.record(record)))
                .field("updated", updated)
                .array("published", published(), (array, record) -> array.object(fields -> published(fields, record)))
                .array("servers", facts.servers(), (array, server) -> array.object(fields -> server(fields, server)))
                .array(
                        "findings",
                        decision.findings(),
                        (array, finding) -> array.object(fields -> FindingJson.write(fields, finding)));
    }

    private void published(Json json, TlsaRecord record) throws IOException {
        json.record(record)
                .field("of", Json.word(of(record)))
                .field("nameServers", (int) servedBy(record))
                .field(
                        "since",
                        decision.state().since(record).map(since -> since.seen().toString()));
    }

    private void server(Json json, Facts.Presented server) throws IOException {
        json.field("address", server.address())
                .field(
                        "presents",
                        server.chains().isEmpty() ? Optional.empty() : Optional.of(Json.word(presented(server))))
                .field("detail", server.trouble().map(text -> Printable.clip(text, SHOWN)));
    }
}
