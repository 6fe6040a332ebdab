package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.MailHost;
import jakarta.mail.MessagingException;

/** Which servers a message with REQUIRETLS may go to (RFC 8689 section 2). */
final class RequireTls {
    private static final String PROOF =
            "the MX record that names the server must be signed with DNSSEC, or be that of an MTA-STS policy that is enforced: anyone could have written this one";

    private RequireTls() {}

    /**
     * Whether the server is the one that the recipient's domain names: it is configured, or the domain itself, or DNSSEC proves the
     * MX record, or the MTA-STS policy of the domain, which is enforced, names the server.
     */
    static boolean isNameProven(PlannedHost planned) {
        MailHost host = planned.host();
        return switch (host.origin()) {
            case MX_SECURE, NON_MX -> true;
            case MX_INSECURE ->
                planned.mtaSts()
                                .filter(rule -> rule.isEnforced() && rule.allows(host))
                                .isPresent()
                        || host.nextHop().stream()
                                .limit(1)
                                .map(DomainName::toString)
                                .anyMatch(host.host()::equals);
        };
    }

    static MessagingException nameNotProven(PlannedHost planned) {
        return MailRefusal.requireTls(planned, Reason.MX_INSECURE, PROOF, null);
    }

    /** Where an MTA-STS policy that cannot be had now may prove it the next time. */
    static MessagingException nameNotYetProven(PlannedHost planned) {
        return MailRefusal.requireTlsForNow(
                planned,
                Reason.MX_INSECURE,
                PROOF + "\nwhether the domain has such a policy could not be found out now: the message waits");
    }
}
