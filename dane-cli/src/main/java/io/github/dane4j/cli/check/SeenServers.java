package io.github.dane4j.cli.check;

import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.cli.probe.ServerProbe;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Connects to each server once, however many domains have it, and to one address at most twice at a time. Keeps the servers
 * that were needed last. Thread-safe.
 */
final class SeenServers {
    private static final int MAX_SERVERS = 10_000;
    private static final int STRIPES = 1024;
    private static final int AT_ONCE = 2;

    private record Key(InetAddress address, ServerProbe.Target target) {}

    private final Map<Key, CompletableFuture<Observation>> servers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<Observation>> eldest) {
            return size() > MAX_SERVERS;
        }
    };

    private final Semaphore[] stripes = new Semaphore[STRIPES];

    SeenServers() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Semaphore(AT_ONCE);
        }
    }

    /** What the server does, or did when it was asked before. */
    Observation observe(ServerProbe probe, ServerProbe.Target target, InetAddress address) throws InterruptedException {
        CompletableFuture<Observation> mine = new CompletableFuture<>();
        CompletableFuture<Observation> first;
        synchronized (servers) {
            first = servers.putIfAbsent(new Key(address, target), mine);
        }
        if (first != null) {
            // Whoever asks it is already at work, and waits for nobody.
            return first.join();
        }
        Semaphore stripe = stripes[Math.floorMod(address.hashCode(), STRIPES)];
        stripe.acquire();
        try {
            Observation seen = probe.observe(address);
            mine.complete(seen);
            return seen;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            stripe.release();
        }
    }
}
