package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Type;

/** The proof of one record set by one of its signatures (RFC 4035 section 5.3). */
final class RrsetProof {
    /** RFC 2181 section 10.1, RFC 6672 section 2.4, RFC 4034 section 4. */
    private static final Set<Integer> SINGLE = Set.of(Type.CNAME, Type.DNAME, Type.NSEC);

    private static final Set<Integer> NEVER_FROM_A_WILDCARD =
            Set.of(Type.DS, Type.DNSKEY, Type.DNAME, Type.NSEC, Type.NSEC3);

    private static final Comparator<Name> DEEPEST_FIRST =
            Comparator.comparingInt(Name::labels).reversed();

    private static final Comparator<ZoneKey> PROVEN_FIRST =
            Comparator.comparing(ZoneKey::isProven).reversed();

    private final ChainOfTrust chain;
    private final Anchors anchors;
    private final AtHand atHand;

    /** What came of a set. */
    sealed interface Result {}

    /** It is signed by the zone; {@code expanded} if it was made from a wildcard. */
    record Verified(Name zone, RRSIGRecord signature, boolean expanded, Life life) implements Result {}

    /** The zone that claims to sign it is unsigned, and so is the set. */
    record Insecure(ZoneTrust.Unsigned zone) implements Result {}

    RrsetProof(ChainOfTrust chain, Anchors anchors, AtHand atHand) {
        this.chain = chain;
        this.anchors = anchors;
        this.atHand = atHand;
    }

    /** Proves a set by the zone that its signatures name, the deepest first (RFC 4035 section 5.3.1). */
    Result prove(SignedSet set) throws BogusException {
        if (set.signatures().isEmpty()) {
            throw new BogusException(Cause.of(Fault.UNSIGNED, set.subject(), set.owner()));
        }
        List<Name> zones = zonesThatSpeakFor(set.owner(), set.type(), set.signatures());
        if (zones.isEmpty()) {
            throw new BogusException(
                    Cause.of(Fault.FOREIGN_SIGNER, set, set.signatures().get(0)));
        }
        BogusException first = null;
        for (Name zone : zones) {
            try {
                ZoneTrust trust = chain.trustIn(zone);
                return trust instanceof ZoneTrust.Keys keys
                        ? verify(set, keys)
                        : new Insecure((ZoneTrust.Unsigned) trust);
            } catch (BogusException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    /**
     * The signers that can be the zone of a name, as seen from the trust anchor that is closest to the name; the deepest
     * first.
     */
    List<Name> zonesThatSpeakFor(Name owner, int type, List<RRSIGRecord> signatures) {
        // The DS records of a zone are its parent's (RFC 4035 section 2.4).
        Name lowest = type == Type.DS && !owner.equals(Name.root) ? new Name(owner, 1) : owner;
        Name anchor = anchors.nearestTo(lowest);
        List<Name> zones = new ArrayList<>();
        for (RRSIGRecord signature : signatures) {
            Name signer = signature.getSigner();
            if (lowest.subdomain(signer) && signer.subdomain(anchor) && !zones.contains(signer)) {
                zones.add(signer);
            }
        }
        zones.sort(DEEPEST_FIRST);
        return zones;
    }

    /** Verifies a set by the keys of a zone: one signature that holds is enough (RFC 4035 section 5.3.3). */
    Verified verify(SignedSet set, ZoneTrust.Keys keys) throws BogusException {
        return verify(set, keys.zone(), keys.keys(), keys.life());
    }

    Verified verify(SignedSet set, Name zone, List<ZoneKey> keys, Life keyLife) throws BogusException {
        if (SINGLE.contains(set.type()) && set.size() > 1) {
            throw new BogusException(Cause.of(Fault.SEVERAL_RECORDS, set.subject(), zone));
        }
        Cause first = null;
        List<RRSIGRecord> signatures = new ArrayList<>(set.signatures());
        signatures.sort(SignatureRules.CHEAPEST_FIRST);
        for (RRSIGRecord signature : signatures) {
            if (!signature.getSigner().equals(zone)) {
                continue;
            }
            Cause problem = problem(set, signature, keys);
            if (problem == null) {
                Life life = Life.of(set, signature, atHand.now()).restingOn(keyLife);
                return new Verified(zone, signature, set.isExpandedBy(signature), life);
            }
            first = first == null ? problem : first;
        }
        throw new BogusException(first == null ? Cause.of(Fault.UNSIGNED, set.subject(), zone) : first);
    }

    private @Nullable Cause problem(SignedSet set, RRSIGRecord signature, List<ZoneKey> keys) throws BogusException {
        Cause problem = SignatureRules.problem(set, signature, atHand.now());
        if (problem != null) {
            return problem;
        }
        if (set.isExpandedBy(signature) && NEVER_FROM_A_WILDCARD.contains(set.type())) {
            return Cause.of(Fault.MADE_FROM_A_WILDCARD, set, signature);
        }
        List<ZoneKey> fitting = new ArrayList<>();
        for (ZoneKey key : keys) {
            if (key.tag() == signature.getFootprint()
                    && key.algorithm() == signature.getAlgorithm()
                    && key.isUsable()) {
                fitting.add(key);
            }
        }
        fitting.sort(PROVEN_FIRST);
        for (ZoneKey key : fitting.subList(0, Math.min(fitting.size(), LookupLimits.KEYS_PER_TAG))) {
            if (atHand.ledger().verifies(set, signature, key)) {
                atHand.ledger().signed(set, signature.getSigner(), key);
                return null;
            }
        }
        if (fitting.size() > LookupLimits.KEYS_PER_TAG) {
            return Cause.counting(Fault.TOO_MUCH_WORK, set.subject(), signature.getSigner(), LookupLimits.KEYS_PER_TAG);
        }
        return Cause.of(fitting.isEmpty() ? Fault.NO_SUCH_KEY : Fault.SIGNATURE_INVALID, set, signature);
    }
}
