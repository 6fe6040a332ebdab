package io.github.dane4j.mail;

import io.github.dane4j.dns.DnssecResolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One resolver, and so one cache, for all transports with equal settings. The least recently used resolver is dropped when
 * there are too many, and closed when its last lookup has ended. Thread-safe.
 */
final class SharedResolvers {
    /** A program with more settings than this is making them up; the least recently used are then dropped. */
    private static final int ROOM = 16;

    static final SharedResolvers INSTANCE = new SharedResolvers();

    private final Map<ResolverSettings, Shared> resolvers = new LinkedHashMap<>(ROOM, 0.75f, true);

    private static final class Shared {
        final DnssecResolver resolver;
        int users;
        boolean dropped;

        Shared(DnssecResolver resolver) {
            this.resolver = resolver;
        }
    }

    /**
     * Runs {@code lookup} with the resolver of these settings.
     *
     * @throws io.github.dane4j.dns.TrustAnchorException if the trust anchors cannot be used
     */
    <T> T use(ResolverSettings settings, Function<DnssecResolver, T> lookup) {
        Shared shared = acquire(settings);
        try {
            return lookup.apply(shared.resolver);
        } finally {
            release(shared);
        }
    }

    private synchronized Shared acquire(ResolverSettings settings) {
        Shared shared = resolvers.get(settings);
        if (shared == null) {
            shared = new Shared(create(settings));
            resolvers.put(settings, shared);
            dropOldest();
        }
        shared.users++;
        return shared;
    }

    private void dropOldest() {
        Iterator<Shared> oldestFirst = resolvers.values().iterator();
        while (resolvers.size() > ROOM) {
            Shared oldest = oldestFirst.next();
            oldestFirst.remove();
            oldest.dropped = true;
            closeIfUnused(oldest);
        }
    }

    private synchronized void release(Shared shared) {
        shared.users--;
        closeIfUnused(shared);
    }

    private static void closeIfUnused(Shared shared) {
        if (shared.dropped && shared.users == 0) {
            shared.resolver.close();
        }
    }

    private static DnssecResolver create(ResolverSettings settings) {
        DnssecResolver.Builder builder = DnssecResolver.builder()
                .timeout(Duration.ofMillis(DeadlineResolver.perQueryMillis(settings.timeoutMillis())));
        settings.trustAnchors().ifPresent(builder::trustAnchorFile);
        settings.negativeTrustAnchors()
                .forEach(name ->
                        builder.negativeTrustAnchor(name, "property " + DaneProperty.NEGATIVE_TRUST_ANCHORS.key()));
        if (!settings.nameServers().isEmpty()) {
            builder.nameServers(settings.nameServers().toArray(InetSocketAddress[]::new));
        }
        return builder.build();
    }
}
