package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.MailHost;
import jakarta.mail.MessagingException;

/** Which servers a message with REQUIRETLS may go to (RFC 8689 section 2). */
final class RequireTls {
    private static final String PROOF =
            "the MX record that names the server must be signed with DNSSEC, or match an enforced MTA-STS policy: anyone could have forged this one";

    private RequireTls() {}

    /**
     * Whether the server is one that the recipient's domain names: it is configured, or it is the domain itself, or DNSSEC
     * proves the MX record, or the domain's enforced MTA-STS policy names it.
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

    /** For when an MTA-STS policy, unavailable now, may prove it next time. */
    static MessagingException nameNotYetProven(PlannedHost planned) {
        return MailRefusal.requireTlsForNow(
                planned,
                Reason.MX_INSECURE,
                PROOF + "\nwhether the domain has such a policy could not be determined now, so the message waits");
    }
}
