package io.github.dane4j.mail;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One resolver, and so one cache, for all transports of the same settings. A resolver lives until as many others have been
 * used since as there is room for; it is closed when the last lookup through it has ended. Thread-safe.
 */
final class SharedResolvers {
    /** More settings than this in one program are a program that makes them up; the oldest then go. */
    private static final int ROOM = 16;

    static final SharedResolvers INSTANCE = new SharedResolvers();

    private final Map<Key, Shared> resolvers = new LinkedHashMap<>(ROOM, 0.75f, true);

    /** A changed file of trust anchors makes another resolver. */
    private record Key(ResolverSettings settings, Optional<FileTime> anchorsChanged) {}

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
     * @throws UncheckedIOException if their file cannot be found
     */
    <T> T use(ResolverSettings settings, Function<DnssecResolver, T> lookup) {
        Key key = new Key(settings, settings.trustAnchors().map(SharedResolvers::lastChange));
        Shared shared = acquire(key);
        try {
            return lookup.apply(shared.resolver);
        } finally {
            release(shared);
        }
    }

    private static FileTime lastChange(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Shared acquire(Key key) {
        Shared shared = resolvers.get(key);
        if (shared == null) {
            shared = new Shared(create(key.settings()));
            resolvers.put(key, shared);
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
                .timeout(Duration.ofMillis(Deadline.perQueryMillis(settings.timeoutMillis())))
                .trustAnchors(
                        settings.trustAnchors().map(TrustAnchors::fromFile).orElseGet(TrustAnchors::iana));
        return settings.nameServers().isEmpty()
                ? builder.build()
                : builder.nameServers(settings.nameServers().toArray(InetSocketAddress[]::new))
                        .build();
    }
}
