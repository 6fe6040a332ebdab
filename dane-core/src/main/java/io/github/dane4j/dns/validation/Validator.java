package io.github.dane4j.dns.validation;

/** Decides what the replies at hand prove. Thread-safe: what belongs to a lookup comes with the call. */
public interface Validator {
    /** Judges one question. Aliases are not followed: each target is a question of its own. */
    Judgement judge(Query question, AtHand atHand);

    /** The flag that queries to name servers carry: {@link org.xbill.DNS.Flags#CD} or {@link org.xbill.DNS.Flags#AD}. */
    int queryFlag();
}
