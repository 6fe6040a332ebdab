package io.github.dane4j.mtasts;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.policy.MtaStsPolicies;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds the MTA-STS policy of a domain (RFC 8461 sections 3 and 5.1).
 *
 * <p>The TXT record is looked up each time, which the resolver's cache makes cheap. If it names a policy other than the
 * cached one, or the cached one is a day old, the policy is fetched over HTTPS: from the domain's own policy host, without
 * following redirects, authenticated by PKIX, as {@code text/plain}, with at most 64 KiB, within a minute, or within 5
 * seconds while a valid policy is cached. If it cannot be fetched, the cached policy remains in force until its {@code
 * max_age} is over, whatever the TXT record says. After a failure, including a policy host that did not answer in time, the
 * domain is left alone for five minutes.
 *
 * <p>Policies are cached in a folder, one file per domain, so that they outlast the process; recently used ones are also
 * kept in memory. A file that cannot be read or written is logged as an error, and only the copy in memory is then used. The
 * folder holds at most 50,000 policies and 256 MiB: expired ones are removed first, then the ones fetched longest ago. A
 * policy that by the clock was fetched in the future applies only while no other can be fetched.
 *
 * <p>Thread-safe. If several threads ask for the policy of one domain at the same time, one fetches it, and the others wait
 * for it as long as they may.
 *
 * <p>For the transports of {@code dane-javamail}, set it as {@code mail.smtp-mx.dane.mtastspolicies} with {@code
 * Properties.put}; or set only the folder, as {@code mail.smtp-mx.dane.mtastsfolder}.
 */
public final class MtaSts implements MtaStsPolicies {
    private static final System.Logger LOG = System.getLogger("io.github.dane4j.mtasts");

    private static final String OWNER = "_mta-sts";

    /** Section 3.3. */
    private static final Duration REFRESH = Duration.ofDays(1);

    private static final Duration PAUSE = Duration.ofMinutes(5);

    /** While a valid policy is kept. */
    private static final Duration REFRESH_PATIENCE = Duration.ofSeconds(5);

    private static final int MAX_FAILURES = 1000;
    private static final StsLookup NOTHING = new StsLookup(Optional.empty(), Optional.empty());

    private final DnssecResolver resolver;
    private final PolicyCache cache;
    private final PolicyFetcher fetcher;
    private final Duration patience;
    private final Clock clock;

    /** The domains whose policies are being fetched. */
    private final Map<DomainName, Turn> turns = new ConcurrentHashMap<>();

    /** The latest failures; the oldest are dropped first. */
    private final Map<DomainName, Failed> failures = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DomainName, Failed> eldest) {
            return size() > MAX_FAILURES;
        }
    });

    /**
     * A policy could not be fetched.
     *
     * @param waited how long it took, if the failure is that the policy host did not answer
     */
    private record Failed(Instant time, StsException why, Optional<Duration> waited) {
        /** Whether callers that would wait for {@code atMost} leave the domain alone: with much more time it may answer. */
        boolean isReasonToPause(Instant now, Duration atMost) {
            return !now.isBefore(time)
                    && now.isBefore(time.plus(PAUSE))
                    && waited.filter(each -> atMost.compareTo(each.multipliedBy(2)) > 0)
                            .isEmpty();
        }
    }

    /**
     * A request for a policy.
     *
     * @param patience how long to fetch, or to wait for another thread that fetches
     * @param anew whether to fetch again unless the cached policy is quite new
     */
    private record Question(DomainName domain, Duration patience, boolean anew) {
        boolean isAnsweredBy(PolicyCache.Entry kept, String id, Instant now) {
            return !kept.isFromTheFutureAt(now)
                    && kept.id().equals(id)
                    && now.isBefore(kept.fetched().plus(anew ? PAUSE : REFRESH));
        }
    }

    /** Held by the one who fetches the policy of a domain. */
    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();

        /** The threads that hold or await it; only changed in operations of the map. */
        private int users;
    }

    private MtaSts(Builder builder, SSLContext tls) {
        this.resolver = builder.resolver;
        this.cache = new PolicyCache(builder.folder);
        this.fetcher = new PolicyFetcher(tls, builder.httpsPort);
        this.patience = builder.patience;
        this.clock = builder.clock;
    }

    /**
     * A builder with the settings that have no default.
     *
     * @param resolver looks up TXT records; the caller has to close it
     * @param folder the folder for the policies; created if it does not exist. Several processes may share it
     */
    public static Builder builder(DnssecResolver resolver, Path folder) {
        return new Builder(resolver, folder);
    }

    /**
     * The policy for mail to the next-hop domain {@code domain}, never that of a parent domain (section 3.4). Blocks for a
     * DNS lookup, and for up to a minute if a policy is being fetched, here or by another thread. If the calling thread is
     * interrupted, it returns the cached policy, if any, without a failure; the thread stays interrupted.
     */
    public StsLookup lookUp(DomainName domain) {
        return lookUp(new Question(domain, patience, false));
    }

    @Override
    public Found find(DomainName domain, Duration atMost) {
        return found(lookUp(new Question(domain, atMost, false)));
    }

    /** Does not fetch within five minutes of the last fetch or attempt. */
    @Override
    public Found findAnew(DomainName domain, Duration atMost) {
        return found(lookUp(new Question(domain, atMost, true)));
    }

    private static Found found(StsLookup lookup) {
        return new Found(
                lookup.policy().filter(policy -> policy.mode() != StsMode.NONE).map(Policy.class::cast),
                lookup.failure().map(e -> new Failure(e.kind().reason(), String.valueOf(e.getMessage()))),
                lookup.known());
    }

    private StsLookup lookUp(Question question) {
        DomainName owner;
        try {
            owner = question.domain().child(OWNER);
        } catch (InvalidNameException e) {
            // The name is too long to have a policy.
            return NOTHING;
        }
        Instant now = clock.instant();
        Optional<PolicyCache.Entry> kept = kept(question.domain(), now);
        Optional<PolicyCache.Entry> valid = kept.filter(entry -> !entry.isFromTheFutureAt(now));
        Answer<String> answer = resolver.query(owner, RecordType.TXT);
        if (answer instanceof Answer.Failure<String> failure) {
            return keptInstead(kept, isOurs(failure.culprit()) ? Optional.empty() : kept.map(unused -> lost(owner)));
        }
        Optional<StsRecord> published =
                answer instanceof Answer.Data<String> data ? StsRecord.of(data.records()) : Optional.empty();
        if (published.isEmpty()) {
            return valid.isEmpty() ? NOTHING : keptInstead(valid, Optional.of(lost(owner)));
        }
        String id = published.get().id();
        if (kept.isPresent() && question.isAnsweredBy(kept.get(), id, now)) {
            return keptInstead(kept, Optional.empty());
        }
        // A caller with a valid cached policy is not held up.
        Duration atMost = valid.isPresent() && !question.anew() ? min(patience, REFRESH_PATIENCE) : patience;
        return inTurn(question, id, kept, min(question.patience(), atMost));
    }

    private static StsException lost(DomainName owner) {
        return new StsException(
                StsException.Kind.FETCH_ERROR, owner + " no longer has a valid TXT record, or cannot be looked up");
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Failures between here and our own name server are not reported to the domain. */
    private static boolean isOurs(Culprit culprit) {
        return culprit == Culprit.NAME_SERVER || culprit == Culprit.CONFIGURATION;
    }

    /** Even a policy from the future, for want of a better one. */
    private Optional<PolicyCache.Entry> kept(DomainName domain, Instant now) {
        try {
            Optional<PolicyCache.Entry> entry = cache.read(domain);
            if (entry.isPresent() && entry.get().isExpiredAt(now)) {
                cache.remove(domain);
                return Optional.empty();
            }
            return entry;
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the cached policy of {0} is lost: {1}", domain, e.toString());
            return Optional.empty();
        }
    }

    /** Fetches the policy, unless another thread is fetching it: then uses its result, if that comes in time. */
    private StsLookup inTurn(Question question, String id, Optional<PolicyCache.Entry> kept, Duration atMost) {
        DomainName domain = question.domain();
        Optional<StsException> failed = failedBefore(domain, clock.instant(), atMost);
        if (failed.isPresent()) {
            return keptInstead(kept, failed);
        }
        Turn turn = turns.compute(domain, (same, others) -> {
            Turn ours = others == null ? new Turn() : others;
            ours.users++;
            return ours;
        });
        try {
            Duration left = atMost;
            if (!turn.lock.tryLock()) {
                long begin = System.nanoTime();
                if (!turn.lock.tryLock(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                    return keptInstead(kept, Optional.empty());
                }
                left = atMost.minusNanos(System.nanoTime() - begin);
            }
            try {
                return fetched(question, id, left);
            } finally {
                turn.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return keptInstead(kept, Optional.empty());
        } finally {
            turns.computeIfPresent(domain, (same, ours) -> --ours.users == 0 ? null : ours);
        }
    }

    private Optional<StsException> failedBefore(DomainName domain, Instant now, Duration atMost) {
        return Optional.ofNullable(failures.get(domain))
                .filter(before -> before.isReasonToPause(now, atMost))
                .map(Failed::why);
    }

    /** First checks what earlier threads have found. */
    private StsLookup fetched(Question question, String id, Duration left) throws InterruptedException {
        DomainName domain = question.domain();
        Instant now = clock.instant();
        Optional<PolicyCache.Entry> kept = kept(domain, now);
        if (kept.isPresent() && question.isAnsweredBy(kept.get(), id, now)) {
            return keptInstead(kept, Optional.empty());
        }
        Optional<StsException> failed = failedBefore(domain, now, left);
        if (failed.isPresent() || left.toMillis() <= 0) {
            return keptInstead(kept, failed);
        }
        try {
            byte[] text = fetcher.fetch(domain, left);
            StsPolicy policy = StsPolicy.parse(text);
            failures.remove(domain);
            keep(domain, new PolicyCache.Entry(id, now, policy), text);
            return new StsLookup(Optional.of(policy), Optional.empty());
        } catch (TimeoutException e) {
            StsException why = PolicyFetcher.failed(String.valueOf(e.getMessage()), e);
            return failed(domain, new Failed(now, why, Optional.of(left)), kept);
        } catch (StsException e) {
            return failed(domain, new Failed(now, e, Optional.empty()), kept);
        }
    }

    private StsLookup failed(DomainName domain, Failed failed, Optional<PolicyCache.Entry> kept) {
        failures.put(domain, failed);
        LOG.log(
                // Section 3.3: a domain that has announced that it no longer has a policy may remove its policy host.
                isNone(kept) ? Level.DEBUG : Level.WARNING,
                "{0}: the MTA-STS policy cannot be fetched; {1}: {2}",
                domain,
                kept.isPresent() ? "the cached one remains in force" : "none is cached",
                failed.why().getMessage());
        return keptInstead(kept, Optional.of(failed.why()));
    }

    private void keep(DomainName domain, PolicyCache.Entry entry, byte[] text) {
        try {
            cache.write(domain, entry, text);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the policy of {0} cannot be cached: {1}", domain, e.toString());
        }
    }

    /** Section 6: a failure is not reported where the cached policy says that there is none. */
    private static StsLookup keptInstead(Optional<PolicyCache.Entry> kept, Optional<StsException> failure) {
        Optional<StsPolicy> policy = kept.map(PolicyCache.Entry::policy);
        return new StsLookup(policy, isNone(kept) ? Optional.empty() : failure, policy.isPresent());
    }

    private static boolean isNone(Optional<PolicyCache.Entry> kept) {
        return kept.filter(entry -> entry.policy().mode() == StsMode.NONE).isPresent();
    }

    /** Settings for {@link MtaSts}. Not thread-safe. */
    public static final class Builder {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        private static final int HTTPS_PORT = 443;

        private final DnssecResolver resolver;
        private final Path folder;
        private @Nullable SSLContext tls;
        private int httpsPort = HTTPS_PORT;
        private Duration patience = MINUTE;
        private Clock clock = Clock.systemUTC();

        private Builder(DnssecResolver resolver, Path folder) {
            this.resolver = resolver;
            this.folder = folder;
        }

        /** The CAs that authenticate policy hosts; by default the JVM's. */
        public Builder tls(SSLContext context) {
            this.tls = context;
            return this;
        }

        /** The port of policy hosts, for tests: the RFC allows only 443. */
        public Builder httpsPort(int port) {
            this.httpsPort = port;
            return this;
        }

        /**
         * How long fetching a policy may take in all; a minute by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder patience(Duration whole) {
            if (whole.isNegative() || whole.isZero()) {
                throw new IllegalArgumentException("expected a positive duration, found " + whole);
            }
            this.patience = whole;
            return this;
        }

        /** The clock; the system's by default. */
        public Builder clock(Clock time) {
            this.clock = time;
            return this;
        }

        /**
         * Builds the {@link MtaSts}.
         *
         * @throws IllegalStateException if the JVM's own TLS cannot be used
         */
        public MtaSts build() {
            try {
                return new MtaSts(this, tls == null ? SSLContext.getDefault() : tls);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the JVM's own TLS cannot be used: " + e.getMessage(), e);
            }
        }
    }
}
