package io.github.dane4j.cli.report;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.finding.Finding;
import java.io.IOException;

/** The machine form of a finding. */
public final class FindingJson {
    private static final int SHOWN = 500;

    private FindingJson() {}

    /** The fields of a finding. */
    public static void write(Json json, Finding finding) throws IOException {
        json.field("code", finding.code().word())
                .field("level", Json.word(finding.level()))
                .field("culprit", Json.word(finding.culprit()))
                .field("host", finding.host().map(host -> Printable.clip(host, SHOWN)))
                .field("address", finding.address())
                .object("facts", facts -> facts.facts(finding.facts()))
                .field("text", finding.text())
                .field("advice", finding.advice());
    }
}
