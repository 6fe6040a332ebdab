package io.github.dane4j.cli.tlsrpt;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsrpt.SessionStore;
import io.github.dane4j.tlsrpt.SessionStoreException;
import io.github.dane4j.tlsrpt.SqliteSessionStore;
import io.github.dane4j.tlsrpt.TlsReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The reports of one's own sender, made of what it has counted. Apart from the command, so that only they need SQLite. */
final class CountedReports {
    /**
     * One report.
     *
     * @param domain whom it is about
     */
    record Counted(DomainName domain, TlsReport report) {}

    private CountedReports() {}

    /**
     * The reports about {@code domains}, or about every domain whose report was not sent yet. Those without a session are left
     * out, but not those with missing ones.
     *
     * @throws IOException if the file is not a store, or cannot be read
     */
    static List<Counted> of(Path file, LocalDate day, List<DomainName> domains, SessionStore.Reporter reporter)
            throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + " cannot be read: there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " cannot be read: it is not a file");
        }
        try (SessionStore store = SqliteSessionStore.openReadOnly(file)) {
            List<Counted> reports = new ArrayList<>();
            for (DomainName domain : domains.isEmpty() ? store.unreported(day) : domains) {
                TlsReport report = store.report(domain, day, reporter);
                if (!report.policies().isEmpty() || report.missingSessions() > 0) {
                    reports.add(new Counted(domain, report));
                }
            }
            return reports;
        } catch (SessionStoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
