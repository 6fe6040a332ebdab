package io.github.dane4j.dns.validation;

import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Name;

/** Validates by a chain of trust from an anchor, and believes nobody. */
public final class ChainValidator implements Validator {
    private final Anchors anchors;
    private final KeyParser parser;
    private final Algorithms algorithms;

    /** A validator that starts from these anchors. */
    public ChainValidator(Anchors anchors, KeyParser parser, Algorithms algorithms) {
        this.anchors = anchors;
        this.parser = parser;
        this.algorithms = algorithms;
    }

    @Override
    public Judgement judge(Query question, AtHand atHand) {
        Optional<Name> negative = anchors.negativeAbove(question.name());
        if (negative.isPresent()) {
            return Validator.judgeUnsigned(question, atHand, negative);
        }
        try {
            return new Proof(question, atHand, new ChainOfTrust(anchors, parser, algorithms, atHand)).judge();
        } catch (MissingReplies e) {
            return new Judgement.Need(e.queries());
        } catch (BogusException e) {
            return new Judgement.Bogus(e.cause());
        }
    }

    /** CD: a name server that validates too must not withhold what it takes for bogus (RFC 6840 section 5.9). */
    @Override
    public int queryFlag() {
        return Flags.CD;
    }
}
