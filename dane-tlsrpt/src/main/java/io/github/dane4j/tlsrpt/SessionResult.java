package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.util.Optional;

/**
 * The TLS outcome of one session with an MX host. Immutable.
 *
 * @param recipientDomain the domain of the recipients, which reports are made for
 * @param policy the policy that the session was held to
 * @param failure why the session did not satisfy the policy; empty if it did
 * @param sendingIp the address that the sender connected from, if it got that far
 * @param mxHost the MX host, if one was known
 * @param helo the name in the MX host's greeting
 * @param receivingIp the address that the sender connected to
 * @param reasonCode an error code or message, for a failure
 */
public record SessionResult(
        DomainName recipientDomain,
        AppliedPolicy policy,
        Optional<ResultType> failure,
        Optional<String> sendingIp,
        Optional<String> mxHost,
        Optional<String> helo,
        Optional<String> receivingIp,
        Optional<String> reasonCode) {}
