package io.github.dane4j.tlsrpt;

import io.github.dane4j.Printable;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Adds up reports for people to read: by policy domain and policy, with the failures of each. Not thread-safe. */
public final class ReportSummary {
    private static final int MAX_TEXT = 120;

    private final Map<String, Total> totals = new TreeMap<>();
    private int reports;
    private long missing;

    /** A summary of no reports. */
    public ReportSummary() {}

    /** Adds a report. */
    public void add(TlsReport report) {
        reports++;
        missing = plus(missing, report.missingSessions());
        for (PolicyReport policy : report.policies()) {
            String domain = policy.policy().domain().isEmpty()
                    ? "(no domain)"
                    : policy.policy().domain();
            totals.computeIfAbsent(domain + " " + policy.policy().type(), unused -> new Total())
                    .add(policy);
        }
    }

    /** The number of sessions that satisfied their policies, over all reports. */
    public long successfulSessions() {
        return totals.values().stream().mapToLong(total -> total.successes).reduce(0, ReportSummary::plus);
    }

    /** The number of sessions that did not, over all reports. */
    public long failedSessions() {
        return totals.values().stream().mapToLong(total -> total.failed).reduce(0, ReportSummary::plus);
    }

    /** The most sessions that can be missing from the reports, as far as their senders say so. */
    public long missingSessions() {
        return missing;
    }

    /** The summary in several lines; text from the reports is escaped and clipped. */
    public String explain() {
        StringBuilder text = new StringBuilder();
        text.append(reports)
                .append(reports == 1 ? " report: " : " reports: ")
                .append(successfulSessions())
                .append(" sessions succeeded, ")
                .append(failedSessions())
                .append(" failed");
        if (missing > 0) {
            text.append(", up to ").append(missing).append(" were not counted");
        }
        totals.forEach((name, total) -> {
            text.append("\n  ")
                    .append(Printable.clip(name, MAX_TEXT))
                    .append(": ")
                    .append(total.successes)
                    .append(" succeeded, ")
                    .append(total.failed)
                    .append(" failed");
            total.failures.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .forEach(failure -> text.append("\n    ")
                            .append(failure.getValue())
                            .append(" × ")
                            .append(Printable.clip(failure.getKey(), MAX_TEXT)));
        });
        return text.toString();
    }

    /** A report can claim any count: sums stop at the largest number. */
    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static final class Total {
        private long successes;
        private long failed;
        private final Map<String, Long> failures = new TreeMap<>();

        void add(PolicyReport report) {
            successes = plus(successes, report.successfulSessions());
            failed = plus(failed, report.failedSessions());
            for (FailureDetail detail : report.failures()) {
                String way = detail.resultType()
                        + detail.receivingMxHost().map(host -> " at " + host).orElse("")
                        + detail.reasonCode().map(code -> " (" + code + ")").orElse("");
                failures.merge(way, detail.failedSessions(), ReportSummary::plus);
            }
        }
    }
}
