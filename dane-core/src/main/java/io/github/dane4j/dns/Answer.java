package io.github.dane4j.dns;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What DNS proves about one name and type. A lookup that failed is never the same as a proven absence. Immutable.
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
     * The answer in a few words, without the question: {@code secure, 2 records}; {@code insecure, no such name}; {@code
     * bogus: mx.example.org A: EDE 7 signature expired}. Text from the network is escaped and clipped.
     */
    String describe();

    /**
     * One link of a chain of aliases.
     *
     * @param from the alias
     * @param to the name it points to
     * @param security of this link and of those before it
     */
    record Alias(DomainName from, DomainName to, Security security) {
        @Override
        public String toString() {
            return from + " is an alias of " + to;
        }
    }

    /**
     * {@link Data} or {@link Denial}: what is proven, secure or insecure.
     *
     * @param <T> the data of the records
     */
    sealed interface Proven<T> extends Answer<T> {
        /** The owner of the records, or the name that has none: the name asked for, or the end of its aliases. */
        DomainName owner();

        /** The status of the weakest link in the chain of aliases. */
        Security security();

        /**
         * Where the chain of trust ends, if the answer is insecure: the zone of the weakest link, or one above it, that has
         * no DS record in its parent, or none of an algorithm that is known (RFC 4035 section 5.2). Where a parent leaves
         * unsigned zones out of its proof (RFC 5155 section 6), the first name that it may have delegated.
         */
        Optional<DomainName> cut();

        /**
         * The time from which the answer must not be used: the end of the TTL or of the first signature, whichever is
         * first (RFC 4035 section 5.3.3), and at most a day away. For an insecure denial it may be now (RFC 2308 section
         * 5).
         */
        Instant expiry();
    }

    /**
     * Records exist.
     *
     * @param records at least one
     */
    record Data<T>(
            DomainName name,
            RecordType<T> type,
            List<Alias> aliases,
            DomainName owner,
            Security security,
            Optional<DomainName> cut,
            Instant expiry,
            List<T> records)
            implements Proven<T> {
        /** An answer without a {@link #cut}. */
        public Data(
                DomainName name,
                RecordType<T> type,
                List<Alias> aliases,
                DomainName owner,
                Security security,
                Instant expiry,
                List<T> records) {
            this(name, type, aliases, owner, security, Optional.empty(), expiry, records);
        }

        /** Copies the lists. */
        public Data {
            aliases = List.copyOf(aliases);
            records = List.copyOf(records);
        }

        @Override
        public Kind kind() {
            return Kind.DATA;
        }

        @Override
        public String describe() {
            return word(security)
                    + ", "
                    + records.size()
                    + (records.size() == 1 ? " record" : " records")
                    + at(name, owner);
        }

        @Override
        public String toString() {
            return name + " " + type + ": " + describe();
        }
    }

    /**
     * No such records, or no such name.
     *
     * @param nameExists false if the name itself does not exist, by whatever reply code (RFC 4035 section 5.4, RFC 9824)
     */
    record Denial<T>(
            DomainName name,
            RecordType<T> type,
            List<Alias> aliases,
            DomainName owner,
            boolean nameExists,
            Security security,
            Optional<DomainName> cut,
            Instant expiry)
            implements Proven<T> {
        /** An answer without a {@link #cut}. */
        public Denial(
                DomainName name,
                RecordType<T> type,
                List<Alias> aliases,
                DomainName owner,
                boolean nameExists,
                Security security,
                Instant expiry) {
            this(name, type, aliases, owner, nameExists, security, Optional.empty(), expiry);
        }

        /** Copies the list. */
        public Denial {
            aliases = List.copyOf(aliases);
        }

        @Override
        public Kind kind() {
            return Kind.DENIAL;
        }

        @Override
        public String describe() {
            return word(security) + ", " + (nameExists ? "no such records" : "no such name") + at(name, owner);
        }

        @Override
        public String toString() {
            return name + " " + type + ": " + describe();
        }
    }

    /**
     * Nothing is proven (RFC 7672 section 2.1.1: all lookup errors are treated the same way).
     *
     * @param query the query that failed, as name and type: the question itself, one for the target of an alias, or one for the
     *     keys of a zone above, for example {@code example.org DNSKEY}
     * @param reason a lookup error
     * @param detail what happened, in one line, including the query
     * @param extendedError the Extended DNS Error (RFC 8914), if there was one: the name server's if it reported the
     *     error, else the validator's
     * @param culprit whose fault it is
     * @param proof what exactly did not validate, if that is what happened
     */
    record Failure<T>(
            DomainName name,
            RecordType<T> type,
            List<Alias> aliases,
            String query,
            Reason reason,
            String detail,
            OptionalInt extendedError,
            Culprit culprit,
            Optional<FailedProof> proof)
            implements Answer<T> {
        /** A failure whose culprit follows from its reason. */
        public Failure(
                DomainName name,
                RecordType<T> type,
                List<Alias> aliases,
                String query,
                Reason reason,
                String detail,
                OptionalInt extendedError) {
            this(name, type, aliases, query, reason, detail, extendedError, Culprit.of(reason), Optional.empty());
        }

        /** A failure of the question itself. */
        public Failure(
                DomainName name,
                RecordType<T> type,
                List<Alias> aliases,
                Reason reason,
                String detail,
                OptionalInt extendedError) {
            this(name, type, aliases, name + " " + type, reason, detail, extendedError);
        }

        /** Copies the list. */
        public Failure {
            aliases = List.copyOf(aliases);
        }

        /**
         * What the {@link #culprit} should do about it, in one line. Never advises doing without DNSSEC or DANE, or trusting
         * what just answered.
         */
        public String advice() {
            return switch (culprit) {
                case ZONE -> zoneAdvice();
                case PARENT ->
                    reason == Reason.DNSSEC_BOGUS
                            ? "have the registrar publish the DS records of the zone's present keys in the parent zone,"
                                    + " or have the parent zone repaired"
                            : "try again; if it persists, have the parent zone repaired";
                case NAME_SERVER -> nameServerAdvice();
                case CONFIGURATION ->
                    reason == Reason.TRUST_ANCHOR_FAILED
                            ? "check the clock of this machine and the trust anchors, and ask another name server; the"
                                    + " destination is not at fault"
                            : "try again; the destination is not at fault";
            };
        }

        private String nameServerAdvice() {
            if (reason == Reason.RESOLVER_WITHOUT_DNSSEC || reason == Reason.TRUST_ANCHOR_FAILED) {
                return "ask a name server that passes on DNSSEC records, such as Unbound, BIND or Knot Resolver on"
                        + " this machine; the destination is not at fault";
            }
            return reason == Reason.DNS_MALFORMED
                    ? "try again, with another name server; if its replies cannot be read either, the zone may have an"
                            + " unreadable record, such as a TLSA record without data"
                    : "try again; if it persists, check the name server and the network path to it";
        }

        private String zoneAdvice() {
            if (reason == Reason.DNSSEC_BOGUS) {
                return "repair the signatures of the zone; if they are right, someone is tampering with the answers";
            }
            if (reason == Reason.DNS_ALIAS_LOOP) {
                return "shorten the chain of aliases";
            }
            return reason == Reason.DNS_BUDGET
                    ? "make the zone cheaper to validate: fewer keys, signatures and iterations"
                    : "try again; if it persists, the name servers of the zone are broken";
        }

        @Override
        public Kind kind() {
            return Kind.FAILURE;
        }

        @Override
        public String describe() {
            return (reason == Reason.DNSSEC_BOGUS ? "bogus" : reason.word()) + ": " + detail;
        }

        @Override
        public String toString() {
            return name + " " + type + ": " + describe();
        }
    }

    private static String word(Security security) {
        return security.name().toLowerCase(Locale.ROOT);
    }

    private static String at(DomainName name, DomainName owner) {
        return owner.equals(name) ? "" : " at " + owner;
    }
}
