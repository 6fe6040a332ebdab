package io.github.dane4j.tlsrpt;

import java.util.List;

/**
 * The policy that sessions were held to (RFC 8460 section 4.4). Immutable.
 *
 * @param type the value of {@code policy-type}; one of {@link PolicyType} in a report of ours
 * @param strings the policy itself (section 4.5): a TLSA record in each string, or a line of an MTA-STS policy; may be empty
 * @param domain the policy domain, in A-labels; empty if a received report does not name it
 * @param mxHosts the MX host patterns of an MTA-STS policy; else empty
 */
public record AppliedPolicy(String type, List<String> strings, String domain, List<String> mxHosts) {
    /** Copies the lists. */
    public AppliedPolicy {
        strings = List.copyOf(strings);
        mxHosts = List.copyOf(mxHosts);
    }

    /** A policy of a type that the RFC defines. */
    public AppliedPolicy(PolicyType type, List<String> strings, String domain, List<String> mxHosts) {
        this(type.word(), strings, domain, mxHosts);
    }
}
