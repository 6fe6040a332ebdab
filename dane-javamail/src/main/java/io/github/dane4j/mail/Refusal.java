package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/** Turns a no into the exception that says why. All texts of refusals are made here. */
final class Refusal {
    private static final int MAX_LINE = 300;

    private Refusal() {}

    /** The text of {@code e}, which may be a server's, for a log or another text. */
    static String oneLine(MessagingException e) {
        return Printable.clip(String.valueOf(e.getMessage()).strip(), MAX_LINE);
    }

    /** No connection is made at all. */
    static MessagingException skipped(MailHost host, TlsPlan.Refuse plan) {
        return of(host.toString(), plan.reason(), plan.explain(), null);
    }

    /** A connection was made, and does not do what the plan asks. */
    static MessagingException connection(PlannedHost planned, Reason reason, String detail, @Nullable Throwable cause) {
        return of(planned.host().toString(), reason, planned.plan().explain() + "\n" + detail, cause);
    }

    /** No host of the domain is known, for now. */
    static MessagingException delayed(DeliveryPlan.Delay plan) {
        return of(plan.nextHop().toString(), plan.reason(), plan.explain(), null);
    }

    /** The domain takes no mail. */
    static MessagingException undeliverable(DeliveryPlan.Undeliverable plan) {
        return of(plan.nextHop().toString(), plan.reason(), plan.explain(), null);
    }

    private static MessagingException of(String subject, Reason reason, String explanation, @Nullable Throwable cause) {
        return new MessagingException(
                StatusCode.of(reason) + " " + subject + ": " + reason.description(),
                new DaneRefusedException(
                        reason, "DANE refused " + subject + ": " + reason.description() + "\n" + explanation, cause));
    }
}
