package io.github.dane4j.acceptance.interop;

import java.util.List;
import java.util.Locale;

/**
 * A zone, before it is signed.
 *
 * @param origin the name of the zone, without trailing dot; a single dot for the root
 * @param algorithm of its keys
 * @param denial how absence is proven
 * @param signatures whether there are any, and whether they are still good
 * @param records lines of a zone file, relative to the origin, beside SOA and NS
 */
record Zone(String origin, Algorithm algorithm, Denial denial, Signatures signatures, List<String> records) {
    /** A DNSSEC algorithm. */
    enum Algorithm {
        /** Number 8. */
        RSASHA256,
        /** Number 13. */
        ECDSAP256SHA256,
        /** Number 15. */
        ED25519
    }

    /** How a zone proves that something is not there. */
    enum Denial {
        NSEC,
        /** Without salt and without extra iterations, as RFC 9276 wants it. */
        NSEC3,
        /** As many zones still have it: salt and ten iterations. */
        NSEC3_SALTED,
        /** With unsigned delegations left out of the chain (RFC 5155 section 6). */
        NSEC3_OPT_OUT
    }

    /** The signatures of a zone. */
    enum Signatures {
        VALID,
        EXPIRED,
        /** Valid, but the address of {@code mx} was changed after it was signed. */
        ALTERED,
        /** The parent has no DS record: the delegation is insecure. */
        NONE
    }

    /** A zone signed with ECDSA that proves absence by NSEC. */
    static Zone signed(String origin, String records) {
        return new Zone(
                origin,
                Algorithm.ECDSAP256SHA256,
                Denial.NSEC,
                Signatures.VALID,
                records.lines().toList());
    }

    Zone with(Algorithm other) {
        return new Zone(origin, other, denial, signatures, records);
    }

    Zone with(Denial other) {
        return new Zone(origin, algorithm, other, signatures, records);
    }

    Zone with(Signatures other) {
        return new Zone(origin, algorithm, denial, other, records);
    }

    /** Whether this zone is below {@code other}. */
    boolean isBelow(Zone other) {
        return !equals(other) && (other.isRoot() || origin.endsWith("." + other.origin));
    }

    /** The number of labels; the root has none. */
    int depth() {
        return isRoot() ? 0 : origin.split("\\.").length;
    }

    /** The origin with a trailing dot. */
    String fullName() {
        return isRoot() ? origin : origin + ".";
    }

    /** A name for files of this zone. */
    String fileName() {
        return isRoot() ? "root" : origin.toLowerCase(Locale.ROOT);
    }

    private boolean isRoot() {
        return origin.equals(".");
    }
}
