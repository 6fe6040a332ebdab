package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A step of a lookup. Texts are for people, on one line; network data in them is escaped and clipped.
 * Immutable.
 */
public sealed interface LookupEvent {
    /** A number that the steps of one lookup have in common. */
    long lookup();

    /** A lookup has begun. */
    record Started(long lookup, DomainName name, RecordType<?> type) implements LookupEvent {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    /**
     * A server was asked.
     *
     * @param query name and type
     * @param server its address or URI
     * @param transport {@code udp} (or TCP, where the reply does not fit), {@code tls}, {@code https}
     * @param outcome how it ended, in words
     * @param duration of the wait for it
     */
    record Queried(long lookup, String query, String server, String transport, String outcome, Duration duration)
            implements LookupEvent {
        @Override
        public String toString() {
            return "query     " + query + ": " + outcome + ", from " + server + " by " + transport + " in "
                    + duration.toMillis() + " ms";
        }
    }

    /**
     * A DS or DNSKEY reply was served from the cache.
     *
     * @param query name and type
     */
    record Cached(long lookup, String query) implements LookupEvent {
        @Override
        public String toString() {
            return "cached    " + query;
        }
    }

    /** What holds two links of the chain of trust together. */
    enum LinkKind {
        /** A trust anchor names the key. */
        ANCHORED,
        /** A DS record in the parent zone names the key. */
        DELEGATED,
        /** The key has signed the record set, and the signature holds. */
        SIGNED
    }

    /**
     * A link of the chain of trust was found (RFC 4035 section 5).
     *
     * @param records the record set that was signed, as name and type; where a trust anchor or DS record names the key, the keys
     *     of its zone
     * @param kind what the link is
     * @param zone whose key it is, without the final dot
     * @param keyTag of the key (RFC 4034 appendix B)
     * @param algorithm of the key, as its number in the IANA registry
     * @param digestType of the trust anchor or DS record, as its number in the IANA registry; empty for a signature
     */
    record Linked(
            long lookup, String records, LinkKind kind, String zone, int keyTag, int algorithm, OptionalInt digestType)
            implements LookupEvent {
        @Override
        public String toString() {
            String key = "key " + keyTag + " (algorithm " + algorithm + ")";
            return switch (kind) {
                case ANCHORED -> "anchored  " + records + ": a trust anchor names " + key;
                case DELEGATED ->
                    "delegated " + records + ": a DS record (digest type " + digestType.orElse(0) + ") names " + key;
                case SIGNED -> "signed    " + records + ": by " + key + " of " + zone;
            };
        }
    }

    /**
     * A reply was validated.
     *
     * @param query name and type; {@code zone of} a name if only the keys of its zone were followed
     * @param verdict {@code secure}, {@code insecure}, or what is wrong
     */
    record Judged(long lookup, String query, String verdict) implements LookupEvent {
        @Override
        public String toString() {
            return "validated " + query + ": " + verdict;
        }
    }

    /**
     * The lookup has ended.
     *
     * @param cached whether the answer came from the cache
     * @param duration since it began
     */
    record Answered(long lookup, Answer<?> answer, boolean cached, Duration duration) implements LookupEvent {
        @Override
        public String toString() {
            return "answer    " + answer.describe() + (cached ? ", cached" : ", in " + duration.toMillis() + " ms");
        }
    }
}
