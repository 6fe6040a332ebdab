package io.github.dane4j.cli.tlsrpt;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.tlsrpt.FailureDetail;
import io.github.dane4j.tlsrpt.PolicyReport;
import io.github.dane4j.tlsrpt.TlsReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reports, added up: by policy domain and policy, in these by the way to fail, and by sender. Text from the reports is clipped
 * and escaped. Bounded, whatever is in them. For one thread.
 */
final class ReportTotals {
    private static final int SHOWN = 120;
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_SENDERS_OF_A_ROW = 20;
    private static final String OTHERS = "(others)";

    /** What sessions were held to. */
    record Policy(String domain, String type) implements Comparable<Policy> {
        @Override
        public int compareTo(Policy other) {
            return Comparator.comparing(Policy::domain)
                    .thenComparing(Policy::type)
                    .compare(this, other);
        }
    }

    /** A way to fail. */
    record Way(String resultType, Optional<String> reasonCode, Optional<String> mxHost) {
        /** As a phrase. */
        String words() {
            return (resultType.isEmpty() ? "(no result type)" : resultType)
                    + reasonCode.map(code -> " (" + code + ")").orElse("")
                    + mxHost.map(host -> " at " + host).orElse("");
        }
    }

    /** Sessions, added up. */
    static class Sessions {
        private long succeeded;
        private long failed;

        /** As their policy asks. */
        long succeeded() {
            return succeeded;
        }

        /** Not so. */
        long failed() {
            return failed;
        }

        void add(PolicyReport report) {
            succeeded = sum(succeeded, report.successfulSessions());
            failed = sum(failed, report.failedSessions());
        }
    }

    /** What one sender reports. */
    static final class SenderTotal extends Sessions {
        private int reports;

        int reports() {
            return reports;
        }
    }

    /** The sessions of one way to fail, and who reports them. */
    static final class Failed {
        private long sessions;
        private final TreeSet<String> senders = new TreeSet<>();

        long sessions() {
            return sessions;
        }

        /** The first of them by name. */
        List<String> senders() {
            return List.copyOf(senders);
        }
    }

    /** What is reported of one policy. */
    static final class PolicyTotal extends Sessions {
        private final Map<Way, Failed> failures = new HashMap<>();
        private long unexplained;

        /** Failed sessions of which no report says how. */
        long unexplained() {
            return unexplained;
        }

        /** The ways to fail, the most frequent first. */
        List<Map.Entry<Way, Failed>> failures() {
            return failures.entrySet().stream()
                    .sorted(Comparator.comparingLong((Map.Entry<Way, Failed> each) ->
                                    -each.getValue().sessions())
                            .thenComparing(each -> each.getKey().words()))
                    .toList();
        }

        boolean isFailure() {
            return failed() > 0 || failures.values().stream().anyMatch(each -> each.sessions() > 0);
        }
    }

    private final TreeMap<Policy, PolicyTotal> policies = new TreeMap<>();
    private final TreeMap<String, SenderTotal> senders = new TreeMap<>();
    private final Sessions all = new Sessions();
    private final Set<String> seen = new HashSet<>();
    private long missing;
    private int duplicates;
    private int rows;
    private Optional<Instant> start = Optional.empty();
    private Optional<Instant> end = Optional.empty();

    /** Adds a report; one that says what an earlier one said counts once (RFC 8460 section 5.3). */
    void add(TlsReport report) {
        if (!seen.add(digest(report))) {
            duplicates++;
            return;
        }
        start = earlier(start, report.start());
        end = later(end, report.end());
        missing = sum(missing, report.missingSessions());
        String sender = sender(report);
        SenderTotal total = senders.computeIfAbsent(
                senders.containsKey(sender) || senders.size() < MAX_ROWS ? sender : OTHERS, any -> new SenderTotal());
        total.reports++;
        for (PolicyReport policy : report.policies()) {
            all.add(policy);
            total.add(policy);
            add(policy, sender);
        }
    }

    private void add(PolicyReport report, String sender) {
        Policy policy = new Policy(
                report.policy().domain().isEmpty()
                        ? "(no domain)"
                        : name(report.policy().domain()),
                report.policy().type().isEmpty()
                        ? "(no policy type)"
                        : Printable.clip(report.policy().type(), SHOWN));
        PolicyTotal total = policies.computeIfAbsent(
                policies.containsKey(policy) || policies.size() < MAX_ROWS ? policy : new Policy(OTHERS, OTHERS),
                any -> new PolicyTotal());
        total.add(report);
        long explained = 0;
        for (FailureDetail each : report.failures()) {
            explained = sum(explained, each.failedSessions());
            add(total, each, sender);
        }
        total.unexplained = sum(total.unexplained, Math.max(0, report.failedSessions() - explained));
    }

    private void add(PolicyTotal total, FailureDetail detail, String sender) {
        Way way = new Way(
                Printable.clip(detail.resultType(), SHOWN),
                detail.reasonCode().map(code -> Printable.clip(code, SHOWN)),
                detail.receivingMxHost().map(ReportTotals::name));
        if (!total.failures.containsKey(way) && rows >= MAX_ROWS) {
            way = new Way(OTHERS, Optional.empty(), Optional.empty());
        }
        Failed failed = total.failures.computeIfAbsent(way, any -> {
            rows++;
            return new Failed();
        });
        failed.sessions = sum(failed.sessions, detail.failedSessions());
        failed.senders.add(sender);
        if (failed.senders.size() > MAX_SENDERS_OF_A_ROW) {
            failed.senders.pollLast();
        }
    }

    /** The totals of every policy, by domain. */
    Map<Policy, PolicyTotal> policies() {
        return policies;
    }

    /** The totals of every sender, by name. */
    Map<String, SenderTotal> senders() {
        return senders;
    }

    /** All sessions. */
    Sessions all() {
        return all;
    }

    /** How many sessions are in no report at most, because their senders could not count them. */
    long missing() {
        return missing;
    }

    /** How many reports were added, each counted once. */
    int reports() {
        return seen.size();
    }

    /** How many reports were there already. */
    int duplicates() {
        return duplicates;
    }

    /** The beginning of the first report; empty if none names it. */
    Optional<Instant> start() {
        return start;
    }

    /** The end of the last report; empty if none names it. */
    Optional<Instant> end() {
        return end;
    }

    /** Whether any session failed. */
    boolean isFailure() {
        return policies.values().stream().anyMatch(PolicyTotal::isFailure);
    }

    private static String sender(TlsReport report) {
        return report.organization().isEmpty()
                ? report.contact().isEmpty() ? "(no name)" : Printable.clip(report.contact(), SHOWN)
                : Printable.clip(report.organization(), SHOWN);
    }

    /** Spelt in one way, if it is a name. */
    private static String name(String text) {
        try {
            return DomainName.of(text).toString();
        } catch (InvalidNameException e) {
            return Printable.clip(text, SHOWN);
        }
    }

    /** The reader takes the epoch for a time that is missing. */
    private static Optional<Instant> earlier(Optional<Instant> one, Instant other) {
        return other.equals(Instant.EPOCH)
                ? one
                : Optional.of(one.filter(other::isAfter).orElse(other));
    }

    private static Optional<Instant> later(Optional<Instant> one, Instant other) {
        return other.equals(Instant.EPOCH)
                ? one
                : Optional.of(one.filter(other::isBefore).orElse(other));
    }

    /** Neither number is negative; a report may claim any. */
    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static String digest(TlsReport report) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(report.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
