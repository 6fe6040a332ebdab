package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/**
 * What DNS proves about the TLSA records of a service: addresses first, then the TLSA base domain, the expanded name
 * before the original one (RFC 7671 section 7, RFC 7672 sections 2.2.2 and 2.2.3).
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

    /** Looks the service up. Blocks; a lookup error is a {@link Failed}, never an exception. */
    static TlsaLookup of(DnssecResolver resolver, Service service) {
        throw new UnsupportedOperationException();
    }

    /** Which case this is. */
    Kind kind();

    /** The service that was looked up. */
    Service service();

    /** Where the host is; empty if {@link Failed}. */
    List<InetAddress> addresses();

    /** Every answer on the way, in the order of asking. */
    List<Answer<?>> evidence();

    /** The lookup in several lines, for a person. */
    String explain();

    /** Secure TLSA records, usable or not. */
    record Found(
            Service service,
            DomainName baseDomain,
            List<TlsaRecord> records,
            List<InetAddress> addresses,
            Instant expiry,
            List<Answer<?>> evidence)
            implements TlsaLookup {
        @Override
        public Kind kind() {
            return Kind.FOUND;
        }

        @Override
        public String explain() {
            throw new UnsupportedOperationException();
        }
    }

    /** The host is secure, and proven to have no secure TLSA records. */
    record Absent(Service service, List<InetAddress> addresses, Instant expiry, List<Answer<?>> evidence)
            implements TlsaLookup {
        @Override
        public Kind kind() {
            return Kind.ABSENT;
        }

        @Override
        public String explain() {
            throw new UnsupportedOperationException();
        }
    }

    /** The host's zone is proven to be unsigned; TLSA records were not asked for. */
    record Insecure(Service service, List<InetAddress> addresses, Instant expiry, List<Answer<?>> evidence)
            implements TlsaLookup {
        @Override
        public Kind kind() {
            return Kind.INSECURE;
        }

        @Override
        public String explain() {
            throw new UnsupportedOperationException();
        }
    }

    /** Nothing is proven, or the host has no address: do not connect. */
    record Failed(Service service, Reason reason, String detail, List<Answer<?>> evidence) implements TlsaLookup {
        @Override
        public List<InetAddress> addresses() {
            return List.of();
        }

        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public String explain() {
            throw new UnsupportedOperationException();
        }
    }
}
