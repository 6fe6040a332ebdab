package io.github.dane4j.dns;

import io.github.dane4j.DomainName;

/**
 * A TCP service of a host, the subject of TLSA records (RFC 6698 section 3).
 *
 * @param host the host as the application knows it, before any alias is followed
 * @param port 1 to 65535
 */
public record Service(DomainName host, int port) {
    /** Checks the port. */
    public Service {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    /** The owner name of the TLSA records, if {@code baseDomain} is the TLSA base domain: {@code _25._tcp.…}. */
    public DomainName tlsaName(DomainName baseDomain) {
        return baseDomain.child("_" + port + "._tcp");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
