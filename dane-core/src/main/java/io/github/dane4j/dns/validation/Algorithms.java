package io.github.dane4j.dns.validation;

import java.util.HashSet;
import java.util.Set;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.Digest;

/**
 * The algorithms of signatures and the digests of DS records that count. A zone whose DS records have no other ones is
 * unsigned (RFC 4035 section 5.2). Immutable.
 */
public final class Algorithms {
    private static final Set<Integer> SIGNATURES = Set.of(
            Algorithm.RSASHA1,
            Algorithm.RSA_NSEC3_SHA1,
            Algorithm.RSASHA256,
            Algorithm.RSASHA512,
            Algorithm.ECDSAP256SHA256,
            Algorithm.ECDSAP384SHA384,
            Algorithm.ED25519,
            Algorithm.ED448);

    private static final Set<Integer> DIGESTS = Set.of(Digest.SHA1, Digest.SHA256, Digest.SHA384);

    /** Those with SHA-1 included, which are still in use and which RFC 9905 wants implemented. */
    public static final Algorithms ALL = new Algorithms(SIGNATURES, DIGESTS);

    /** Those without SHA-1: RFC 9905 lets an operator take the others for unknown. */
    public static final Algorithms WITHOUT_SHA1 = new Algorithms(
            without(SIGNATURES, Algorithm.RSASHA1, Algorithm.RSA_NSEC3_SHA1), without(DIGESTS, Digest.SHA1));

    private final Set<Integer> signatures;
    private final Set<Integer> digests;

    private Algorithms(Set<Integer> signatures, Set<Integer> digests) {
        this.signatures = Set.copyOf(signatures);
        this.digests = Set.copyOf(digests);
    }

    private static Set<Integer> without(Set<Integer> all, Integer... some) {
        Set<Integer> rest = new HashSet<>(all);
        rest.removeAll(Set.of(some));
        return rest;
    }

    boolean hasSignature(int algorithm) {
        return signatures.contains(algorithm);
    }

    boolean hasDigest(int type) {
        return digests.contains(type);
    }
}
