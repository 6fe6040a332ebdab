package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.time.Clock;
import java.util.List;

/**
 * Makes the TLS of connections whose servers must match TLSA records: the choice of a TLS implementation, for code that
 * opens the connections. {@code SingleConnectionTls::authenticated} uses the JDK's; the module {@code dane-bctls} has
 * another. Implementations are thread-safe.
 */
@FunctionalInterface
public interface JudgedConnectionFactory {
    /**
     * The TLS of one connection. The server must match {@code records}; {@code baseDomain} is sent as the server name (RFC
     * 7671 section 10.2).
     *
     * @param verifier judges what the server presents, and the strength of its key
     * @param records from a DNSSEC-secure answer; if none is usable, every server is refused
     * @param names the certificate must match one of these, the TLSA base domain first; ignored for DANE-EE
     * @param baseDomain the TLSA base domain
     * @param clock the time at which certificates must be valid; ignored for DANE-EE
     */
    JudgedConnection authenticated(
            DaneVerifier verifier,
            List<TlsaRecord> records,
            ReferenceIdentifiers names,
            DomainName baseDomain,
            Clock clock);
}
