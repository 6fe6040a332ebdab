package io.github.dane4j.dns.lookup;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupCounts;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.anchors.AnchorSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A resolver whose trust anchors come and go. Other anchors make another resolver, so that nothing outlives the anchor by
 * which it was validated; the one before is closed when its last lookup has ended. Thread-safe.
 */
public final class AnchorFollowingResolver implements DnssecResolver {
    private final Supplier<AnchorSet> source;
    private final Clock clock;
    private final LookupObserver watch;
    private final Function<AnchorSet, DnssecResolver> factory;
    /** The current one last, and before it those that still are in use. */
    private final Deque<Generation> generations = new ArrayDeque<>();

    private boolean closed;

    /** A resolver, and how many use it. Guarded by the resolver that follows. */
    private static final class Generation {
        final AnchorSet valid;
        final DnssecResolver resolver;
        AnchorSet source;
        Instant nextChange;
        int users;

        Generation(AnchorSet source, AnchorSet valid, DnssecResolver resolver, Instant nextChange) {
            this.source = source;
            this.valid = valid;
            this.resolver = resolver;
            this.nextChange = nextChange;
        }

        boolean isOutdated(AnchorSet anchors, Instant now) {
            return source != anchors || !now.isBefore(nextChange);
        }
    }

    /**
     * @param source asked before each lookup
     * @param watch shared by all that the factory makes
     * @param factory makes the resolver for the anchors that are valid at the time
     * @throws TrustAnchorException if there is none now
     */
    public AnchorFollowingResolver(
            Supplier<AnchorSet> source,
            Clock clock,
            LookupObserver watch,
            Function<AnchorSet, DnssecResolver> factory) {
        this.watch = watch;
        this.source = source;
        this.clock = clock;
        this.factory = factory;
        release(acquire(source.get()));
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        Generation generation;
        try {
            generation = acquire(source.get());
        } catch (TrustAnchorException e) {
            Question<T> question = new Question<>(name, type);
            Answer<T> failure = question.failure(Reason.TRUST_ANCHOR_FAILED, question + ": " + e.getMessage());
            watch.answeredAtOnce(watch.asked(), failure, false);
            return failure;
        }
        try {
            return generation.resolver.query(name, type);
        } finally {
            release(generation);
        }
    }

    @Override
    public LookupCounts counts() {
        return watch.counts();
    }

    private synchronized Generation acquire(AnchorSet anchors) {
        Instant now = clock.instant();
        Generation generation = generations.peekLast();
        if (generation == null || (!closed && generation.isOutdated(anchors, now))) {
            generation = renewed(generation, anchors, now);
        }
        generation.users++;
        return generation;
    }

    private Generation renewed(@Nullable Generation current, AnchorSet anchors, Instant now) {
        AnchorSet valid = anchors.at(now);
        if (current != null && current.valid.records().equals(valid.records())) {
            current.source = anchors;
            current.nextChange = anchors.nextChange(now);
            return current;
        }
        Generation renewed = new Generation(anchors, valid, factory.apply(valid), anchors.nextChange(now));
        generations.addLast(renewed);
        if (current != null) {
            closeIfUnused(current);
        }
        return renewed;
    }

    private synchronized void release(Generation generation) {
        generation.users--;
        if (generation != generations.peekLast()) {
            closeIfUnused(generation);
        }
    }

    private void closeIfUnused(Generation former) {
        if (former.users == 0) {
            generations.remove(former);
            former.resolver.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        generations.forEach(generation -> generation.resolver.close());
    }
}
