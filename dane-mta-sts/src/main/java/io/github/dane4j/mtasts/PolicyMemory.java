package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The most recently used policies, parsed; at most about 32 MiB. Thread-safe. */
final class PolicyMemory {
    private static final long MAX_BYTES = 32L << 20;
    private static final int MAX_ENTRIES = 10_000;

    /** Bytes for the objects of an entry, without its lines. */
    private static final long ENTRY_BYTES = 1000;

    /** Bytes for the objects of a line, or of a pattern in a set. */
    private static final long LINE_BYTES = 100;

    /**
     * A policy.
     *
     * @param stamp the stamp of its file: the one that it was read from or written to, or that could not be replaced. Empty
     *     if there was none
     */
    record Held(PolicyCache.Entry entry, Optional<PolicyCache.Stamp> stamp) {
        /** Roughly its size in memory. */
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

    /** Evicts the least recently used ones. */
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
