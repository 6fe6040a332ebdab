package io.github.dane4j.tlsrpt;

import java.util.Optional;

/**
 * Sessions that failed in the same way (RFC 8460 section 4.4). Immutable.
 *
 * @param resultType the value of {@code result-type}; one of {@link ResultType} in reports made here
 * @param sendingIp the address that the sender connected from
 * @param receivingMxHost the MX host
 * @param receivingMxHelo the name that the MX host gave itself in its greeting
 * @param receivingIp the address that the sender connected to
 * @param failedSessions how many sessions failed this way; not negative
 * @param additionalInformation a URI with more information
 * @param reasonCode an error code or message
 */
public record FailureDetail(
        String resultType,
        Optional<String> sendingIp,
        Optional<String> receivingMxHost,
        Optional<String> receivingMxHelo,
        Optional<String> receivingIp,
        long failedSessions,
        Optional<String> additionalInformation,
        Optional<String> reasonCode) {}
