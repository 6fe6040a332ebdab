package io.github.dane4j.mail;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one {@link MxTransport}. Each waits for the next message to the same next-hop domain over the same
 * host.
 *
 * <p>Two domains never share a connection, even to the same host: the next-hop domain is one of the names that a certificate
 * may have (RFC 7672 section 3.2.2), so the plans for a host that DANE authenticates differ anyway.
 *
 * <p>Thread-safe. No connection stays open beyond its idle time, even if the pool is forgotten without being closed.
 */
final class ConnectionPool {
    /**
     * As in Postfix ({@code smtp_connection_reuse_time_limit}): a server behind a load balancer may be waiting to be taken
     * out of service.
     */
    static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** A server that does not answer QUIT must not hold up the others. */
    private static final int CLOSED_AT_ONCE = 8;

    /** By next-hop domain and host; the one idle longest comes first. */
    private final Map<String, Idle> idle = new LinkedHashMap<>();

    /** Like {@code System.nanoTime}. */
    private final LongSupplier clock;

    private int room;
    private long idleNanos;
    private int messages;
    private Map<String, Object> session = Map.of();
    private @Nullable Future<?> alarm;

    ConnectionPool(LongSupplier clock) {
        this.clock = clock;
    }

    /** The clock that connections age by. */
    long now() {
        return clock.getAsLong();
    }

    private record Idle(ConnectionPlan plan, HostTransport transport, long since) {}

    /**
     * Starts another message.
     *
     * @param properties the Session's properties for connections: after a change, no connection is used again
     */
    void begin(DeliverySettings settings, Map<String, Object> properties) {
        List<HostTransport> outdated = List.of();
        synchronized (this) {
            room = settings.pooledConnections();
            idleNanos = TimeUnit.MILLISECONDS.toNanos(settings.idleMillis());
            messages = settings.messagesPerConnection();
            if (!session.equals(properties)) {
                session = properties;
                outdated = removeAll();
            }
        }
        closeInBackground(outdated);
    }

    /** The plan of the idle connection with this key; null if there is none. */
    synchronized @Nullable ConnectionPlan plan(String key) {
        Idle found = idle.get(key);
        return found == null ? null : found.plan();
    }

    /**
     * A connection for another message, put under the time limit of its delivery. An unusable connection is closed.
     *
     * @param now the plan by which a connection would be made now
     */
    Optional<HostTransport> take(ConnectionPlan now, DeliveryTime time) {
        Idle found;
        synchronized (this) {
            found = idle.remove(now.key());
        }
        if (found == null) {
            return Optional.empty();
        }
        HostTransport transport = found.transport();
        if (isFresh(found)
                && transport.isYoungerThan(MAX_AGE_NANOS, now())
                && found.plan().terms().equals(now.terms())
                && transport.goesToOneOf(now.restricted().plan().addresses())
                && transport.continueUnder(time)) {
            return Optional.of(transport);
        }
        closeInBackground(List.of(transport));
        return Optional.empty();
    }

    private synchronized boolean isFresh(Idle found) {
        return now() - found.since() < idleNanos;
    }

    /**
     * Takes back a connection after a message, or closes it.
     *
     * @param plan that it was made by, or would be made by now
     */
    void give(ConnectionPlan plan, HostTransport transport, DeliveryTime time) {
        List<HostTransport> evicted = new ArrayList<>();
        boolean kept;
        synchronized (this) {
            kept = room > 0 && transport.isReusable(messages, MAX_AGE_NANOS, now()) && time.letGo();
            if (kept) {
                String key = plan.key();
                // Replacing a value keeps the old place, but this connection has only just become idle.
                Idle replaced = idle.remove(key);
                idle.put(key, new Idle(plan, transport, now()));
                if (replaced != null) {
                    evicted.add(replaced.transport());
                }
                Iterator<Idle> longestFirst = idle.values().iterator();
                while (idle.size() > room) {
                    evicted.add(longestFirst.next().transport());
                    longestFirst.remove();
                }
                watch();
            }
        }
        closeInBackground(evicted);
        if (!kept) {
            if (transport.isStale()) {
                // The server may neither understand nor answer anything said to it.
                transport.abort();
            }
            transport.close();
        }
    }

    /** Schedules a check of the connection idle longest for when its time is over; one alarm serves all. */
    private void watch() {
        Iterator<Idle> longestFirst = idle.values().iterator();
        if (alarm == null && longestFirst.hasNext()) {
            long left = longestFirst.next().since() + idleNanos - now();
            alarm = Timeouts.after(TimeUnit.NANOSECONDS.toMillis(left) + 1, this::expire);
        }
    }

    private void expire() {
        List<HostTransport> expired = new ArrayList<>();
        synchronized (this) {
            alarm = null;
            Iterator<Idle> longestFirst = idle.values().iterator();
            while (longestFirst.hasNext()) {
                Idle next = longestFirst.next();
                if (isFresh(next)) {
                    break;
                }
                expired.add(next.transport());
                longestFirst.remove();
            }
            watch();
        }
        closeInBackground(expired);
    }

    /** QUIT may block, and must hold up neither the delivery of another message nor the timer thread. */
    private static void closeInBackground(List<HostTransport> transports) {
        if (!transports.isEmpty()) {
            SideBySide.inBackground(() -> close(transports), () -> transports.forEach(HostTransport::abort));
        }
    }

    /** Closes all connections with QUIT. */
    void close() {
        List<HostTransport> open;
        synchronized (this) {
            open = removeAll();
        }
        close(open);
    }

    private synchronized List<HostTransport> removeAll() {
        List<HostTransport> open = new ArrayList<>();
        for (Idle each : idle.values()) {
            open.add(each.transport());
        }
        idle.clear();
        Future<?> pending = alarm;
        if (pending != null) {
            pending.cancel(false);
            alarm = null;
        }
        return open;
    }

    private static void close(List<HostTransport> transports) {
        SideBySide.run(
                transports.stream()
                        .map(transport -> (Runnable) transport::close)
                        .toList(),
                CLOSED_AT_ONCE,
                () -> transports.forEach(HostTransport::abort));
    }
}
