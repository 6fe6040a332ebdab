package io.github.dane4j.dns.validation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/** What came of a question: proven, bogus, or more replies are needed first. */
public sealed interface Judgement {
    /**
     * The replies at hand decide nothing yet.
     *
     * @param queries whose replies are needed next, all at once; at least one, none twice, and none that is at hand
     */
    record Need(List<Query> queries) implements Judgement {
        /** Copies the list. */
        public Need {
            queries = List.copyOf(queries);
        }
    }

    /** Proven, secure or insecure. */
    sealed interface Proven extends Judgement {
        /** What is at the name. */
        Finding finding();

        /** The time from which this must not be used: the least of the TTLs and of the ends of all signatures on the way. */
        Instant expiry();
    }

    /** Signed, by a chain of trust from an anchor (RFC 4035 section 4.3). */
    record Secure(Finding finding, Instant expiry) implements Proven {
        @Override
        public String toString() {
            return "secure";
        }
    }

    /**
     * Proven to be unsigned.
     *
     * @param cut the first name that is not covered by signatures; empty if that is not known
     */
    record Insecure(Optional<Name> cut, Finding finding, Instant expiry) implements Proven {
        @Override
        public String toString() {
            return "insecure"
                    + cut.map(name -> " from " + Cause.show(name) + " on").orElse("");
        }
    }

    /** Neither secure nor proven to be unsigned. */
    record Bogus(Cause cause) implements Judgement {
        @Override
        public String toString() {
            return cause.toString();
        }
    }
}
