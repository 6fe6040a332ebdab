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

/** The processor time of one cold lookup in zones that are made to take long to check: the mean of many runs. */
final class LookupWork implements Figures {
    private static final int RUNS = 40;
    private static final int UNCOUNTED = 10;
    /** As many labels as fit into a name, below one that does not exist: each may have to be hashed. */
    private static final String DEEP = "a.".repeat(110) + "example.test";

    private static final int ALIASES = 10;
    private static final int LONGEST_SALT = 255;
    private static final String ALIASED = "alias" + ALIASES + ".example.test";

    /**
     * Made to take long.
     *
     * @param corruptCopies false signatures before each good one
     * @param collidingKeys keys with the tag of the one that signs
     * @param name what is asked for
     */
    private record Zone(int algorithm, int iterations, int corruptCopies, int collidingKeys, String name) {}

    private static final List<Zone> ZONES = List.of(
            new Zone(13, 0, 0, 0, ALIASED),
            new Zone(8, 0, 4, 0, ALIASED),
            new Zone(13, 0, 4, 0, ALIASED),
            new Zone(14, 0, 4, 0, ALIASED),
            new Zone(14, 0, 0, 4, ALIASED),
            new Zone(14, 150, 0, 0, ALIASED),
            new Zone(14, 500, 0, 0, ALIASED),
            new Zone(14, 500, 0, 4, ALIASED),
            new Zone(14, 500, 0, 0, DEEP));

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| TLSA of | algorithm | NSEC3 iterations | false signatures before each | keys of one tag | ends"
                + " | ms of processor time |");
        lines.add("| --- | ---: | ---: | ---: | ---: | --- | ---: |");
        for (Zone zone : ZONES) {
            Outcome outcome = measure(zone);
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %s | %,.1f |",
                    zone.name.equals(DEEP) ? "a name of 112 labels" : "ten aliases",
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

    private static Outcome measure(Zone zone) {
        long sum = 0;
        String end = "";
        try (DnsTree tree = start(zone)) {
            for (int run = 0; run < RUNS; run++) {
                try (DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(tree.address())
                        .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                        .build()) {
                    long before = withoutServer(tree);
                    Answer<?> answer = resolver.query(DomainName.of(zone.name), RecordType.TLSA);
                    // The clock of the process is coarse, so that single runs say little.
                    sum += run < UNCOUNTED ? 0 : withoutServer(tree) - before;
                    end = end(answer);
                }
            }
        }
        return new Outcome(end, sum / (RUNS - UNCOUNTED));
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
