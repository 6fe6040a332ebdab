package io.github.dane4j.tlsrpt;

import java.util.List;

/**
 * The policy that sessions were held to (RFC 8460 section 4.4). Immutable.
 *
 * @param type the value of {@code policy-type}; one of {@link PolicyType} in reports made here
 * @param strings the policy itself (section 4.5): each string a TLSA record, or a line of an MTA-STS policy; may be empty
 * @param domain the policy domain, in A-labels; empty if a received report does not name it
 * @param mxHosts the MX host patterns of an MTA-STS policy; otherwise empty
 */
public record AppliedPolicy(String type, List<String> strings, String domain, List<String> mxHosts) {
    /** Copies the lists. */
    public AppliedPolicy {
        strings = List.copyOf(strings);
        mxHosts = List.copyOf(mxHosts);
    }

    /** A policy of one of the RFC's types. */
    public AppliedPolicy(PolicyType type, List<String> strings, String domain, List<String> mxHosts) {
        this(type.word(), strings, domain, mxHosts);
    }
}
