package io.github.dane4j.jsse;

import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneResult.NotAuthenticated;
import io.github.dane4j.verify.RecordFinding;
import java.util.List;

/** Turns a no into the exception that explains it. All texts of refusals are made here. */
final class Refusal {
    /** Enough for the three numbers and a SHA-256. */
    private static final int RECORD_SHOWN = 80;

    private Refusal() {}

    /** The server's certificates do not fit. */
    static DaneCertificateException of(Subject subject, DaneResult result) {
        Reason reason = result instanceof NotAuthenticated no ? no.reason() : Reason.NO_USABLE_RECORDS;
        StringBuilder text = headline(subject.name(), reason);
        subject.lookup().ifPresent(lookup -> text.append('\n').append(lookup.explain()));
        return new DaneCertificateException(
                reason, text.append('\n').append(result.explain()).toString());
    }

    /** DNS says something that allows no connection. */
    static DaneLookupException of(TlsaLookup lookup, Reason reason) {
        return new DaneLookupException(
                reason,
                headline(lookup.service().toString(), reason)
                        .append('\n')
                        .append(lookup.explain())
                        .toString());
    }

    /** There are records, and none is usable. */
    static DaneLookupException of(TlsaLookup.Found found, List<RecordFinding> unusable) {
        StringBuilder text = headline(found.service().toString(), Reason.NO_USABLE_RECORDS)
                .append('\n')
                .append(found.explain());
        for (RecordFinding finding : unusable) {
            text.append("\n  record  ")
                    .append(Printable.clip(finding.record().toString(), RECORD_SHOWN))
                    .append("  ")
                    .append(finding.reason().description());
        }
        return new DaneLookupException(Reason.NO_USABLE_RECORDS, text.toString());
    }

    /** The host is no name. */
    static DaneLookupException of(InvalidNameException invalid) {
        return new DaneLookupException(invalid.reason(), "DANE refused the connection: " + invalid.getMessage());
    }

    /** Host or port is unknown. */
    static DaneLookupException unnamed() {
        return new DaneLookupException(
                Reason.INVALID_NAME,
                "DANE refused the connection: it was made without host name and port, which TLSA records are found by");
    }

    private static StringBuilder headline(String name, Reason reason) {
        return new StringBuilder("DANE refused ").append(name).append(": ").append(reason.description());
    }
}
