package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.time.Instant;

/** A report ready to be sent: compressed, with the names that RFC 8460 section 5 gives it. Immutable. */
final class SealedReport {
    static final String MEDIA_TYPE = "application/tlsrpt+gzip";

    private final TlsReport report;
    private final DomainName domain;
    private final SessionStore.Reporter reporter;
    private final byte[] octets;

    SealedReport(TlsReport report, DomainName domain, SessionStore.Reporter reporter) {
        this.report = report;
        this.domain = domain;
        this.reporter = reporter;
        octets = TlsReportWriter.gzip(report);
    }

    DomainName domain() {
        return domain;
    }

    SessionStore.Reporter reporter() {
        return reporter;
    }

    long missingSessions() {
        return report.missingSessions();
    }

    byte[] octets() {
        return octets.clone();
    }

    /** Section 5.1. */
    String fileName() {
        return reporter.domain() + "!" + domain + "!" + seconds(report.start()) + "!" + seconds(report.end())
                + ".json.gz";
    }

    private static long seconds(Instant time) {
        return time.getEpochSecond();
    }

    /** Section 5.3. The identifier lets a receiver recognize a report that comes twice. */
    String subject() {
        return "Report Domain: " + domain + " Submitter: " + reporter.domain() + " Report-ID: <" + report.id() + ">";
    }
}
