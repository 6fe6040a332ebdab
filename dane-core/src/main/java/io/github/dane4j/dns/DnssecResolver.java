package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.dns.anchors.AnchorFile;
import io.github.dane4j.dns.anchors.AnchorSet;
import io.github.dane4j.dns.anchors.NegativeTrustAnchors;
import io.github.dane4j.dns.lookup.AnchorFollowingResolver;
import io.github.dane4j.dns.lookup.CachingResolver;
import io.github.dane4j.dns.lookup.DnsNames;
import io.github.dane4j.dns.lookup.LookupObserver;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.dns.query.NameServers;
import io.github.dane4j.dns.query.ServerSource;
import io.github.dane4j.dns.query.SystemServers;
import io.github.dane4j.dns.transport.PlainServer;
import io.github.dane4j.dns.transport.ServerAddress;
import io.github.dane4j.dns.validation.Algorithms;
import io.github.dane4j.dns.validation.LookupLimits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks DNS and returns what is proven. Implementations are thread-safe.
 *
 * <p>A resolver caches answers and keys, so create one and share it.
 */
public interface DnssecResolver extends AutoCloseable {
    /**
     * Looks up {@code name}, following aliases unless the type is CNAME. Blocks until there is an answer, for no longer
     * than the resolver's timeout.
     *
     * <p>Never throws for anything that comes from the network: a lookup error is an {@link Answer.Failure}. So is an
     * interrupt of the calling thread ({@link io.github.dane4j.Reason#DNS_INTERRUPTED}; the thread stays interrupted),
     * and a query of a closed resolver.
     */
    <T> Answer<T> query(DomainName name, RecordType<T> type);

    /** How lookups have ended so far. A resolver that does not count returns zeros. */
    default LookupCounts counts() {
        return LookupCounts.NONE;
    }

    /** Releases the resolver's resources. Queries under way fail, and so do later ones. */
    @Override
    void close();

    /** A resolver that validates in this process, through the system's name servers, from the root keys of IANA. */
    static DnssecResolver create() {
        return builder().build();
    }

    /** A builder with the defaults of {@link #create()}. */
    static Builder builder() {
        return new Builder();
    }

    /**
     * A builder for a resolver that does not validate, but believes the AD bit of name servers that do, on this machine.
     *
     * @param servers the first is preferred until it does not answer
     * @throws IllegalArgumentException if there are no servers, or one has no address
     */
    static TrustingAdBuilder trustingAd(InetSocketAddress... servers) {
        return new TrustingAdBuilder(servers);
    }

    /** Sets up a resolver that validates in this process (RFC 4035 section 4). Not thread-safe. */
    final class Builder {
        static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
        private static final Duration LONGEST_MIN_TTL = Duration.ofMinutes(5);
        private static final Duration LOOK_AT_FILE = Duration.ofSeconds(1);

        private @Nullable List<InetSocketAddress> servers;
        private List<EncryptedNameServer> encrypted = List.of();
        private TrustAnchors anchors = TrustAnchors.iana();
        private @Nullable Path anchorFile;
        private NegativeTrustAnchors negative = NegativeTrustAnchors.NONE;
        private Duration timeout = DEFAULT_TIMEOUT;
        private CacheSettings cache = CacheSettings.DEFAULT;
        private SignatureVerifier signatures = SignatureVerifier.standard();
        private Algorithms algorithms = Algorithms.ALL;
        private Clock clock = Clock.systemUTC();
        private @Nullable LookupListener listener;

        private Builder() {}

        /**
         * The recursive name servers to ask; the first is preferred until it does not answer. They need not validate,
         * nor be trusted, but must pass on DNSSEC records. Default: the system's, which are read again when {@code
         * /etc/resolv.conf} has changed; entries that cannot be used are left out, and logged.
         *
         * @throws IllegalArgumentException if there are no servers, or one has no IP address or port
         */
        public Builder nameServers(InetSocketAddress... servers) {
            this.servers = checked(servers);
            this.encrypted = List.of();
            return this;
        }

        static List<InetSocketAddress> checked(InetSocketAddress... servers) {
            if (servers.length == 0) {
                throw new IllegalArgumentException("at least one name server is needed");
            }
            return Stream.of(servers).map(ServerAddress::checked).toList();
        }

        /**
         * The recursive name servers to ask through TLS or HTTPS; the first is preferred until it does not answer. No others
         * are asked, and no query is sent in the clear.
         *
         * @throws IllegalArgumentException if there is none
         */
        public Builder nameServers(EncryptedNameServer first, EncryptedNameServer... others) {
            List<EncryptedNameServer> all = new ArrayList<>(List.of(others));
            all.add(0, first);
            this.encrypted = List.copyOf(all);
            return this;
        }

        /** Where trust begins. Default: {@link TrustAnchors#iana()}. */
        public Builder trustAnchors(TrustAnchors anchors) {
            this.anchors = anchors;
            this.anchorFile = null;
            return this;
        }

        /**
         * Where trust begins: a file in a format that {@link TrustAnchors#fromFile} reads. It is read again when it has
         * changed, which a lookup notices after at most one second; everything proven by the old anchors is then discarded.
         * If the file becomes unreadable, that is logged and the anchors stay as they were.
         */
        public Builder trustAnchorFile(Path file) {
            this.anchorFile = file;
            return this;
        }

        /**
         * Treats {@code name} and the names below it as unsigned while a third party's zone is broken (RFC 7646). Their
         * answers are insecure: no DANE, and none of the other protection that DNSSEC would give. A trust anchor below
         * {@code name} still applies there. May be called several times.
         *
         * @param reason shown in the trace of a lookup
         * @throws IllegalArgumentException if {@code name} is the root
         */
        public Builder negativeTrustAnchor(DomainName name, String reason) {
            if (name.equals(DomainName.ROOT)) {
                throw new IllegalArgumentException("a negative trust anchor for the root would switch DNSSEC off");
            }
            this.negative = negative.with(DnsNames.toDns(name), reason);
            return this;
        }

        /**
         * The longest time that one {@link DnssecResolver#query} may take, more than zero and at most 5 minutes. A lookup
         * may need several queries in sequence; a single reply gets a fifth of this time. Default: 10 seconds.
         *
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder timeout(Duration timeout) {
            this.timeout = checked(timeout);
            return this;
        }

        static Duration checked(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LookupLimits.TIMEOUT) > 0) {
                throw new IllegalArgumentException(
                        "the timeout must be more than zero and at most 5 minutes: " + timeout);
            }
            return timeout;
        }

        /** How long to wait for one reply. */
        static Duration perAttempt(Duration timeout) {
            return timeout.dividedBy(LookupLimits.TIME_SHARES);
        }

        /**
         * Bounds the cache, in answers and, roughly, in bytes. The least recently used answers are evicted first; 0 disables
         * the cache. DS and DNSKEY replies have a cache of their own, of up to 16 MiB. Default: 10,000 answers and 32 MiB.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public Builder cacheSize(int entries, long bytes) {
            if (entries < 0 || bytes < 0) {
                throw new IllegalArgumentException(
                        "the cache size must not be negative: " + entries + " entries, " + bytes + " bytes");
            }
            this.cache = cache.withSize(entries, bytes);
            return this;
        }

        /**
         * How long answers are used. A secure answer expires with its TTL or its first signature, whichever is
         * first, or after {@code max}; it is never used for longer (RFC 4035 section 5.3.3). An insecure answer is used
         * for at least {@code min}, even if its TTL is shorter. Default: 0 and 1 day.
         *
         * @param min zero to 5 minutes, and not above {@code max}
         * @param max at most 1 day
         * @throws IllegalArgumentException if one is out of range
         */
        public Builder cacheTtl(Duration min, Duration max) {
            if (min.isNegative()
                    || min.compareTo(LONGEST_MIN_TTL) > 0
                    || min.compareTo(max) > 0
                    || max.compareTo(LookupLimits.CACHE_TTL) > 0) {
                throw new IllegalArgumentException(
                        "the minimum must be 0 to 5 minutes, and the maximum from there to 1 day: " + min + " and "
                                + max);
            }
            this.cache = cache.withTtl(min, max);
            return this;
        }

        /**
         * How long a failure is cached, so that repeated lookups do not all reach the name servers: at most 5 minutes (RFC
         * 2308 section 7.1); zero disables it. A failure never replaces a live, proven answer. Default: 5 seconds.
         *
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder failureTtl(Duration ttl) {
            if (ttl.isNegative() || ttl.compareTo(LookupLimits.FAILURE_TTL) > 0) {
                throw new IllegalArgumentException("the failure TTL must be 0 to 5 minutes: " + ttl);
            }
            this.cache = cache.withFailureTtl(ttl);
            return this;
        }

        /** Receives each step of each lookup. Default: none, at no cost. */
        public Builder listener(LookupListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * The provider that verifies signatures, for the algorithms it supports; it need not be registered with the JVM.
         * Default: the provider that the JVM prefers, if that is not one of the JDK's; else Bouncy Castle for keys on curves,
         * if it is on the class path (or its module {@code org.bouncycastle.provider} is among those of the application); else
         * the JDK.
         */
        public Builder signatureProvider(Provider provider) {
            this.signatures = SignatureVerifier.with(provider);
            return this;
        }

        /**
         * Treats zones as unsigned whose signatures or DS records can only be verified with SHA-1: algorithms 5 and 7, and DS
         * digest 1 (RFC 9905). Their answers are then insecure, and DANE does not apply to them. Default: they are validated
         * like all others, since forging one of their signatures is still harder than attacking a name without DANE.
         */
        public Builder treatSha1AsUnsigned() {
            this.algorithms = Algorithms.WITHOUT_SHA1;
            return this;
        }

        /** The clock by which signatures are judged and answers expire. Default: the system's. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * The resolver. Asks nothing yet.
         *
         * @throws TrustAnchorException if the file of trust anchors cannot be used, or none of the anchors is valid now
         */
        public DnssecResolver build() {
            Path file = anchorFile;
            AnchorSet given = anchors.anchors();
            Supplier<AnchorSet> source = file == null ? () -> given : new AnchorFile(file, LOOK_AT_FILE);
            boolean changes = file != null || !given.nextChange(Instant.MIN).equals(Instant.MAX);
            LookupObserver watch = new LookupObserver(listener);
            Function<AnchorSet, DnssecResolver> factory = validating(watch);
            return changes ? new AnchorFollowingResolver(source, clock, watch, factory) : factory.apply(given);
        }

        /** Makes a resolver for trust anchors, with the options as they are now. */
        private Function<AnchorSet, DnssecResolver> validating(LookupObserver watch) {
            Supplier<ServerSource> opened = opened();
            NegativeTrustAnchors except = negative;
            Duration limit = timeout;
            CacheSettings kept = cache;
            Clock time = clock;
            SignatureVerifier verifier = signatures;
            Algorithms supported = algorithms;
            return valid -> new CachingResolver(
                    new NameServers(opened.get(), perAttempt(limit)),
                    valid.except(except),
                    verifier,
                    supported,
                    limit,
                    kept,
                    time,
                    watch);
        }

        private Supplier<ServerSource> opened() {
            List<EncryptedNameServer> throughTls = encrypted;
            if (!throughTls.isEmpty()) {
                return () -> ServerSource.of(
                        throughTls.stream().map(EncryptedNameServer::open).toList());
            }
            List<InetSocketAddress> given = servers;
            return given == null
                    ? SystemServers::new
                    : () -> ServerSource.of(given.stream().map(PlainServer::new).toList());
        }
    }
}
