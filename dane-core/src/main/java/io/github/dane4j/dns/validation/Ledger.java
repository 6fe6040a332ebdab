package io.github.dane4j.dns.validation;

import io.github.dane4j.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
    // Both are looked through one after the other: a lookup meets a few of each.
    private final List<Checked> checked = new ArrayList<>();
    private final List<KnownZone> zones = new ArrayList<>();

    /** Whether a signature is by a key. Both are compared by identity. */
    private record Checked(RRSIGRecord signature, ZoneKey key, boolean valid) {}

    /** What was found of a name as a zone. */
    private static final class KnownZone {
        private final Name name;
        private @Nullable ZoneTrust trust;
        private @Nullable Delegation delegation;

        KnownZone(Name name) {
            this.name = name;
        }
    }

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
        KnownZone known = find(zone);
        return known == null ? null : known.trust;
    }

    void put(Name zone, ZoneTrust trust) {
        known(zone).trust = trust;
    }

    @Nullable
    Delegation delegation(Name zone) {
        KnownZone known = find(zone);
        return known == null ? null : known.delegation;
    }

    void put(Name zone, Delegation delegation) {
        known(zone).delegation = delegation;
    }

    private @Nullable KnownZone find(Name zone) {
        for (KnownZone each : zones) {
            if (each.name.equals(zone)) {
                return each;
            }
        }
        return null;
    }

    private KnownZone known(Name zone) {
        KnownZone known = find(zone);
        if (known == null) {
            known = new KnownZone(zone);
            zones.add(known);
        }
        return known;
    }

    /**
     * Whether the signature over the set is by the key. Each is verified once.
     *
     * @throws BogusException if too many have failed already
     */
    boolean verifies(SignedSet set, RRSIGRecord signature, ZoneKey key) throws BogusException {
        Checked known = find(signature, key);
        if (known == null) {
            requireWork(set, signature);
            known = new Checked(signature, key, key.verifies(set.signedBytes(signature), signature.getSignature()));
            checked.add(known);
            work.failed += known.valid() ? 0 : 1;
        }
        if (!known.valid()) {
            // Also when it is judged again: the bound is the cause, and not the signature that hit it.
            requireWork(set, signature);
        }
        return known.valid();
    }

    @SuppressWarnings("ReferenceEquality") // What was verified is this object.
    private @Nullable Checked find(RRSIGRecord signature, ZoneKey key) {
        for (Checked each : checked) {
            if (each.signature() == signature && each.key() == key) {
                return each;
            }
        }
        return null;
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
