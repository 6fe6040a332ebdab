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
 * <p>The TXT record is looked up each time, which the resolver's cache makes cheap. If it names another policy than the one that is
 * kept, or that is a day old, the policy is fetched by HTTPS: from the domain's own policy host, without following a redirect,
 * authenticated by PKIX, as {@code text/plain}, with at most 64 KiB, within a minute, or within 5
 * seconds while a valid one is kept. If it cannot be had, the one that is kept remains in force until its {@code max_age} is over,
 * whatever the TXT record says. After a failure, a policy host that did not answer in time among them, the domain is asked for a
 * policy again five minutes later.
 *
 * <p>Policies are kept in a folder, a file for each domain, so that they outlast the process, and those used last also in memory.
 * A file that cannot be read or written is logged as an error, and the memory alone counts then. The folder keeps at most 50,000
 * policies of 256 MiB together: expired ones go, and then those that were fetched longest ago. A policy from the future, as the
 * clock says, applies only while none can be had.
 *
 * <p>Thread-safe. Threads that ask for one domain at the same time fetch its policy once: one fetches, and the others wait for it
 * as long as they may.
 *
 * <p>For the transports of {@code dane-javamail}, set it as {@code mail.smtp-mx.dane.mtastspolicies} with {@code Properties.put}; or
 * name the folder alone, as {@code mail.smtp-mx.dane.mtastsfolder}.
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

    /** The latest; the oldest go first. */
    private final Map<DomainName, Failed> failures = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DomainName, Failed> eldest) {
            return size() > MAX_FAILURES;
        }
    });

    /**
     * A policy could not be had.
     *
     * @param waited how long the policy host was waited for, if it is that it did not answer
     */
    private record Failed(Instant time, StsException why, Optional<Duration> waited) {
        /** Whether the domain is left alone by those who would wait for {@code atMost}: much longer, and it may answer. */
        boolean isReasonToPause(Instant now, Duration atMost) {
            return !now.isBefore(time)
                    && now.isBefore(time.plus(PAUSE))
                    && waited.filter(each -> atMost.compareTo(each.multipliedBy(2)) > 0)
                            .isEmpty();
        }
    }

    /**
     * What is asked.
     *
     * @param patience for fetching, and for others who are fetching
     * @param anew whether a policy that is not quite new must be fetched again
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

        /** Those who have it or wait for it; only changed in operations of the map. */
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
     * Begins with what there is no default for.
     *
     * @param resolver looks TXT records up, and stays the caller's to close
     * @param folder for the policies; made if it does not exist. Several processes may share it
     */
    public static Builder builder(DnssecResolver resolver, Path folder) {
        return new Builder(resolver, folder);
    }

    /**
     * The policy for mail to {@code domain}, which is the next-hop domain: never that of a domain above it (section 3.4). Blocks
     * for a DNS lookup, and for up to a minute if a policy is fetched, here or by another thread. An interrupt of the calling
     * thread ends that with the policy that is kept, if there is one, and without a failure; the thread stays interrupted.
     */
    public StsLookup lookUp(DomainName domain) {
        return lookUp(new Question(domain, patience, false));
    }

    @Override
    public Found find(DomainName domain, Duration atMost) {
        return found(lookUp(new Question(domain, atMost, false)));
    }

    /** Not within five minutes after the policy was fetched, or that was tried. */
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
            // Too long to have one.
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
        // Who can go by the policy that is kept is not held up.
        Duration atMost = valid.isPresent() && !question.anew() ? min(patience, REFRESH_PATIENCE) : patience;
        return inTurn(question, id, kept, min(question.patience(), atMost));
    }

    private static StsException lost(DomainName owner) {
        return new StsException(
                StsException.Kind.FETCH_ERROR, owner + " has no valid TXT record any more, or cannot be looked up");
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The domain need not hear of what goes wrong between here and our own name server. */
    private static boolean isOurs(Culprit culprit) {
        return culprit == Culprit.NAME_SERVER || culprit == Culprit.CONFIGURATION;
    }

    /** Also a policy from the future, for want of a better one. */
    private Optional<PolicyCache.Entry> kept(DomainName domain, Instant now) {
        try {
            Optional<PolicyCache.Entry> entry = cache.read(domain);
            if (entry.isPresent() && entry.get().isExpiredAt(now)) {
                cache.remove(domain);
                return Optional.empty();
            }
            return entry;
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the policy that was kept for {0} is lost: {1}", domain, e.toString());
            return Optional.empty();
        }
    }

    /** Fetches the policy, unless another thread does: its result is then this one's too, if it comes in time. */
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

    /** Looks first what those have found who were ahead. */
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
                // Section 3.3: a domain that has said that it has no policy any more may take its policy host away.
                isNone(kept) ? Level.DEBUG : Level.WARNING,
                "{0}: the MTA-STS policy cannot be had, and {1}: {2}",
                domain,
                kept.isPresent() ? "the one that is kept remains in force" : "there is none that is kept",
                failed.why().getMessage());
        return keptInstead(kept, Optional.of(failed.why()));
    }

    private void keep(DomainName domain, PolicyCache.Entry entry, byte[] text) {
        try {
            cache.write(domain, entry, text);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the policy of {0} cannot be kept: {1}", domain, e.toString());
        }
    }

    /** Section 6: a failure is not for a report where the policy that is kept says that there is none. */
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

        /** Whose CAs the policy hosts are authenticated by; by default those of the JVM. */
        public Builder tls(SSLContext context) {
            this.tls = context;
            return this;
        }

        /** The port of policy hosts, for tests: 443 is the only one that the RFC has. */
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

        /** What tells the time; the clock of the system by default. */
        public Builder clock(Clock time) {
            this.clock = time;
            return this;
        }

        /**
         * Finishes.
         *
         * @throws IllegalStateException if the JVM has no TLS of its own
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
