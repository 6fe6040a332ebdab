package io.github.dane4j.dns.validation;

import java.util.OptionalInt;

/**
 * A link of the chain of trust, for those who want to see it: a key has signed a record set, or it is vouched for by a DS record
 * or a trust anchor (RFC 4035 section 5).
 *
 * @param set what was signed; of a key that is vouched for, the keys of its zone
 * @param zone of the key, without the final dot
 * @param keyTag of the key (RFC 4034 appendix B)
 * @param algorithm of the key
 * @param kind what the link is
 * @param digestType of the DS record or trust anchor; empty for a signature
 */
public record Link(Query set, String zone, int keyTag, int algorithm, Kind kind, OptionalInt digestType) {
    /** What a link is. */
    public enum Kind {
        /** A trust anchor names the key. */
        ANCHORED,
        /** A DS record names the key. */
        DELEGATED,
        /** The key has signed the set. */
        SIGNED
    }
}
