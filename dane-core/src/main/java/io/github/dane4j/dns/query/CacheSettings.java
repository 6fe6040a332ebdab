package io.github.dane4j.dns.query;

import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.validation.LookupLimits;
import java.time.Duration;
import java.time.Instant;

/**
 * How much is kept, and for how long.
 *
 * @param entries the greatest number of answers
 * @param octets about as much as they may take, in bytes
 * @param minTtl insecure answers are used for no shorter than this
 * @param maxTtl nothing is used for longer than this
 * @param failureTtl how long a failure is remembered
 */
public record CacheSettings(int entries, long octets, Duration minTtl, Duration maxTtl, Duration failureTtl) {
    public static final CacheSettings DEFAULT =
            new CacheSettings(10_000, 32L << 20, Duration.ZERO, LookupLimits.CACHE_TTL, Duration.ofSeconds(5));

    public CacheSettings withSize(int number, long sum) {
        return new CacheSettings(number, sum, minTtl, maxTtl, failureTtl);
    }

    public CacheSettings withTtl(Duration min, Duration max) {
        return new CacheSettings(entries, octets, min, max, failureTtl);
    }

    public CacheSettings withFailureTtl(Duration ttl) {
        return new CacheSettings(entries, octets, minTtl, maxTtl, ttl);
    }

    /** The expiry of an answer that DNS lets live until {@code expiry}. */
    public Instant clamp(Instant expiry, Security security, Instant now) {
        Instant end = Expiry.earlier(expiry, now.plus(maxTtl));
        // A secure answer is never used beyond its signature or TTL (RFC 4035 section 5.3.3).
        if (security == Security.SECURE) {
            return end;
        }
        Instant least = now.plus(minTtl);
        return end.isBefore(least) ? least : end;
    }
}
