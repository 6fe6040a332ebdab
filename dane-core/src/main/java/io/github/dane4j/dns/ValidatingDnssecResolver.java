package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Validates in this process, with dnsjava's validator between two layers of ours: below it {@link GuardedHead}, which
 * lets through only what is fit for validation; above it {@link Verdict}, which believes only positive evidence, and
 * {@link AliasChain}.
 */
final class ValidatingDnssecResolver implements DnssecResolver {
    /** Validation is work for the processor; it never waits for the network. */
    private static final int MAX_THREADS = Runtime.getRuntime().availableProcessors();

    private static final int MAX_WAITING = 10_000;

    private final Clock clock;
    private final Duration timeout;
    private final CacheSettings settings;
    private final Upstream upstream;
    private final Exchanges exchanges;
    private final ChainOfTrust trust = new ChainOfTrust();
    private final ExecutorService threads = LookupThreads.pool(MAX_THREADS, MAX_WAITING);
    private final TrustAnchors anchors;
    private final Resolver head;
    private final Resolver validator;
    private final Watch watch;
    private final AnswerCache cache;
    private final ConcurrentMap<Question<?>, Lookup<?>> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    ValidatingDnssecResolver(
            Upstream upstream,
            TrustAnchors anchors,
            Duration timeout,
            CacheSettings settings,
            Clock clock,
            Watch watch) {
        this.watch = watch;
        this.clock = clock;
        this.timeout = timeout;
        this.settings = settings;
        this.cache = new AnswerCache(settings);
        this.upstream = upstream;
        this.exchanges = new Exchanges(upstream, settings, clock);
        this.anchors = anchors;
        this.head = new GuardedHead(exchanges, anchors, clock, trust);
        this.validator = validator(head, anchors, clock);
    }

    /** Without a validator of its own. */
    private ValidatingDnssecResolver(
            Upstream upstream, Duration timeout, CacheSettings settings, Clock clock, Watch watch) {
        this.watch = watch;
        this.clock = clock;
        this.timeout = timeout;
        this.settings = settings;
        this.cache = new AnswerCache(settings);
        this.upstream = upstream;
        this.exchanges = new Exchanges(upstream, settings, clock);
        this.anchors = TrustAnchors.iana();
        this.head = new AdHead(exchanges);
        this.validator = head;
    }

    /** One that leaves validation to its servers. */
    static ValidatingDnssecResolver trusting(Upstream validating, Duration timeout, Clock clock, Watch watch) {
        return new ValidatingDnssecResolver(validating, timeout, CacheSettings.DEFAULT, clock, watch);
    }

    static ValidatingResolver validator(Resolver head, TrustAnchors anchors, Clock clock) {
        ValidatingResolver validator;
        try {
            validator = new ValidatingResolver(head, clock);
            validator.init(settings());
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("dnsjava's validator cannot be set up; see the properties dnsjava.*", e);
        }
        validator.setAddReasonToAdditional(true);
        // Others may have come in through a system property.
        validator.getTrustAnchors().clear();
        String lines = anchors.records().stream().map(Record::toString).collect(Collectors.joining("\n"));
        try {
            validator.loadTrustAnchors(new ByteArrayInputStream(lines.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new TrustAnchorException("the trust anchors cannot be used: " + anchors, e);
        }
        // Without an anchor for the root the validator calls everything insecure.
        if (validator.getTrustAnchors().find(Name.root, DClass.IN) == null) {
            throw new TrustAnchorException("there is no trust anchor for the root: " + anchors);
        }
        return validator;
    }

    /** All that validation depends on, so that it does not depend on the system properties of this JVM. */
    private static Properties settings() {
        Properties settings = new Properties();
        // Every algorithm in the DS records must work, and SHA-1 does not count beside SHA-256 (RFC 4509 section 3).
        settings.setProperty("dnsjava.dnssec.harden_algo_downgrade", "true");
        settings.setProperty("dnsjava.dnssec.algorithm_rsa_min_key_size", "1024");
        // Signatures and DS records to try, so that key tags which collide do not cost more than this.
        settings.setProperty("dnsjava.dnssec.max_validate_rrsigs", "8");
        settings.setProperty("dnsjava.dnssec.max_ds_match_failures", "4");
        // One limit for all key sizes (RFC 9276 section 3.2) instead of the table in RFC 5155 section 10.3.
        for (int keySize : new int[] {1024, 2048, 4096}) {
            settings.setProperty(
                    "dnsjava.dnssec.nsec3.iterations." + keySize, String.valueOf(ReplyFilter.MAX_ITERATIONS));
        }
        // Keys are not dropped when their signatures expire; so not for long (RFC 4035 section 5.3.3). See
        // ChainOfTrust.
        settings.setProperty("dnsjava.dnssec.keycache.max_ttl", "300");
        settings.setProperty("dnsjava.dnssec.keycache.max_size", "1000");
        if (System.getProperty("dnsjava.dnssec.digest_preference") != null) {
            // Without a preference the highest supported digest counts, and that cannot be set again.
            settings.setProperty("dnsjava.dnssec.digest_preference", "4,2,1");
        }
        return settings;
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        Object event = FlightRecords.beginLookup();
        Question<T> question = new Question<>(name, type);
        Instant now = clock.instant();
        AnswerCache.Kept<T> kept = closed ? null : cache.find(question, now);
        Answer<T> answer;
        if (closed) {
            answer = closed(question);
        } else if (kept == null) {
            answer = await(join(question));
        } else {
            answer = kept.answer();
            if (kept.claimRefresh(now)) {
                // Nobody waits for it; whoever asks meanwhile gets what is known.
                Lookup<T> unused = join(question);
            }
        }
        watch.count(answer, kept != null);
        FlightRecords.end(event, answer, kept != null);
        return answer;
    }

    @Override
    public LookupCounts counts() {
        return watch.counts();
    }

    /** The lookup of this question that is under way, or a new one. */
    private <T> Lookup<T> join(Question<T> question) {
        Lookup<T> mine = new Lookup<>(question, System.nanoTime() + timeout.toNanos(), threads, watch);
        // The key's type is that of the lookup stored under it.
        @SuppressWarnings("unchecked")
        Lookup<T> other = (Lookup<T>) underWay.putIfAbsent(question, mine);
        if (other != null) {
            return other;
        }
        if (closed) {
            finish(mine, closed(question));
        } else {
            step(mine, new AliasChain<>(question, settings, clock.instant()));
        }
        return mine;
    }

    /** Asks for the end of the chain, and goes on until there is an answer. */
    private <T> void step(Lookup<T> lookup, AliasChain<T> chain) {
        CompletableFuture<?> unused = validate(lookup.question().at(chain.end()).toMessage(), lookup)
                .thenCompose(validated -> read(validated, lookup, chain))
                .thenAccept(answer -> answer.ifPresentOrElse(it -> finish(lookup, it), () -> step(lookup, chain)))
                .exceptionally(error -> {
                    finish(
                            lookup,
                            lookup.question()
                                    .failure(
                                            Reason.DNSSEC_INDETERMINATE,
                                            lookup.question() + ": the answer cannot be read: " + error));
                    return null;
                });
    }

    private CompletableFuture<Validated> validate(Message query, Lookup<?> lookup) {
        Record question = query.getQuestion();
        Optional<Name> negative = anchors.negativeAbove(question.getName());
        if (negative.isPresent()) {
            Message unvalidated = query.clone();
            unvalidated.getHeader().setFlag(Flags.CD);
            return head.sendAsync(unvalidated, lookup).toCompletableFuture().thenApply(reply -> {
                Verdict verdict = Verdict.unvalidated(reply, lookup);
                String why = ", " + anchors.negative().describe(negative.get());
                lookup.watch().judged(question, verdict + why, lookup.number());
                return new Validated(reply, verdict);
            });
        }
        return validator.sendAsync(query, lookup).toCompletableFuture().handle((reply, error) -> {
            Verdict verdict = Verdict.of(reply, error, lookup);
            lookup.watch().judged(question, verdict.toString(), lookup.number());
            return new Validated(reply, verdict);
        });
    }

    /** The answer, or empty if the chain has moved on to a name that has to be asked for. */
    @SuppressWarnings("ReferenceEquality") // Whether there is a validator between, or the head is trusted itself.
    private <T> CompletableFuture<Optional<Answer<T>>> read(
            Validated validated, Lookup<T> lookup, AliasChain<T> chain) {
        if (validated.verdict() instanceof Verdict.Unproven unproven) {
            return anchors.negative().isEmpty()
                    ? CompletableFuture.completedFuture(Optional.of(chain.failed(unproven)))
                    : readAlias(lookup, chain, unproven);
        }
        if (validated.isSecure()) {
            return CompletableFuture.completedFuture(followSecure(validated.proof(), chain));
        }
        Name end = DnsNames.toDns(chain.end());
        // That the answer is insecure was not found out here, and does not show in the keys.
        Optional<Name> negative = anchors.negativeAbove(end);
        if (negative.isPresent()) {
            return CompletableFuture.completedFuture(chain.followInsecure(validated.proof(), negative.get()));
        }
        if (head == validator) {
            return CompletableFuture.completedFuture(chain.follow(validated.proof(), Security.INSECURE));
        }
        return validate(ZoneProbe.query(end), lookup)
                .thenCompose(zone -> readInsecure(validated.proof(), zone.verdict(), lookup, chain));
    }

    private <T> Optional<Answer<T>> followSecure(Message reply, AliasChain<T> chain) {
        Instant now = clock.instant();
        Instant end = trust.end(reply, now);
        if (!now.isBefore(end)) {
            return Optional.of(chain.proofEnded(end));
        }
        chain.endNoLaterThan(end);
        return chain.follow(reply);
    }

    /** An alias is good even if its target, below a negative trust anchor, is not. So it is asked for by itself. */
    private <T> CompletableFuture<Optional<Answer<T>>> readAlias(
            Lookup<T> lookup, AliasChain<T> chain, Verdict.Unproven whole) {
        Question<DomainName> alias = new Question<>(chain.end(), RecordType.CNAME);
        return validate(alias.toMessage(), lookup)
                .thenApply(validated ->
                        validated.verdict() instanceof Verdict.Proven proven && chain.continuesIn(validated.proof())
                                ? chain.follow(validated.proof(), proven.security())
                                : Optional.of(chain.failed(whole)));
    }

    /**
     * Believes that a reply is insecure only if the zone is. A reply from a signed zone can be insecure because of an
     * alias that leads out of it; then the alias is asked for by itself, and the rest at its target.
     */
    private <T> CompletableFuture<Optional<Answer<T>>> readInsecure(
            Message reply, Verdict zone, Lookup<T> lookup, AliasChain<T> chain) {
        if (zone instanceof Verdict.Proven) {
            return findCut(reply, lookup, chain);
        }
        Verdict.Unproven unproven = (Verdict.Unproven) zone;
        if (!ZoneProbe.foundSignedZone(unproven)) {
            return CompletableFuture.completedFuture(Optional.of(chain.failed(unproven)));
        }
        if (!chain.continuesIn(reply)) {
            return CompletableFuture.completedFuture(Optional.of(chain.unsignedInSignedZone()));
        }
        Question<DomainName> alias = new Question<>(chain.end(), RecordType.CNAME);
        return validate(alias.toMessage(), lookup).thenApply(validated -> {
            if (validated.verdict() instanceof Verdict.Unproven failed) {
                return Optional.of(chain.failed(failed));
            }
            return validated.isSecure() && chain.continuesIn(validated.proof())
                    ? followSecure(validated.proof(), chain)
                    : Optional.of(chain.unsignedInSignedZone());
        });
    }

    /** Believes it only if the place is found at which the signed part of the tree ends. */
    private <T> CompletableFuture<Optional<Answer<T>>> findCut(Message reply, Lookup<T> lookup, AliasChain<T> chain) {
        Name name = DnsNames.toDns(chain.end());
        return new CutSearch(name, anchors.nearestTo(name), query -> validate(query, lookup), clock.instant())
                .run()
                .thenApply(result -> {
                    Verdict.Unproven failure = result.failure();
                    return failure == null
                            ? chain.followInsecure(reply, Objects.requireNonNull(result.cut()))
                            : Optional.of(chain.failed(failure));
                });
    }

    /** Hands the answer to all who wait. It is kept before it is forgotten that somebody asks, so that nobody asks twice. */
    private <T> void finish(Lookup<T> lookup, Answer<T> answer) {
        if (answer.kind() == Answer.Kind.FAILURE) {
            exchanges.forget(lookup.keys());
        }
        if (!closed) {
            cache.store(lookup.question(), answer, clock.instant());
        }
        underWay.remove(lookup.question(), lookup);
        lookup.complete(answer);
    }

    private <T> Answer<T> await(Lookup<T> lookup) {
        try {
            return lookup.answer().get(lookup.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lookup.abandoned(Reason.DNS_INTERRUPTED, "interrupted while waiting for the reply");
        } catch (TimeoutException e) {
            Answer<T> answer = lookup.abandoned(
                    Reason.DNS_TIMEOUT, "no reply; the lookup has ended after " + timeout.toMillis() + " ms");
            finish(lookup, answer);
            return answer;
        } catch (ExecutionException e) {
            return lookup.abandoned(Reason.DNSSEC_INDETERMINATE, String.valueOf(e.getCause()));
        }
    }

    private static <T> Answer<T> closed(Question<T> question) {
        return question.failure(Reason.DNS_UNREACHABLE, question + ": the resolver is closed");
    }

    @Override
    public void close() {
        closed = true;
        upstream.close();
        threads.shutdownNow();
        underWay.values().forEach(this::abandon);
        cache.clear();
        exchanges.clear();
    }

    private <T> void abandon(Lookup<T> lookup) {
        finish(lookup, closed(lookup.question()));
    }
}
