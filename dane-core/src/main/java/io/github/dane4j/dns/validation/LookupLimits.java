package io.github.dane4j.dns.validation;

import io.github.dane4j.crypto.RsaLimits;
import java.time.Duration;

/**
 * All bounds on lookups, each with its reason: on the work of one, on one reply, on what is done at the same time, and on what
 * is cached. Names, keys and denials come from strangers, and some zones are made to keep a validator busy (CVE-2023-50387,
 * CVE-2023-50868). A bound on work that is hit fails the lookup with a cause of its own; it never makes an answer insecure.
 */
public final class LookupLimits {
    // The proof.

    /**
     * Verifications that fail, in all of a lookup. No genuine zone needs one, except where two keys share a tag, or for a
     * signature that a roll-over left behind. Those that succeed are not bounded: their number follows from the queries.
     */
    public static final int FAILED_VERIFICATIONS = 8;

    /** Keys with the tag and algorithm of a signature that are tried for it. Two is rare, three no accident. */
    public static final int KEYS_PER_TAG = 5;

    /** DNSKEY records of a zone. A roll-over of both keys and of the algorithm has eight. */
    public static final int KEYS_PER_ZONE = 24;

    /** DS records of a zone; each is compared with the keys of its tag, which takes a hash. */
    public static final int DS_PER_ZONE = 24;

    /**
     * RSA keys that are used. Below 1024 bits nothing is proven; the time of a verification grows with the square of the
     * modulus and with the exponent, of which all in use have 2 or 17 bits. Keys on curves have one length.
     */
    public static final RsaLimits RSA = new RsaLimits(1024, 4096, 64);

    /**
     * Additional iterations of an NSEC3 hash (RFC 9276 section 3.2). The few zones that still ask for some stay below; more
     * are a failure and never insecure, since otherwise anybody who replays one NSEC3 record could switch DANE off.
     */
    public static final int NSEC3_ITERATIONS = 500;

    /** SHA-1 computations for NSEC3 in all of a lookup, iterations counted: as long as some hundred signatures. */
    public static final int NSEC3_HASHES = 100_000;

    // The lookup.

    /** Aliases that are followed; RFC 7672 section 2.1.3 leaves the number to us. */
    public static final int ALIASES = 10;

    /** Queries of a lookup. A name of ten labels, each a zone, needs 21, and an alias as many again. */
    public static final int QUERIES = 40;

    /** Zones below the trust anchor whose keys are asked for before it is known that they are zones. */
    public static final int GUESSED_ZONES = 4;

    /**
     * Tries of one query, if there are fewer servers than that: the query or its reply may get lost, and UDP may not work at
     * all. More servers are asked once each, and the first once more.
     */
    public static final int TRIES = 3;

    /** The part of a lookup's time that one reply is waited for: several are needed, one after the other. */
    public static final int TIME_SHARES = 5;

    /** The longest time that a lookup can be given. */
    public static final Duration TIMEOUT = Duration.ofMinutes(5);

    // One reply.

    /** Bytes: what the length before a message over TCP can say (RFC 1035 section 4.2.2). */
    public static final int REPLY_BYTES = 0xffff;

    /** Bytes over UDP that servers are asked to keep to: never fragmented on the paths of the internet. */
    public static final int UDP_REPLY_BYTES = 1232;

    /** Records in all sections, counted before any is parsed. Comparing records costs the square of their number. */
    public static final int REPLY_RECORDS = 256;

    /** Replies to something else that are read over on one connection before the one that was asked for. */
    public static final int STRAY_REPLIES = 8;

    // At the same time.

    /** Threads of a resolver: each runs a lookup, or makes a query that one needs beside another, and waits meanwhile. */
    public static final int LOOKUPS_AT_ONCE = 64;

    /** Queries under way. Enough for hundreds of lookups per second. */
    public static final int QUERIES_AT_ONCE = 32;

    /** Queries through one server over HTTPS, whose client has threads of its own. */
    public static final int HTTPS_THREADS = 4;

    /** Connections over TLS that are kept open to one server for later queries. */
    public static final int IDLE_CONNECTIONS = 4;

    /** What waits for a thread. Beyond this the machine asks faster than its name servers answer. */
    public static final int WAITING = 10_000;

    // What is cached, beside the answers, whose number and bytes are settings.

    /** Replies about keys. */
    public static final int CACHED_REPLIES = 5_000;

    /** Bytes of replies about keys. */
    public static final long CACHED_REPLY_BYTES = 16L << 20;

    /** Zones with proven keys, and as many with a proven delegation. */
    public static final int CACHED_ZONES = 5_000;

    /** Bytes of zones with proven keys, and as many for delegations. */
    public static final long CACHED_ZONE_BYTES = 16L << 20;

    /** The longest time that anything is used: TTLs of unsigned data are anybody's. */
    public static final Duration CACHE_TTL = Duration.ofDays(1);

    /** The longest time that a failure is remembered (RFC 2308 section 7.1). */
    public static final Duration FAILURE_TTL = Duration.ofMinutes(5);

    /** Records of a chain that a server hands over (RFC 9102): ten zones with two signatures for each set have about sixty. */
    public static final int SUPPLIED_RECORDS = 500;

    private LookupLimits() {}
}
