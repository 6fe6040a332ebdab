package io.github.dane4j.dns;

/** The DNSSEC status of an answer (RFC 4035 section 4.3). An answer of any other status is a {@link Answer.Failure}. */
public enum Security {
    /** Validated from a trust anchor down. */
    SECURE,
    /** Proven to be unsigned, or treated as unsigned because of a negative trust anchor. */
    INSECURE;

    /** The weaker of the two: a chain of aliases is as secure as its weakest link. */
    public Security and(Security other) {
        return this == SECURE ? other : this;
    }
}
