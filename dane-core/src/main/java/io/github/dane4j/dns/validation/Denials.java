package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;

/**
 * Proofs of absence by the NSEC and NSEC3 records at hand, with whatever reply they came (RFC 4035 section 5.4). Logic first,
 * signatures after: a claim names the sets that it rests on, and only those are verified. One that turns out to be no good is
 * left out, and the rest is asked again.
 */
final class Denials {
    private final ChainOfTrust chain;
    private final RrsetProof proof;
    private final AtHand atHand;

    /** What a claim is worth: proven, or that the zone is unsigned. */
    sealed interface Result {}

    /** The zone says so. */
    record Verified(Claim claim, Life life) implements Result {}

    /** The zone that claims to say so is unsigned. */
    record Insecure(ZoneTrust.Unsigned zone) implements Result {}

    private interface Ask {
        @Nullable
        Claim of(Denial denial) throws BogusException;
    }

    Denials(ChainOfTrust chain, RrsetProof proof, AtHand atHand) {
        this.chain = chain;
        this.proof = proof;
        this.atHand = atHand;
    }

    /** That there are no records of the question's name and type. */
    Result absence(Query question) throws BogusException {
        List<SignedSet> sets = atHand.replies().denials(question);
        Result result = bySomeZone(question, sets, denial -> denial.absence(question.name(), question.type()));
        if (result != null) {
            return result;
        }
        boolean unsigned = !sets.isEmpty() && !isAnySigned(sets);
        throw new BogusException(
                Cause.of(unsigned ? Fault.DENIAL_UNSIGNED : Fault.NOT_DENIED, question, question.name()));
    }

    /** That a zone has no name closer to the question than the wildcard that a set was made from (RFC 4035 5.3.4). */
    Verified nextCloser(Query question, Name nextCloser, ZoneTrust.Keys zone) throws BogusException {
        Verified verified = by(zone, atHand.replies().denials(question), denial -> denial.nonexistence(nextCloser));
        if (verified == null) {
            throw new BogusException(Cause.of(Fault.WILDCARD_UNPROVEN, question, zone.zone()));
        }
        return verified;
    }

    /** What the parent says of a name that has no DS records. It need not be a zone. */
    Delegation delegation(Query ds) throws BogusException {
        List<SignedSet> sets = atHand.replies().denials(ds);
        Result result = bySomeZone(ds, sets, denial -> denial.unsignedZone(ds.name()));
        if (result instanceof Insecure insecure) {
            return new Delegation.Unsigned(
                    insecure.zone().cut(), insecure.zone().life());
        }
        if (result instanceof Verified verified) {
            Name left = verified.claim().mayBeDelegated();
            return new Delegation.Unsigned(left == null ? ds.name() : left, verified.life());
        }
        Reply own = atHand.replies().reply(ds);
        boolean denied = own != null && isAnySigned(own.denials());
        return new Delegation.None(denied ? null : Cause.of(Fault.DS_NOT_DENIED, ds, ds.name()));
    }

    private static boolean isAnySigned(List<SignedSet> sets) {
        for (SignedSet set : sets) {
            if (!set.signatures().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Asks the zones that may speak for the name, the deepest first. */
    private @Nullable Result bySomeZone(Query question, List<SignedSet> sets, Ask ask) throws BogusException {
        List<RRSIGRecord> signatures = new ArrayList<>();
        for (SignedSet set : sets) {
            signatures.addAll(set.signatures());
        }
        BogusException first = null;
        for (Name zone : proof.zonesThatSpeakFor(question.name(), question.type(), signatures)) {
            try {
                // What says nothing of use is not worth asking for keys.
                List<SignedSet> own = of(zone, sets);
                if (claim(zone, own, ask) == null && !askTooMuch(own)) {
                    continue;
                }
                ZoneTrust trust = chain.trustIn(zone);
                if (trust instanceof ZoneTrust.Unsigned unsigned) {
                    return new Insecure(unsigned);
                }
                Verified verified = by((ZoneTrust.Keys) trust, sets, ask);
                if (verified != null) {
                    return verified;
                }
            } catch (BogusException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return null;
    }

    private static List<SignedSet> of(Name zone, List<SignedSet> sets) {
        List<SignedSet> own = new ArrayList<>();
        for (SignedSet set : sets) {
            if (isAtItsOwnName(set, zone)) {
                own.add(set);
            }
        }
        return own;
    }

    /** An owner expanded from a wildcard does not count: the record is about the wildcard (RFC 4034 section 3.1.3). */
    private static boolean isAtItsOwnName(SignedSet set, Name zone) {
        for (RRSIGRecord signature : set.signatures()) {
            if (signature.getSigner().equals(zone) && !set.isExpandedBy(signature)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Claim claim(Name zone, List<SignedSet> sets, Ask ask) throws BogusException {
        List<Denial> denials = new ArrayList<>();
        denials.add(new NsecDenial(zone, sets));
        denials.addAll(Nsec3Denial.of(zone, sets, atHand.ledger()));
        for (Denial denial : denials) {
            Claim claim = ask.of(denial);
            if (claim != null) {
                return claim;
            }
        }
        return null;
    }

    private static boolean askTooMuch(List<SignedSet> sets) {
        for (SignedSet set : sets) {
            if (Nsec3Denial.excess(set).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Too many iterations are the zone's fault only if it has signed that it wants them (RFC 9276 section 3.2). */
    private void requireFewIterations(SignedSet set, ZoneTrust.Keys zone) throws BogusException {
        OptionalInt excess = Nsec3Denial.excess(set);
        if (excess.isPresent()) {
            proof.verify(set, zone);
            throw new BogusException(
                    Cause.counting(Fault.TOO_MANY_ITERATIONS, set.subject(), zone.zone(), excess.getAsInt()));
        }
    }

    private @Nullable Verified by(ZoneTrust.Keys zone, List<SignedSet> sets, Ask ask) throws BogusException {
        List<SignedSet> candidates = new ArrayList<>(of(zone.zone(), sets));
        BogusException first = null;
        while (true) {
            Claim claim = claim(zone.zone(), candidates, ask);
            if (claim == null) {
                break;
            }
            SignedSet current = claim.sets().get(0);
            try {
                Life life = Life.UNBOUNDED;
                for (SignedSet set : claim.sets()) {
                    current = set;
                    life = life.and(proof.verify(set, zone).life());
                }
                return new Verified(claim, life);
            } catch (BogusException e) {
                first = first == null ? e : first;
                candidates.remove(current);
            }
        }
        for (SignedSet set : candidates) {
            try {
                requireFewIterations(set, zone);
            } catch (BogusException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return null;
    }
}
