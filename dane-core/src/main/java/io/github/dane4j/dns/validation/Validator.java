package io.github.dane4j.dns.validation;

import java.time.Instant;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Decides what the replies at hand prove. Thread-safe: what belongs to a lookup comes with the call. */
public interface Validator {
    /** Judges one question. Aliases are not followed: each target is a question of its own. */
    Judgement judge(Query question, AtHand atHand);

    /**
     * Judges what nothing signs: names that an alias in an unsigned zone leads to, or that are below a negative trust anchor.
     * It is insecure, whatever it is (RFC 7672 section 2.1.3, RFC 7646).
     */
    static Judgement judgeUnsigned(Query question, AtHand atHand, Optional<Name> cut) {
        try {
            Reply reply = FromReply.about(question, atHand.replies());
            return FromReply.insecure(question, reply, cut, Instant.MAX, atHand.now());
        } catch (MissingReplies e) {
            return new Judgement.Need(e.queries());
        } catch (BogusException e) {
            return new Judgement.Bogus(e.cause());
        }
    }

    /** The flag that queries to name servers carry: {@link org.xbill.DNS.Flags#CD} or {@link org.xbill.DNS.Flags#AD}. */
    int queryFlag();
}
