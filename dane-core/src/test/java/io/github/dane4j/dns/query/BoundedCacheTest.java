package io.github.dane4j.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(1);

    /** No time passes but by the times that are given. */
    private final BoundedCache<Integer, String> cache = new BoundedCache<>(100, 1000, () -> 0);

    private void put(int key, long size) {
        cache.put(key, "value " + key, LATER, size, NOW);
    }

    @Test
    void neverMoreEntriesThanAllowed() {
        IntStream.range(0, 1000).forEach(i -> put(i, 1));
        assertThat(cache.size()).isEqualTo(100);
        assertThat(cache.octets()).isEqualTo(100);
        assertThat(cache.find(999, NOW)).isEqualTo("value 999");
    }

    @Test
    void neverMoreOctetsThanAllowed() {
        IntStream.range(0, 1000).forEach(i -> put(i, 90));
        assertThat(cache.octets()).isEqualTo(990);
        assertThat(cache.size()).isEqualTo(11);
    }

    @Test
    void singleValueDoesNotPushOutAllOthers() {
        put(1, 100);
        put(2, 101);
        assertThat(cache.find(1, NOW)).isNotNull();
        assertThat(cache.find(2, NOW)).isNull();
    }

    @Test
    void replacedValueTakesNoRoom() {
        IntStream.range(0, 50).forEach(i -> put(1, 100));
        assertThat(cache.size()).isEqualTo(1);
        assertThat(cache.octets()).isEqualTo(100);
    }

    /** Whoever found nothing would ask DNS again, while the answer that replaces the old one is there. */
    @Test
    void replacedValueIsFoundUntilTheNewOneIs() throws Exception {
        put(1, 1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> replacing =
                    threads.submit(() -> IntStream.range(0, 200_000).forEach(i -> put(1, 1)));
            do {
                assertThat(cache.find(1, NOW)).isNotNull();
            } while (!replacing.isDone());
            replacing.get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void expiredValueGoesEvenIfItWasAskedFor() {
        cache.put(0, "short", NOW.plusMillis(1), 1, NOW);
        IntStream.range(1, 100).forEach(i -> put(i, 1));
        assertThat(cache.find(0, NOW)).isEqualTo("short");
        cache.put(100, "new", LATER, 1, NOW.plusMillis(2));
        assertThat(IntStream.range(1, 100)).allMatch(i -> cache.find(i, NOW) != null);
    }

    /** A clock that is set back does not give a value another life. */
    @Test
    void valueLivesBetweenItsStoringAndItsEndOnly() {
        put(1, 1);

        assertThat(cache.find(1, NOW)).isNotNull();
        assertThat(cache.find(1, NOW.minusNanos(1))).isNull();
        assertThat(cache.find(1, LATER.minusNanos(1))).isNotNull();
        assertThat(cache.find(1, LATER)).isNull();
    }

    @Test
    void valueEndsByElapsedTimeToo() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        BoundedCache<Integer, String> elapsing = new BoundedCache<>(100, 1000, nanos::get);
        elapsing.put(1, "value", LATER, 1, NOW);
        elapsing.put(2, "for ever", Instant.MAX, 1, NOW);

        nanos.addAndGet(999_999_999);
        assertThat(elapsing.find(1, NOW)).isNotNull();
        nanos.incrementAndGet();
        assertThat(elapsing.find(1, NOW)).isNull();
        assertThat(elapsing.find(2, NOW)).isNotNull();
    }

    @Test
    void cacheOfNoEntriesKeepsNothing() {
        BoundedCache<Integer, String> none = new BoundedCache<>(0, 1000);
        none.put(1, "value", LATER, 1, NOW);
        assertThat(none.find(1, NOW)).isNull();
    }

    @Test
    void boundsHoldWhateverIsDoneAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int seed = thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 5000; i++) {
                        int key = (i * 31 + seed * 17) % 300;
                        put(key, key % 50);
                        cache.find((key + 7) % 300, NOW);
                        if (i % 10 == 0) {
                            cache.remove((key + 3) % 300);
                        }
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(cache.size()).isLessThanOrEqualTo(100);
        assertThat(cache.octets()).isLessThanOrEqualTo(1000).isGreaterThanOrEqualTo(0);
        long sum = IntStream.range(0, 300)
                .filter(key -> cache.find(key, NOW) != null)
                .map(key -> key % 50)
                .sum();
        assertThat(cache.octets()).isEqualTo(sum);
    }
}
