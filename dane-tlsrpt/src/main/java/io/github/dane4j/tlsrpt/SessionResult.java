package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import java.util.Optional;

/**
 * The TLS outcome of one session with an MX host. Immutable.
 *
 * @param recipientDomain whose mail was to be delivered: reports are made for it
 * @param policy the policy that the session was held to
 * @param failure why the session did not do what the policy asks; empty if it did
 * @param sendingIp the address that the sender connected from, if it got so far
 * @param mxHost the MX host, if one was known
 * @param helo the name that the MX host gave itself
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
