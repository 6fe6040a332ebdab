package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.MtaStsPolicies;

/**
 * The MTA-STS policy that applies to a delivery (RFC 8461).
 *
 * @param domain whose policy it is: the next-hop domain
 * @param policy in mode {@code enforce} or {@code testing}
 */
record MtaStsRule(DomainName domain, MtaStsPolicies.Policy policy) {
    boolean isEnforced() {
        return policy.isEnforced();
    }

    /** Whether the policy names the host; false for an address. */
    boolean allows(MailHost host) {
        try {
            return !HostName.isAddress(host.host()) && policy.allows(DomainName.of(host.host()));
        } catch (InvalidNameException e) {
            return false;
        }
    }
}
