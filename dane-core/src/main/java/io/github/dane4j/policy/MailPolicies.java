package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is required of each mail destination, for each tenant. A destination without a policy follows the sender's settings.
 *
 * <p>The most specific entry applies, even if it requires less than the default.
 *
 * <p>Implementations must be thread-safe and must not block for long: they are asked once for each domain of each message. If
 * one throws an exception, the mail waits.
 */
@FunctionalInterface
public interface MailPolicies {
    /**
     * The policy for mail to a domain, which is delivered to its MX hosts.
     *
     * @param domain of the recipient
     * @param tenant on whose behalf the mail is sent; empty if there is only one
     */
    Optional<MailPolicy> forDomain(DomainName domain, Optional<String> tenant);

    /**
     * The policy for a relay. By default there is none.
     *
     * @param host of the relay
     * @param port 1 to 65535
     * @param tenant on whose behalf the mail is sent; empty if there is only one
     */
    default Optional<MailPolicy> forRelay(DomainName host, int port, Optional<String> tenant) {
        return Optional.empty();
    }

    /**
     * The policies of a file. Each call checks whether the file has changed, and reads it again if so. If it can no longer be
     * used, because it is gone or has a bad line, an error is logged and the last good policies stay in force. {@link
     * MailPolicyTable} describes the format.
     *
     * @throws MailPolicyException if it cannot be used now
     */
    static MailPolicies fromFile(Path file) {
        return new MailPolicyFile(file);
    }

    /** Whether {@code text} can name a tenant: 1 to 64 letters, digits, dots, hyphens or underscores of ASCII. */
    static boolean isTenant(String text) {
        return PolicyDestination.isTenant(text);
    }

    /**
     * The policies of these entries: each has a destination, and what follows it on a line of a policy file.
     *
     * @throws MailPolicyException if an entry is bad, or two are for the same destination
     */
    static MailPolicies of(Map<String, String> entries) {
        return MailPolicyTable.of(entries);
    }
}
