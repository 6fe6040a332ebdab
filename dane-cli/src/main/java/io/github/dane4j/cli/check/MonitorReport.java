package io.github.dane4j.cli.check;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reports for monitors: a line with an exit status for Nagios and its kin, and metrics for Prometheus. */
final class MonitorReport {
    private MonitorReport() {}

    /** The exit status of a Nagios plugin. */
    static int nagiosStatus(Level level) {
        return switch (level) {
            case OK -> 0;
            case WARNING, NOT_COVERED -> 1;
            case FAILURE -> 2;
            case UNKNOWN -> 3;
        };
    }

    /** A line for each destination: {@code DANE CRITICAL - example.org: what is wrong}. */
    static void nagios(PrintWriter out, List<DestinationReport> reports) {
        for (DestinationReport report : reports) {
            String status = switch (report.level()) {
                case OK -> "OK";
                case WARNING, NOT_COVERED -> "WARNING";
                case FAILURE -> "CRITICAL";
                case UNKNOWN -> "UNKNOWN";
            };
            String text = report.all().stream()
                    .filter(finding -> finding.level() != Level.OK)
                    .max(Comparator.comparing(Finding::level))
                    .map(finding -> finding.host().map(host -> host + ": ").orElse("") + finding.text())
                    .orElse(TextReport.summary(report));
            // The bar begins performance data.
            out.println("DANE " + status + " - " + report.destination() + ": " + text.replace('|', '/') + " | warnings="
                    + count(report, Level.WARNING) + " failures=" + count(report, Level.FAILURE));
        }
        out.flush();
    }

    private static long count(DestinationReport report, Level level) {
        return report.all().stream().filter(finding -> finding.level() == level).count();
    }

    /** Gauges in the text format of Prometheus, for a file of its node exporter. */
    static void prometheus(PrintWriter out, List<DestinationReport> reports) {
        out.println("# HELP dane_check_level Level of each destination: 1 for the one that holds.");
        out.println("# TYPE dane_check_level gauge");
        for (DestinationReport report : reports) {
            for (Level level : Level.values()) {
                out.println("dane_check_level{destination=\"" + report.destination() + "\",level=\"" + word(level)
                        + "\"} " + (report.level() == level ? 1 : 0));
            }
        }
        out.println("# HELP dane_check_findings Findings of each destination by code.");
        out.println("# TYPE dane_check_findings gauge");
        for (DestinationReport report : reports) {
            report.all().stream()
                    .filter(finding -> finding.level() != Level.OK)
                    .map(finding -> "destination=\"" + report.destination() + "\",code=\""
                            + finding.code().word() + "\",level=\"" + word(finding.level()) + "\"")
                    .sorted()
                    .collect(Collectors.groupingBy(labels -> labels, TreeMap::new, Collectors.counting()))
                    .forEach((labels, number) -> out.println("dane_check_findings{" + labels + "} " + number));
        }
        out.flush();
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
