package io.github.dane4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The processor time of one cold lookup in zones that are made to take long to check: the least of all runs. */
final class LookupWork implements Figures {
    private static final int RUNS = 30;
    private static final int ALIASES = 10;
    private static final int LONGEST_SALT = 255;

    /**
     * Made to take long.
     *
     * @param corruptCopies false signatures before each good one
     * @param collidingKeys keys with the tag of the one that signs
     */
    private record Zone(int algorithm, int iterations, int corruptCopies, int collidingKeys) {}

    private static final List<Zone> ZONES = List.of(
            new Zone(13, 0, 0, 0),
            new Zone(8, 0, 4, 0),
            new Zone(13, 0, 4, 0),
            new Zone(14, 0, 4, 0),
            new Zone(16, 0, 4, 0),
            new Zone(14, 0, 0, 4),
            new Zone(14, 150, 0, 0),
            new Zone(14, 500, 0, 0),
            new Zone(14, 500, 4, 4));

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| ten aliases to a name without TLSA: algorithm | NSEC3 iterations | false signatures before each"
                + " | keys of one tag | ends | ms of processor time |");
        lines.add("| ---: | ---: | ---: | ---: | --- | ---: |");
        for (Zone zone : ZONES) {
            Outcome outcome = least(zone);
            lines.add(String.format(
                    Locale.ROOT,
                    "| %d | %d | %d | %d | %s | %,.1f |",
                    zone.algorithm,
                    zone.iterations,
                    zone.corruptCopies,
                    zone.collidingKeys + 1,
                    outcome.end,
                    outcome.nanos / 1e6));
        }
        return lines;
    }

    private record Outcome(String end, long nanos) {}

    private static Outcome least(Zone zone) {
        long least = Long.MAX_VALUE;
        String end = "";
        try (DnsTree tree = start(zone)) {
            for (int run = 0; run < RUNS; run++) {
                try (DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(tree.address())
                        .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                        .build()) {
                    long before = withoutServer(tree);
                    Answer<?> answer = resolver.query(DomainName.of("alias10.example.test"), RecordType.TLSA);
                    least = Math.min(least, withoutServer(tree) - before);
                    end = end(answer);
                }
            }
        }
        return new Outcome(end, least);
    }

    /** Secure, or the limit that was hit. */
    private static String end(Answer<?> answer) {
        if (answer instanceof Answer.Failure<?> failure) {
            return failure.reason().word();
        }
        if (answer instanceof Answer.Denial<?> denial && denial.security() == Security.SECURE) {
            return "secure";
        }
        throw new IllegalStateException(answer.toString());
    }

    private static DnsTree start(Zone made) {
        DnsTree tree = DnsTree.builder()
                .zone("example.test", zone -> {
                    zone.algorithm(made.algorithm).record("mx A 127.0.0.1").record("alias1 CNAME mx");
                    for (int i = 2; i <= ALIASES; i++) {
                        zone.record("alias" + i + " CNAME alias" + (i - 1));
                    }
                    if (made.collidingKeys > 0) {
                        zone.collidingKeys(made.collidingKeys);
                    }
                    if (made.iterations > 0) {
                        zone.nsec3(made.iterations, new byte[LONGEST_SALT], false);
                    }
                })
                .start();
        if (made.corruptCopies > 0) {
            tree.fault("*", "*", Fault.corruptCopies(made.corruptCopies));
        }
        return tree;
    }

    /** Nanoseconds of this process so far, without the thread of the server. */
    private static long withoutServer(DnsTree tree) {
        String server = "dns-tree-" + tree.address().getPort();
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(server))
                .findFirst()
                .orElseThrow();
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                - ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }
}
