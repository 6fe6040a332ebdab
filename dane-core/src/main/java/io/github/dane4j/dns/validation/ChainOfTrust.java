package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The chain from a trust anchor to the keys of a zone, or to the cut below which nothing is signed (RFC 4035 section 5.2). */
final class ChainOfTrust {
    private final Anchors anchors;
    private final KeyParser parser;
    private final Algorithms algorithms;
    private final AtHand atHand;
    private final RrsetProof proof;
    private final Denials denials;

    ChainOfTrust(Anchors anchors, KeyParser parser, Algorithms algorithms, AtHand atHand) {
        this.anchors = anchors;
        this.parser = parser;
        this.algorithms = algorithms;
        this.atHand = atHand;
        this.proof = new RrsetProof(this, anchors, atHand);
        this.denials = new Denials(this, proof, atHand);
    }

    RrsetProof proof() {
        return proof;
    }

    Denials denials() {
        return denials;
    }

    /** The trust anchor that alone counts for a name. */
    Name anchorOf(Name name) {
        return anchors.nearestTo(name);
    }

    /** The keys of a zone that claims to sign something, or that nothing is signed there. */
    ZoneTrust trustIn(Name zone) throws BogusException {
        ZoneTrust known = known(zone);
        if (known != null) {
            return known;
        }
        requireRepliesAbout(zone);
        List<DSRecord> anchor = anchors.of(zone);
        Delegation delegation = anchor.isEmpty() ? delegationOf(zone) : new Delegation.Signed(anchor, Life.UNBOUNDED);
        ZoneTrust trust;
        if (delegation instanceof Delegation.Signed signed) {
            trust = keys(zone, signed, !anchor.isEmpty());
        } else if (delegation instanceof Delegation.Unsigned unsigned) {
            trust = new ZoneTrust.Unsigned(unsigned.cut(), unsigned.life());
        } else {
            Cause why = ((Delegation.None) delegation).why();
            throw new BogusException(
                    why != null ? why : Cause.of(Fault.SIGNER_IS_NOT_A_ZONE, new Query(zone, Type.DS), zone));
        }
        atHand.ledger().put(zone, trust);
        atHand.proven().put(zone, trust, atHand.now());
        return trust;
    }

    private @Nullable ZoneTrust known(Name zone) {
        ZoneTrust known = atHand.ledger().keys(zone);
        if (known == null) {
            known = atHand.proven().keys(zone, atHand.now());
            if (known != null) {
                atHand.ledger().put(zone, known);
            }
        }
        return known;
    }

    private @Nullable Delegation knownDelegation(Name zone) {
        Delegation known = atHand.ledger().delegation(zone);
        if (known == null) {
            known = atHand.proven().delegation(zone, atHand.now());
            if (known != null) {
                atHand.ledger().put(zone, known);
            }
        }
        return known;
    }

    /** All at once: DS and DNSKEY of the zone, and of the names above it up to the next zone that is known. */
    private void requireRepliesAbout(Name zone) {
        Name anchor = anchors.nearestTo(zone);
        List<Query> missing = new ArrayList<>();
        for (Name each = zone; known(each) == null; each = new Name(each, 1)) {
            addIfMissing(new Query(each, Type.DNSKEY), missing);
            if (each.equals(anchor)) {
                break;
            }
            if (knownDelegation(each) == null) {
                addIfMissing(new Query(each, Type.DS), missing);
            }
        }
        if (!missing.isEmpty()) {
            throw new MissingReplies(missing);
        }
    }

    private void addIfMissing(Query query, List<Query> missing) {
        if (!atHand.replies().has(query)) {
            missing.add(query);
        }
    }

    /** Any one DS that fits one key which signs all keys is enough (RFC 4035 section 5.2, RFC 6840 section 5.11). */
    private ZoneTrust.Keys keys(Name zone, Delegation.Signed delegation, boolean anchored) throws BogusException {
        Query query = new Query(zone, Type.DNSKEY);
        SignedSet set = answerTo(query);
        if (set == null) {
            throw new BogusException(Cause.of(Fault.NO_KEYS, query, zone));
        }
        if (set.size() > LookupLimits.KEYS_PER_ZONE) {
            throw new BogusException(Cause.counting(Fault.TOO_MUCH_WORK, query, zone, LookupLimits.KEYS_PER_ZONE));
        }
        if (anchored && set.signatures().isEmpty()) {
            throw new BogusException(Cause.of(Fault.SIGNATURES_NOT_PASSED_ON, query, zone));
        }
        List<ZoneKey> keys = new ArrayList<>();
        List<ZoneKey> entries = new ArrayList<>();
        for (DNSKEYRecord record : set.records(DNSKEYRecord.class)) {
            ZoneKey key = algorithms.hasSignature(record.getAlgorithm()) ? ZoneKey.of(record, parser) : null;
            if (key != null) {
                keys.add(key);
                DSRecord fitting = key.fitting(delegation.records());
                if (fitting != null) {
                    entries.add(key);
                    atHand.ledger().vouchedFor(query, key, fitting, anchored);
                }
            }
        }
        if (entries.isEmpty()) {
            throw new BogusException(
                    Cause.of(anchored ? Fault.ANCHOR_MATCHES_NO_KEY : Fault.DS_MATCHES_NO_KEY, query, zone));
        }
        RrsetProof.Verified verified = proof.verify(set, zone, entries, delegation.life());
        return new ZoneTrust.Keys(zone, List.copyOf(keys), verified.life().and(delegation.life()));
    }

    /** The set in the reply to a query; null if that has none. */
    private @Nullable SignedSet answerTo(Query query) throws BogusException {
        Reply reply = atHand.replies().reply(query);
        if (reply == null) {
            FromReply.require(query, atHand.replies());
            throw new BogusException(Cause.of(Fault.UNANSWERED, query, query.name()));
        }
        return reply.answer(query.name(), query.type());
    }

    /** What the parent says: signed, unsigned, or nothing that is proven. */
    private Delegation delegationOf(Name zone) {
        Delegation known = knownDelegation(zone);
        if (known != null) {
            return known;
        }
        Delegation delegation;
        try {
            delegation = judgeDelegation(zone);
        } catch (BogusException e) {
            return new Delegation.None(e.cause());
        }
        if (!(delegation instanceof Delegation.None)) {
            atHand.ledger().put(zone, delegation);
            atHand.proven().put(zone, delegation, atHand.now());
        }
        return delegation;
    }

    private Delegation judgeDelegation(Name zone) throws BogusException {
        Query query = new Query(zone, Type.DS);
        SignedSet set = answerTo(query);
        if (set == null) {
            return denials.delegation(query);
        }
        return delegation(zone, set);
    }

    private Delegation delegation(Name zone, SignedSet set) throws BogusException {
        if (set.size() > LookupLimits.DS_PER_ZONE) {
            throw new BogusException(
                    Cause.counting(Fault.TOO_MUCH_WORK, set.subject(), zone, LookupLimits.DS_PER_ZONE));
        }
        RrsetProof.Result result = proof.prove(set);
        if (result instanceof RrsetProof.Insecure insecure) {
            return new Delegation.Unsigned(
                    insecure.zone().cut(), insecure.zone().life());
        }
        Life life = ((RrsetProof.Verified) result).life();
        List<DSRecord> usable = usable(set.records(DSRecord.class));
        return usable.isEmpty() ? new Delegation.Unsigned(zone, life) : new Delegation.Signed(usable, life);
    }

    /** Unknown algorithms and digests do not count; nor does SHA-1 beside others (RFC 4035 section 5.2, RFC 4509 section 3). */
    private List<DSRecord> usable(List<DSRecord> records) {
        List<DSRecord> known = new ArrayList<>();
        List<DSRecord> strong = new ArrayList<>();
        for (DSRecord ds : records) {
            if (algorithms.hasSignature(ds.getAlgorithm()) && algorithms.hasDigest(ds.getDigestID())) {
                known.add(ds);
                if (ds.getDigestID() != Digest.SHA1) {
                    strong.add(ds);
                }
            }
        }
        return strong.isEmpty() ? known : strong;
    }

    /**
     * The place at or above {@code name} below which nothing is signed. Looked for from the anchor down, name by name. That
     * there is no cut at a name needs no proof, since nothing but a failure follows from it.
     *
     * @throws BogusException if there is none, with what was wrong on the way
     */
    ZoneTrust.Unsigned cutAbove(Query question, BogusException before) throws BogusException {
        Name name = question.name();
        Name anchor = anchors.nearestTo(name);
        Cause why = null;
        for (int labels = anchor.labels() + 1; labels <= name.labels(); labels++) {
            Name each = new Name(name, name.labels() - labels);
            Delegation delegation = delegationOf(each);
            if (delegation instanceof Delegation.Unsigned unsigned) {
                return new ZoneTrust.Unsigned(unsigned.cut(), unsigned.life());
            }
            Cause cause = delegation instanceof Delegation.None none ? none.why() : null;
            why = why == null && cause != null && !cause.fault().isOnlyAbsence() ? cause : why;
        }
        if (why == null && before.cause().fault().isOnlyAbsence()) {
            // A name server that passes on no signatures at all is told by the keys that must have them.
            trustIn(anchor);
        }
        throw why != null && before.cause().fault().isOnlyAbsence() ? new BogusException(why) : before;
    }
}
