package io.github.dane4j.dns.validation;

import java.time.Instant;
import org.xbill.DNS.RRSIGRecord;

/**
 * How long something proven may be used (RFC 4035 section 5.3.3).
 *
 * @param ttlEnd when the first TTL ends, received or under signature
 * @param signatureEnd when the first signature ends, those of the keys and DS records above included
 */
public record Life(Instant ttlEnd, Instant signatureEnd) {
    static final Life UNBOUNDED = new Life(Instant.MAX, Instant.MAX);

    /** The life of a set that a signature holds for. A TTL above the original one is cut down. */
    static Life of(SignedSet set, RRSIGRecord signature, Instant now) {
        long ttl = Math.min(set.ttl(), Math.min(signature.getTTL(), signature.getOrigTTL()));
        return new Life(now.plusSeconds(ttl), SignatureRules.end(signature, now));
    }

    Life and(Life other) {
        return new Life(earlier(ttlEnd, other.ttlEnd), earlier(signatureEnd, other.signatureEnd));
    }

    /** Bound by the signatures of what it rests on, and not by the TTLs: those are about asking again for that. */
    Life restingOn(Life other) {
        return new Life(ttlEnd, earlier(signatureEnd, other.signatureEnd));
    }

    /** The first instant at which it must not be used any more. */
    public Instant expiry() {
        return earlier(ttlEnd, signatureEnd);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
