package io.github.dane4j.dns.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, each until its expiry. A value is alive only between its storing and its end, by the wall clock and by the
 * time that has passed: no clock that is set back gives it a longer life. Names come from the network, so both the number of entries and their bytes are
 * bounded; those not asked for since the last round of clearing up go first.
 *
 * <p>Thread-safe. To find a value takes no lock.
 */
public final class BoundedCache<K, V> {
    /** Longer than anything that is cached lives. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final int maxEntries;
    private final long maxOctets;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<K, Entry<K, V>> entries = new ConcurrentHashMap<>();
    /** In the order in which they are looked at when room is needed. Guarded by itself, as are all changes. */
    private final Set<Entry<K, V>> queue = new LinkedHashSet<>();

    private long octets;

    /** Compared by identity. */
    private static final class Entry<K, V> {
        private final K key;
        private final V value;
        private final Instant stored;
        private final Instant expiry;
        private final long storedNanos;
        private final long lifeNanos;
        private final long octets;
        private volatile boolean used;

        Entry(K key, V value, Instant stored, Instant expiry, long storedNanos, long octets) {
            this.key = key;
            this.value = value;
            this.stored = stored;
            this.expiry = expiry;
            this.storedNanos = storedNanos;
            this.lifeNanos = nanosBetween(stored, expiry);
            this.octets = octets;
        }

        private static long nanosBetween(Instant from, Instant to) {
            Duration life = Duration.between(from, to);
            return life.compareTo(LONGEST) < 0 ? life.toNanos() : LONGEST.toNanos();
        }

        boolean isLive(Instant now, long nanoNow) {
            return now.isBefore(expiry) && !now.isBefore(stored) && nanoNow - storedNanos < lifeNanos;
        }
    }

    public BoundedCache(int maxEntries, long maxOctets) {
        this(maxEntries, maxOctets, System::nanoTime);
    }

    /** @param nanoTime the time that has passed, as {@link System#nanoTime} */
    public BoundedCache(int maxEntries, long maxOctets, LongSupplier nanoTime) {
        this.maxEntries = maxEntries;
        this.maxOctets = maxOctets;
        this.nanoTime = nanoTime;
    }

    @Nullable
    public V find(K key, Instant now) {
        Entry<K, V> entry = entries.get(key);
        if (entry == null || !entry.isLive(now, nanoTime.getAsLong())) {
            return null;
        }
        // Written once only, so that threads which share an entry do not disturb each other.
        if (!entry.used) {
            entry.used = true;
        }
        return entry.value;
    }

    /**
     * Keeps a value instead of the one that was there.
     *
     * @param size in bytes, about; what takes more than a tenth of all room is not kept
     */
    public void put(K key, V value, Instant expiry, long size, Instant now) {
        long nanoNow = nanoTime.getAsLong();
        Entry<K, V> entry = new Entry<>(key, value, now, expiry, nanoNow, size);
        synchronized (queue) {
            if (!entry.isLive(now, nanoNow) || size > maxOctets / 10 || maxEntries == 0) {
                remove(key);
                return;
            }
            // The old value is found until the new one is: whoever found neither would ask DNS once more.
            Entry<K, V> replaced = entries.get(key);
            if (replaced != null) {
                leaveQueue(replaced);
            }
            while (queue.size() >= maxEntries || octets + size > maxOctets) {
                makeRoom(now, nanoNow);
            }
            entries.put(key, entry);
            queue.add(entry);
            octets += size;
        }
    }

    private void makeRoom(Instant now, long nanoNow) {
        while (true) {
            Iterator<Entry<K, V>> first = queue.iterator();
            Entry<K, V> oldest = first.next();
            if (!oldest.used || !oldest.isLive(now, nanoNow)) {
                remove(oldest.key);
                return;
            }
            oldest.used = false;
            first.remove();
            queue.add(oldest);
        }
    }

    void remove(K key) {
        synchronized (queue) {
            Entry<K, V> entry = entries.remove(key);
            if (entry != null) {
                leaveQueue(entry);
            }
        }
    }

    private void leaveQueue(Entry<K, V> entry) {
        queue.remove(entry);
        octets -= entry.octets;
    }

    public void clear() {
        synchronized (queue) {
            entries.clear();
            queue.clear();
            octets = 0;
        }
    }

    int size() {
        return entries.size();
    }

    /** The sum of all sizes. */
    long octets() {
        synchronized (queue) {
            return octets;
        }
    }
}
