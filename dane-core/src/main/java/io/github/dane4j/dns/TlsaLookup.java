package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/**
 * What DNS proves about the TLSA records of a service: addresses first, then the TLSA base domain, the expanded name
 * before the original one (RFC 7671 section 7, RFC 7672 sections 2.2.2 and 2.2.3). Immutable.
 *
 * <p>Whether a record is usable is not for DNS to say: records of all kinds are {@link Found}.
 */
public sealed interface TlsaLookup {
    /** The cases, for an exhaustive switch. */
    enum Kind {
        /** {@link Found}. */
        FOUND,
        /** {@link Absent}. */
        ABSENT,
        /** {@link Insecure}. */
        INSECURE,
        /** {@link Failed}. */
        FAILED
    }

    /**
     * Looks the service up. Blocks for up to five queries of the resolver, one after the other; a lookup error is a
     * {@link Failed}, never an exception.
     */
    static TlsaLookup perform(DnssecResolver resolver, Service service) {
        return new TlsaSearch(resolver, service).run();
    }

    /** Which case this is. */
    Kind kind();

    /** The service that was looked up. */
    Service service();

    /** The host's addresses; empty if {@link Failed}. */
    List<InetAddress> addresses();

    /** Every answer received, in the order of the queries. */
    List<Answer<?>> evidence();

    /** The lookup in several lines, for a person: the result, then one line for each answer. */
    String explain();

    /**
     * Secure TLSA records, usable or not: the host has committed itself to TLS (RFC 7672 section 2.2.3).
     *
     * @param baseDomain the TLSA base domain: the name for SNI and the first reference identifier (RFC 7671 section 7)
     * @param records at least one
     * @param addresses of the host, at least one
     * @param expiry the time from which this must not be used
     */
    record Found(
            Service service,
            DomainName baseDomain,
            List<TlsaRecord> records,
            List<InetAddress> addresses,
            Instant expiry,
            List<Answer<?>> evidence)
            implements TlsaLookup {
        /** Copies the lists. */
        public Found {
            records = List.copyOf(records);
            addresses = List.copyOf(addresses);
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.FOUND;
        }

        @Override
        public String explain() {
            LookupExplanation text = new LookupExplanation(service, "secure TLSA records").answers(evidence);
            text.line("base", baseDomain);
            records.forEach(record -> text.line("record", record));
            return text.toString();
        }
    }

    /**
     * The host is secure, and proven to have no secure TLSA records.
     *
     * @param addresses of the host, at least one
     * @param expiry the time from which this must not be used
     */
    record Absent(Service service, List<InetAddress> addresses, Instant expiry, List<Answer<?>> evidence)
            implements TlsaLookup {
        /** Copies the lists. */
        public Absent {
            addresses = List.copyOf(addresses);
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.ABSENT;
        }

        @Override
        public String explain() {
            return new LookupExplanation(service, Reason.NO_TLSA.description())
                    .answers(evidence)
                    .toString();
        }
    }

    /**
     * The host's zone is proven to be unsigned; TLSA records were not asked for.
     *
     * @param addresses of the host, at least one
     * @param expiry the time from which this must not be used
     */
    record Insecure(Service service, List<InetAddress> addresses, Instant expiry, List<Answer<?>> evidence)
            implements TlsaLookup {
        /** Copies the lists. */
        public Insecure {
            addresses = List.copyOf(addresses);
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.INSECURE;
        }

        @Override
        public String explain() {
            return new LookupExplanation(service, Reason.HOST_INSECURE.description())
                    .answers(evidence)
                    .toString();
        }
    }

    /**
     * Nothing is proven, or the host has no address: do not connect (RFC 7672 section 2.1.2).
     *
     * @param reason that of the answer that failed, or {@link Reason#NO_ADDRESS}
     * @param detail in one line, including the query that failed
     */
    record Failed(Service service, Reason reason, String detail, List<Answer<?>> evidence) implements TlsaLookup {
        /** Copies the list. */
        public Failed {
            evidence = List.copyOf(evidence);
        }

        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public List<InetAddress> addresses() {
            return List.of();
        }

        @Override
        public String explain() {
            return new LookupExplanation(service, reason.description())
                    .answers(evidence)
                    .toString();
        }
    }
}
