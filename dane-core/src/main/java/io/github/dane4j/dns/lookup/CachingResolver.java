package io.github.dane4j.dns.lookup;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupCounts;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.anchors.AnchorSet;
import io.github.dane4j.dns.anchors.NegativeTrustAnchors;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.dns.query.QueryCache;
import io.github.dane4j.dns.query.QueryOutcome;
import io.github.dane4j.dns.query.Upstream;
import io.github.dane4j.dns.transport.LookupThreads;
import io.github.dane4j.dns.validation.AdValidator;
import io.github.dane4j.dns.validation.Algorithms;
import io.github.dane4j.dns.validation.Anchors;
import io.github.dane4j.dns.validation.ChainValidator;
import io.github.dane4j.dns.validation.KeyParser;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Validator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

/**
 * Answers from its cache, joins lookups of one question, and drives the validator through the others: {@link Inquiry}.
 */
public final class CachingResolver implements DnssecResolver {
    private final Clock clock;
    private final Duration timeout;
    private final CacheSettings settings;
    private final Upstream upstream;
    private final Validator validator;
    private final NegativeTrustAnchors negative;
    private final Inquiry.Prefetch prefetch;
    private final QueryCache exchanges;
    private final ProvenZones proven;
    /** Each runs a lookup, or makes one exchange that a lookup needs beside others. */
    private final ExecutorService threads = LookupThreads.pool(LookupLimits.LOOKUPS_AT_ONCE, LookupLimits.WAITING);

    private final LookupObserver watch;
    private final AnswerCache cache;
    private final ConcurrentMap<Question<?>, Lookup<?>> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** One that validates, by all algorithms. */
    public CachingResolver(
            Upstream upstream,
            AnchorSet trustAnchors,
            SignatureVerifier signatures,
            Duration timeout,
            CacheSettings settings,
            Clock clock,
            LookupObserver watch) {
        this(upstream, trustAnchors, signatures, Algorithms.ALL, timeout, settings, clock, watch);
    }

    /** One that validates. */
    public CachingResolver(
            Upstream upstream,
            AnchorSet trustAnchors,
            SignatureVerifier signatures,
            Algorithms algorithms,
            Duration timeout,
            CacheSettings settings,
            Clock clock,
            LookupObserver watch) {
        this(
                upstream,
                trustAnchors.toValidate(),
                trustAnchors.negative(),
                KeyParser.of(signatures),
                algorithms,
                timeout,
                settings,
                clock,
                watch);
    }

    public CachingResolver(
            Upstream upstream,
            Anchors anchors,
            NegativeTrustAnchors negative,
            KeyParser keys,
            Algorithms algorithms,
            Duration timeout,
            CacheSettings settings,
            Clock clock,
            LookupObserver watch) {
        this(
                upstream,
                new ChainValidator(anchors, keys, algorithms),
                UnaryOperator.identity(),
                (question, provenZone) -> anchors.negativeAbove(question.name()).isPresent()
                        ? List.of()
                        : KeyPrefetch.likelyFor(question.name(), anchors, provenZone),
                negative,
                timeout,
                settings,
                clock,
                watch);
    }

    private CachingResolver(
            Upstream upstream,
            Validator validator,
            UnaryOperator<QueryOutcome> judge,
            Inquiry.Prefetch prefetch,
            NegativeTrustAnchors negative,
            Duration timeout,
            CacheSettings settings,
            Clock clock,
            LookupObserver watch) {
        this.watch = watch;
        this.clock = clock;
        this.timeout = timeout;
        this.settings = settings;
        this.cache = new AnswerCache(settings);
        this.upstream = upstream;
        this.validator = validator;
        this.negative = negative;
        this.prefetch = prefetch;
        this.exchanges = new QueryCache(upstream, validator.queryFlag(), judge, settings, clock);
        this.proven = new ProvenZones(settings);
    }

    /** One that leaves validation to its servers. */
    public static CachingResolver trusting(Upstream validating, Duration timeout, Clock clock, LookupObserver watch) {
        return new CachingResolver(
                validating,
                new AdValidator(),
                QueryOutcome::withVerdict,
                (question, provenZone) -> List.of(),
                NegativeTrustAnchors.NONE,
                timeout,
                CacheSettings.DEFAULT,
                clock,
                watch);
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        Object record = watch.asked();
        Question<T> question = new Question<>(name, type);
        Instant now = clock.instant();
        if (closed) {
            Answer<T> failure = closed(question);
            watch.answeredAtOnce(record, failure, false);
            return failure;
        }
        AnswerCache.Kept<T> kept = cache.find(question, now);
        if (kept == null) {
            Answer<T> answer = await(join(question));
            watch.answered(record, answer);
            return answer;
        }
        if (kept.claimRefresh(now)) {
            // Nobody waits for it; callers get the cached answer meanwhile.
            Lookup<T> unused = join(question);
        }
        watch.answeredAtOnce(record, kept.answer(), true);
        return kept.answer();
    }

    @Override
    public LookupCounts counts() {
        return watch.counts();
    }

    /** The lookup of this question that is under way, or a new one. */
    private <T> Lookup<T> join(Question<T> question) {
        Lookup<T> mine = new Lookup<>(question, System.nanoTime() + timeout.toNanos(), watch);
        // The key's type is that of the lookup stored under it.
        @SuppressWarnings("unchecked")
        Lookup<T> other = (Lookup<T>) underWay.putIfAbsent(question, mine);
        if (other != null) {
            return other;
        }
        if (closed) {
            finish(mine, closed(question));
        } else {
            begin(mine);
        }
        return mine;
    }

    private <T> void begin(Lookup<T> lookup) {
        Instant now = clock.instant();
        Inquiry<T> inquiry = new Inquiry<>(
                lookup,
                validator,
                exchanges,
                prefetch,
                zone -> proven.isKnown(zone, now),
                proven.watched(watch, lookup.number()),
                new AliasChain<>(lookup.question(), settings, negative, now),
                now,
                threads,
                answer -> finish(lookup, answer));
        try {
            threads.execute(inquiry);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The second is what a JVM says that cannot have one more thread.
            inquiry.refuse();
        }
    }

    /** Hands the answer to all waiting callers. It is cached before the lookup is removed, so that no query is sent twice. */
    private <T> void finish(Lookup<T> lookup, Answer<T> answer) {
        boolean ended = closed;
        try {
            if (!ended) {
                cache.store(lookup.question(), answer, clock.instant());
            }
        } finally {
            underWay.remove(lookup.question(), lookup);
            lookup.complete(ended ? closed(lookup.question()) : answer);
        }
    }

    private <T> Answer<T> await(Lookup<T> lookup) {
        try {
            Answer<T> answer = lookup.await();
            if (answer != null) {
                return answer;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lookup.abandoned(Reason.DNS_INTERRUPTED, "interrupted while waiting for the reply");
        }
        Answer<T> answer = lookup.abandoned(
                Reason.DNS_TIMEOUT, "no reply; the lookup has ended after " + timeout.toMillis() + " ms");
        finish(lookup, answer);
        return answer;
    }

    private static <T> Answer<T> closed(Question<T> question) {
        return question.failure(Reason.DNS_UNREACHABLE, question + ": the resolver is closed");
    }

    @Override
    public void close() {
        closed = true;
        // First, so that exchanges end while their server still can end them.
        threads.shutdownNow();
        upstream.close();
        underWay.values().forEach(this::abandon);
        cache.clear();
        exchanges.clear();
        proven.clear();
    }

    private <T> void abandon(Lookup<T> lookup) {
        finish(lookup, closed(lookup.question()));
    }
}
