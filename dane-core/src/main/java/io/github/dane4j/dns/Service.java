package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import java.util.Locale;

/**
 * A service of a host, the subject of TLSA records (RFC 6698 section 3).
 *
 * @param host the host as the application knows it, before any alias is followed
 * @param port 1 to 65535
 * @param transport what TLS runs over; for UDP that is DTLS
 */
public record Service(DomainName host, int port, Transport transport) {
    /** A transport protocol in the owner name of TLSA records (RFC 6698 section 3). */
    public enum Transport {
        /** TLS over TCP. */
        TCP,
        /** DTLS over UDP. */
        UDP,
        /** TLS or DTLS over SCTP. */
        SCTP;

        private final String label = "_" + name().toLowerCase(Locale.ROOT);

        /** The label in owner names, for example {@code _tcp}. */
        public String label() {
            return label;
        }
    }

    /** Checks the port. */
    public Service {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    /** A TCP service. */
    public Service(DomainName host, int port) {
        this(host, port, Transport.TCP);
    }

    /** The owner name of the TLSA records, if {@code baseDomain} is the TLSA base domain: {@code _25._tcp.…}. */
    public DomainName tlsaName(DomainName baseDomain) {
        return baseDomain.child("_" + port + "." + transport.label());
    }

    /** Host and port, for example {@code mx.example.org:25}; the transport follows after a slash unless it is TCP. */
    @Override
    public String toString() {
        return host + ":" + port
                + (transport == Transport.TCP ? "" : "/" + transport.name().toLowerCase(Locale.ROOT));
    }
}
