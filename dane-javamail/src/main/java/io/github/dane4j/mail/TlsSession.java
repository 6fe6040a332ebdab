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
 * The TLS outcome of one connection to a mail server under one policy, or why there was no connection: the facts that
 * reports to the domain are made from (RFC 8460). Immutable.
 *
 * @param domain the next-hop domain that reports go to: the domain of the recipients, or the name of a relay
 * @param policy the policy that the server was held to
 * @param mxHost the server, as published in the MX record or as configured; empty if none is known, because the MX lookup failed
 * @param sendingAddress the local address of the connection, as this machine sees it; empty without a connection, and
 *     through a proxy
 * @param receivingAddress the address that was connected to; empty without a connection
 * @param tlsVersion the JSSE name, such as {@code TLSv1.3}; empty without TLS, and where it cannot be seen: with Angus Mail
 *     before 2.0.3 and a TLS implementation other than the JDK's
 * @param failure why the session does not satisfy the policy, or without a policy why it is not under TLS; empty if it does
 * @param time when that became known
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
     * The policy that a server is held to.
     *
     * @param type the type of policy
     * @param domain the domain that it belongs to: for TLSA records the TLSA base domain (RFC 8460 section 1.1), or the
     *     server itself if that is unknown; otherwise the next-hop domain
     * @param strings the policy itself (RFC 8460 section 4.5): each TLSA record in presentation format, or each line of an MTA-STS
     *     policy. Empty without a policy, and if the lookup failed
     * @param mxHosts the patterns of MX hosts of an MTA-STS policy; else empty
     */
    public record Policy(Type type, DomainName domain, List<String> strings, List<String> mxHosts) {
        /** Types of policies. */
        public enum Type {
            /** TLSA records (RFC 7672), found or required; also if their lookup failed. */
            TLSA,
            /**
             * An MTA-STS policy (RFC 8461) in mode {@code enforce} or {@code testing}; also one that could not be fetched.
             */
            STS,
            /** None: there are no secure TLSA records, and no MTA-STS policy applies. */
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
     * @param culprit who has to act if a DNS lookup failed
     * @param extendedError the Extended DNS Error (RFC 8914) of a lookup that failed, if there was one
     */
    public record Failure(Reason reason, Optional<Culprit> culprit, OptionalInt extendedError) {}
}
