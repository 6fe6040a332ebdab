package io.github.dane4j.dns.validation;

import io.github.dane4j.Printable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;

/**
 * What one lookup has verified, and how much work it has left. What was verified counts until the lookup ends, whatever its
 * TTL. Confined to one lookup; not thread-safe.
 */
public final class Ledger {
    private static final int SHOWN = 120;

    private final Work work;
    private final IdentityHashMap<RRSIGRecord, IdentityHashMap<ZoneKey, Boolean>> verified = new IdentityHashMap<>();
    private final Map<Name, ZoneTrust> keys = new HashMap<>();
    private final Map<Name, Delegation> delegations = new HashMap<>();

    /** Shared by all tries of a lookup. */
    private static final class Work {
        private final Map<List<Object>, byte[]> hashes = new HashMap<>();
        private int failed;
        private int hashed;
    }

    /** What was found of the chain of trust, in that order; null unless somebody wants to see it. */
    private final @Nullable Set<Link> links;

    private int told;

    /** The ledger of a new lookup. */
    public Ledger() {
        this(new Work(), false);
    }

    /** The ledger of a new lookup, which keeps the links of the chain of trust. */
    public static Ledger withLinks() {
        return new Ledger(new Work(), true);
    }

    private Ledger(Work work, boolean withLinks) {
        this.work = work;
        this.links = withLinks ? new LinkedHashSet<>() : null;
    }

    /** For another try of the same lookup: it has verified nothing, and the work that is left. */
    public Ledger again() {
        return new Ledger(work, links != null);
    }

    /** The links that were found since the last call; none if they are not kept. */
    public List<Link> newLinks() {
        if (links == null) {
            return List.of();
        }
        List<Link> found = links.stream().skip(told).toList();
        told = links.size();
        return found;
    }

    void signed(SignedSet set, Name zone, ZoneKey key) {
        note(set.subject(), zone, key, Link.Kind.SIGNED, OptionalInt.empty());
    }

    void vouchedFor(Query keys, ZoneKey key, DSRecord by, boolean anchored) {
        note(
                keys,
                keys.name(),
                key,
                anchored ? Link.Kind.ANCHORED : Link.Kind.DELEGATED,
                OptionalInt.of(by.getDigestID()));
    }

    private void note(Query set, Name zone, ZoneKey key, Link.Kind kind, OptionalInt digestType) {
        if (links != null) {
            links.add(new Link(
                    set, Printable.clip(zone.toString(true), SHOWN), key.tag(), key.algorithm(), kind, digestType));
        }
    }

    @Nullable
    ZoneTrust keys(Name zone) {
        return keys.get(zone);
    }

    void put(Name zone, ZoneTrust trust) {
        keys.put(zone, trust);
    }

    @Nullable
    Delegation delegation(Name zone) {
        return delegations.get(zone);
    }

    void put(Name zone, Delegation delegation) {
        delegations.put(zone, delegation);
    }

    /**
     * Whether the signature over the set is by the key. Each is verified once.
     *
     * @throws BogusException if too many have failed already
     */
    boolean verifies(SignedSet set, RRSIGRecord signature, ZoneKey key) throws BogusException {
        IdentityHashMap<ZoneKey, Boolean> byKey = verified.computeIfAbsent(signature, each -> new IdentityHashMap<>());
        Boolean valid = byKey.get(key);
        if (valid == null) {
            requireWork(set, signature);
            valid = key.verifies(set.signedBytes(signature), signature.getSignature());
            byKey.put(key, valid);
            work.failed += valid ? 0 : 1;
        }
        if (!valid) {
            // Also when it is judged again: the bound is the cause, and not the signature that hit it.
            requireWork(set, signature);
        }
        return valid;
    }

    private void requireWork(SignedSet set, RRSIGRecord signature) throws BogusException {
        if (work.failed > LookupLimits.FAILED_VERIFICATIONS) {
            throw new BogusException(Cause.counting(
                    Fault.TOO_MUCH_WORK, set.subject(), signature.getSigner(), LookupLimits.FAILED_VERIFICATIONS));
        }
    }

    /**
     * The NSEC3 hash of a name by the parameters of a record. Each is computed once.
     *
     * @throws BogusException if too much was computed already
     */
    byte[] hash(Name name, NSEC3Record parameters, Name zone) throws BogusException {
        List<Object> key = List.of(name, parameters.getIterations(), Arrays.toString(parameters.getSalt()));
        byte[] known = work.hashes.get(key);
        if (known != null) {
            return known;
        }
        work.hashed += parameters.getIterations() + 1;
        if (work.hashed > LookupLimits.NSEC3_HASHES) {
            throw new BogusException(Cause.counting(
                    Fault.TOO_MUCH_WORK, new Query(name, org.xbill.DNS.Type.NSEC3), zone, LookupLimits.NSEC3_HASHES));
        }
        byte[] hash = Nsec3Denial.hash(name, parameters);
        work.hashes.put(key, hash);
        return hash;
    }
}
