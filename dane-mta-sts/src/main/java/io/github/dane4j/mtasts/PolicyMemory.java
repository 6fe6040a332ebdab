package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The policies that were used last, parsed; at most about 32 MiB of them. Thread-safe. */
final class PolicyMemory {
    private static final long MAX_BYTES = 32L << 20;
    private static final int MAX_ENTRIES = 10_000;

    /** The objects of an entry, without its lines. */
    private static final long ENTRY_BYTES = 1000;

    /** Those of a line, or of a pattern in a set. */
    private static final long LINE_BYTES = 100;

    /**
     * A policy.
     *
     * @param stamp of its file: the one that it was read from or written to, or that could not be replaced. Empty if there was none
     */
    record Held(PolicyCache.Entry entry, Optional<PolicyCache.Stamp> stamp) {
        /** About what it takes in memory. */
        long bytes() {
            long bytes = ENTRY_BYTES;
            for (String line : entry.policy().lines()) {
                bytes += LINE_BYTES + (long) line.length() * Character.BYTES;
            }
            for (String pattern : entry.policy().mx()) {
                bytes += LINE_BYTES + 2L * pattern.length();
            }
            return bytes;
        }
    }

    private final Map<DomainName, Held> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    synchronized Optional<Held> get(DomainName domain) {
        return Optional.ofNullable(entries.get(domain));
    }

    /** The least recently used ones make room. */
    synchronized void put(DomainName domain, Held held) {
        remove(domain);
        entries.put(domain, held);
        bytes += held.bytes();
        Iterator<Held> oldest = entries.values().iterator();
        while (bytes > MAX_BYTES || entries.size() > MAX_ENTRIES) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    synchronized void remove(DomainName domain) {
        Held before = entries.remove(domain);
        if (before != null) {
            bytes -= before.bytes();
        }
    }
}
