package io.github.dane4j.dns.validation;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.RRSIGRecord;

/** The checks of one signature that need no key (RFC 4035 section 5.3.1). Knows neither replies nor the chain of trust. */
final class SignatureRules {
    /** Of several signatures the one that is verified fastest is tried first. */
    static final Comparator<RRSIGRecord> CHEAPEST_FIRST = Comparator.comparingInt(SignatureRules::cost);

    private SignatureRules() {}

    private static int cost(RRSIGRecord signature) {
        return switch (signature.getAlgorithm()) {
            case Algorithm.RSASHA256, Algorithm.RSASHA512 -> 0;
            case Algorithm.RSASHA1, Algorithm.RSA_NSEC3_SHA1 -> 1;
            case Algorithm.ECDSAP256SHA256 -> 2;
            case Algorithm.ED25519 -> 3;
            case Algorithm.ECDSAP384SHA384 -> 4;
            default -> 5;
        };
    }

    /** What is wrong with a signature, but for its bytes; null if nothing. */
    static @Nullable Cause problem(SignedSet set, RRSIGRecord signature, Instant now) {
        // More labels than the owner has cannot be; fewer than the signer would be a wildcard above the zone.
        if (signature.getLabels() > SignedSet.labels(set.owner())
                || signature.getLabels() < SignedSet.labels(signature.getSigner())) {
            return Cause.of(Fault.SIGNATURE_MALFORMED, set, signature);
        }
        if (serial(signature.getTimeSigned(), now) > 0) {
            return Cause.of(Fault.SIGNATURE_NOT_YET_VALID, set, signature, signature.getTimeSigned());
        }
        if (serial(signature.getExpire(), now) < 0) {
            return Cause.of(Fault.SIGNATURE_EXPIRED, set, signature, signature.getExpire());
        }
        return null;
    }

    /** The first instant at which a signature that holds now does not hold any more: its last second is part of it. */
    static Instant end(RRSIGRecord signature, Instant now) {
        return Instant.ofEpochSecond(now.getEpochSecond() + serial(signature.getExpire(), now));
    }

    /** Seconds from {@code now} to {@code time}, of which only 32 bits are known (RFC 4034 section 3.1.5, RFC 1982). */
    private static int serial(Instant time, Instant now) {
        return (int) time.getEpochSecond() - (int) now.getEpochSecond();
    }
}
