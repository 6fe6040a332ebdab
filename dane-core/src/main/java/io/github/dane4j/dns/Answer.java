package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * What DNS proves about one name and type. A lookup that failed is never the same as a proven absence.
 *
 * @param <T> the data of the records
 */
public sealed interface Answer<T> {
    /** The cases, for an exhaustive switch. */
    enum Kind {
        /** {@link Data}. */
        DATA,
        /** {@link Denial}. */
        DENIAL,
        /** {@link Failure}. */
        FAILURE
    }

    /** Which case this is. */
    Kind kind();

    /** The name that was asked for. */
    DomainName name();

    /** The type that was asked for. */
    RecordType<T> type();

    /** The aliases that were followed, in order. */
    List<Alias> aliases();

    /**
     * One link of a chain of aliases.
     *
     * @param from the alias
     * @param to what it stands for
     */
    record Alias(DomainName from, DomainName to) {}

    /**
     * Records exist.
     *
     * @param owner the name that has them: the one asked for, or the end of the aliases
     * @param security of the weakest link
     * @param expiry the time from which the answer must not be used: the end of the TTL or of the first signature,
     *     whichever is first (RFC 4035 section 5.3.3)
     * @param records at least one
     */
    record Data<T>(
            DomainName name,
            RecordType<T> type,
            List<Alias> aliases,
            DomainName owner,
            Security security,
            Instant expiry,
            List<T> records)
            implements Answer<T> {
        /** Copies the lists. */
        public Data {
            aliases = List.copyOf(aliases);
            records = List.copyOf(records);
        }

        @Override
        public Kind kind() {
            return Kind.DATA;
        }
    }

    /**
     * No such records, or no such name.
     *
     * @param owner the name that does not have them: the one asked for, or the end of the aliases
     * @param nameExists false for NXDOMAIN
     * @param security of the weakest link
     * @param expiry as for {@link Data}
     */
    record Denial<T>(
            DomainName name,
            RecordType<T> type,
            List<Alias> aliases,
            DomainName owner,
            boolean nameExists,
            Security security,
            Instant expiry)
            implements Answer<T> {
        /** Copies the list. */
        public Denial {
            aliases = List.copyOf(aliases);
        }

        @Override
        public Kind kind() {
            return Kind.DENIAL;
        }
    }

    /**
     * Nothing is proven (RFC 7672 section 2.1.1: all lookup errors are treated the same way).
     *
     * @param reason a lookup error
     * @param detail what happened, in one line, including the query that failed
     * @param extendedError the Extended DNS Error (RFC 8914), if there was one
     */
    record Failure<T>(
            DomainName name,
            RecordType<T> type,
            List<Alias> aliases,
            Reason reason,
            String detail,
            OptionalInt extendedError)
            implements Answer<T> {
        /** Copies the list. */
        public Failure {
            aliases = List.copyOf(aliases);
        }

        @Override
        public Kind kind() {
            return Kind.FAILURE;
        }
    }
}
