package io.github.dane4j.dns.validation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * The judgement of one question, in the order of RFC 4035 section 5: records or an alias with a signature that holds, else a
 * proof that there are none, else a proof that the zone is unsigned; and if that fails too, it is bogus.
 */
final class Proof {
    private final Query question;
    private final AtHand atHand;
    private final ChainOfTrust chain;

    Proof(Query question, AtHand atHand, ChainOfTrust chain) {
        this.question = question;
        this.atHand = atHand;
        this.chain = chain;
    }

    Judgement.Proven judge() throws BogusException {
        BogusException first = null;
        for (SignedSet set : candidates()) {
            try {
                return positive(set);
            } catch (BogusException e) {
                first = first == null ? e : first;
            }
        }
        try {
            return negative();
        } catch (BogusException e) {
            first = first == null ? e : first;
        }
        Reply reply = reply();
        try {
            return insecure(chain.cutAbove(question, first), reply);
        } catch (BogusException e) {
            // What came with an alias has failed; its target is a question of its own.
            FromReply.require(question, atHand.replies());
            throw e;
        }
    }

    /** What may answer the question: its records, an alias at the name, a redirection above it. */
    private List<SignedSet> candidates() {
        List<SignedSet> sets = atHand.replies().answers(question, question.name(), question.type());
        sets.addAll(atHand.replies().answers(question, question.name(), Type.CNAME));
        // What is above the trust anchor that is closest to the name does not speak for it (RFC 6840 section 5.10).
        Name anchor = chain.anchorOf(question.name());
        for (SignedSet redirect : atHand.replies().redirects(question)) {
            if (redirect.owner().subdomain(anchor)) {
                sets.add(redirect);
            }
        }
        return sets;
    }

    /** RFC 4035 sections 5.3.1 to 5.3.4. */
    private Judgement.Proven positive(SignedSet set) throws BogusException {
        RrsetProof.Result result = chain.proof().prove(set);
        if (result instanceof RrsetProof.Insecure insecure) {
            return insecure(insecure.zone(), reply());
        }
        RrsetProof.Verified verified = (RrsetProof.Verified) result;
        Finding finding = Redirect.read(question, set);
        if (!verified.expanded()) {
            return new Judgement.Secure(finding, verified.life().expiry());
        }
        Name nextCloser = Denial.ancestor(set.owner(), verified.signature().getLabels() + 2);
        ZoneTrust.Keys zone = (ZoneTrust.Keys) chain.trustIn(verified.zone());
        Denials.Verified absent = chain.denials().nextCloser(question, nextCloser, zone);
        Instant expiry = verified.life().and(absent.life()).expiry();
        // A name that may be an unsigned zone is nothing to rest on, whatever the type (RFC 5155 sections 8.8 and 9.2).
        return absent.claim().mayBeDelegated() == null
                ? new Judgement.Secure(finding, expiry)
                : new Judgement.Insecure(Optional.of(nextCloser), finding, expiry);
    }

    /** RFC 4035 section 5.4, RFC 5155 section 8. */
    private Judgement.Proven negative() throws BogusException {
        Denials.Result result = chain.denials().absence(question);
        if (result instanceof Denials.Insecure insecure) {
            return insecure(insecure.zone(), reply());
        }
        Denials.Verified verified = (Denials.Verified) result;
        Name left = verified.claim().mayBeDelegated();
        if (left != null) {
            // What stands there is for an unsigned zone to say (RFC 5155 section 9.2).
            return insecure(new ZoneTrust.Unsigned(left, verified.life()), reply());
        }
        Finding finding = new Finding.Absence(verified.claim().absence());
        Instant expiry = verified.life().expiry();
        Reply own = atHand.replies().reply(question);
        if (own != null) {
            Instant end = FromReply.negativeTtlEnd(own, atHand.now());
            expiry = end == null || expiry.isBefore(end) ? expiry : end;
        }
        return new Judgement.Secure(finding, expiry);
    }

    private Judgement.Proven insecure(ZoneTrust.Unsigned zone, Reply reply) throws BogusException {
        return FromReply.insecure(
                question, reply, Optional.of(zone.cut()), zone.life().signatureEnd(), atHand.now());
    }

    private Reply reply() throws BogusException {
        return FromReply.about(question, atHand.replies());
    }
}
