package io.github.dane4j.mail;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of the TLS of one connection to a mail server by one policy, or why there was none: the facts of which reports to the domain are
 * made (RFC 8460). Immutable.
 *
 * @param domain the next-hop domain: that of the recipients, or the name of a relay. Reports are for it
 * @param policy what the server was held to
 * @param mxHost the server, as published in the MX record or as configured; empty if none is known, because the MX lookup failed
 * @param sendingAddress from which the connection came, as this machine sees it; empty without a connection, and through a proxy
 * @param receivingAddress to which the connection went; empty without a connection
 * @param tlsVersion in the words of JSSE, such as {@code TLSv1.3}; empty without TLS, and if it cannot be seen: with Angus Mail
 *     before 2.0.3, and another TLS than the JDK's
 * @param failure why the session is not what the policy asks for, or without a policy why it is not under TLS; empty if it is
 * @param time when that was known
 */
public record TlsSession(
        DomainName domain,
        Policy policy,
        Optional<String> mxHost,
        Optional<InetAddress> sendingAddress,
        Optional<InetAddress> receivingAddress,
        Optional<String> tlsVersion,
        Optional<Failure> failure,
        Instant time) {
    /**
     * What a server is held to.
     *
     * @param type which sort of policy
     * @param domain that it belongs to: for TLSA records the TLSA base domain (RFC 8460 section 1.1), and the server itself if
     *     none was found out; else the next-hop domain
     * @param strings the policy itself (RFC 8460 section 4.5): each TLSA record in presentation format, or each line of an MTA-STS
     *     policy. Empty without a policy, and if the lookup failed
     * @param mxHosts the patterns of MX hosts of an MTA-STS policy; else empty
     */
    public record Policy(Type type, DomainName domain, List<String> strings, List<String> mxHosts) {
        /** Sorts of policies. */
        public enum Type {
            /** TLSA records (RFC 7672), found or required; also if their lookup failed. */
            TLSA,
            /** An MTA-STS policy (RFC 8461) in mode {@code enforce} or {@code testing}; also if there is one that cannot be had. */
            STS,
            /** None: there are no secure TLSA records, and no MTA-STS policy that counts. */
            NONE
        }

        /** Copies the lists. */
        public Policy {
            strings = List.copyOf(strings);
            mxHosts = List.copyOf(mxHosts);
        }
    }

    /**
     * Why a session failed.
     *
     * @param reason why
     * @param culprit who has to act, if a DNS lookup failed
     * @param extendedError the Extended DNS Error (RFC 8914) of a lookup that failed, if there was one
     */
    public record Failure(Reason reason, Optional<Culprit> culprit, OptionalInt extendedError) {}
}
