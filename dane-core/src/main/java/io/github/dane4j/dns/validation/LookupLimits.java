package io.github.dane4j.dns.validation;

import io.github.dane4j.crypto.RsaLimits;

/**
 * All bounds on the work of one lookup, each with its reason. Names, keys and denials come from strangers, and some zones are
 * made to keep a validator busy (CVE-2023-50387, CVE-2023-50868). A bound that is hit fails the lookup with a cause of its
 * own; it never makes an answer insecure.
 */
public final class LookupLimits {
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

    /** Bytes of a key that is parsed: RSA with 4096 bits, and some. */
    public static final int KEY_BYTES = 600;

    /**
     * RSA keys that are used. Below 1024 bits nothing is proven; the time of a verification grows with the square of the
     * modulus and with the exponent, of which all in use have 2 or 17 bits.
     */
    public static final RsaLimits RSA = new RsaLimits(1024, 4096, 64);

    /**
     * Additional iterations of an NSEC3 hash (RFC 9276 section 3.2). The few zones that still ask for some stay below; more
     * are a failure and never insecure, since otherwise anybody who replays one NSEC3 record could switch DANE off.
     */
    public static final int NSEC3_ITERATIONS = 500;

    /** SHA-1 computations for NSEC3 in all of a lookup, iterations counted: as long as some hundred signatures. */
    public static final int NSEC3_HASHES = 100_000;

    /** Aliases that are followed; RFC 7672 section 2.1.3 leaves the number to us. */
    public static final int ALIASES = 10;

    /** Queries of a lookup. A name of ten labels, each a zone, needs 21, and an alias as many again. */
    public static final int QUERIES = 40;

    private LookupLimits() {}
}
