package io.github.dane4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a name with one TLSA record takes in the heap while its answer is kept. */
final class LookupMemory implements Figures {
    private static final int NAMES = 5_000;

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| bytes of heap for each name kept |");
        lines.add("| ---: |");
        try (ServedTree tree = ServedTree.start(NAMES, 0)) {
            // So that neither the server nor the classes grow while it is measured.
            octets(tree);
            lines.add(String.format(Locale.ROOT, "| %,d |", octets(tree)));
        }
        return lines;
    }

    private static long octets(ServedTree tree) {
        try (Dane4jClient client = new Dane4jClient(tree)) {
            client.lookUp(ServedTree.name(0));
            long before = used();
            for (int i = 1; i < NAMES; i++) {
                client.lookUp(ServedTree.name(i));
            }
            long octets = (used() - before) / (NAMES - 1);
            client.lookUp(ServedTree.name(0));
            return octets;
        }
    }

    /** After several collections, since some objects go in the second only. */
    private static long used() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
