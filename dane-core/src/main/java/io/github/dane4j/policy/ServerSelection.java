package io.github.dane4j.policy;

import io.github.dane4j.dns.SrvRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The order in which to try the servers (RFC 2782): by priority, and by chance in the ratio of their weights. */
final class ServerSelection {
    private ServerSelection() {}

    static List<SrvRecord> order(List<SrvRecord> records, RandomGenerator random) {
        SortedMap<Integer, List<SrvRecord>> byPriority = new TreeMap<>();
        records.forEach(record -> byPriority
                .computeIfAbsent(record.priority(), priority -> new ArrayList<>())
                .add(record));
        List<SrvRecord> ordered = new ArrayList<>();
        for (List<SrvRecord> equals : byPriority.values()) {
            // Those of weight 0 first, so that they have a very small chance.
            equals.sort(Comparator.comparing(record -> record.weight() > 0));
            while (!equals.isEmpty()) {
                ordered.add(equals.remove(choose(equals, random)));
            }
        }
        return ordered;
    }

    /** The first record whose running sum of weights reaches a number from 0 to the sum of all, both included. */
    private static int choose(List<SrvRecord> records, RandomGenerator random) {
        int sum = records.stream().mapToInt(SrvRecord::weight).sum();
        int wanted = random.nextInt(sum + 1);
        int running = 0;
        for (int i = 0; i < records.size(); i++) {
            running += records.get(i).weight();
            if (running >= wanted) {
                return i;
            }
        }
        throw new IllegalStateException("a random number above its bound");
    }
}
