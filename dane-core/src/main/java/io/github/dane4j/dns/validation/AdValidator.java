package io.github.dane4j.dns.validation;

import java.time.Instant;
import java.util.Optional;
import org.xbill.DNS.Flags;

/**
 * Believes a name server that validates: secure is what it marks with the AD bit, and the rest insecure (RFC 4035 section
 * 4.9.3).
 */
public final class AdValidator implements Validator {
    /** A validator without a state. */
    public AdValidator() {}

    @Override
    public Judgement judge(Query question, AtHand atHand) {
        try {
            Reply reply = FromReply.about(question, atHand.replies());
            Finding finding = FromReply.finding(question, reply);
            Instant expiry = FromReply.expiry(question, reply, atHand.now());
            return reply.isMarkedAuthentic()
                    ? new Judgement.Secure(finding, expiry)
                    : new Judgement.Insecure(Optional.empty(), finding, expiry);
        } catch (MissingReplies e) {
            return new Judgement.Need(e.queries());
        } catch (BogusException e) {
            return new Judgement.Bogus(e.cause());
        }
    }

    @Override
    public int queryFlag() {
        return Flags.AD;
    }
}
