package io.github.dane4j.policy;

import io.github.dane4j.dns.Security;
import java.util.Locale;

/**
 * A server that may offer the service, not yet looked up.
 *
 * @param name the service that led to it
 * @param host as published in the SRV record; not always a host name
 * @param port 0 to 65535, as published
 * @param security of the SRV records, which decides about names (RFC 7673 section 4.1)
 */
public record SrvTarget(SrvName name, String host, int port, Security security) {
    /** Host, port and transport, for example {@code imap.example.net:9143/tcp}. */
    @Override
    public String toString() {
        return host + ":" + port + "/" + name.transport().name().toLowerCase(Locale.ROOT);
    }
}
