package io.github.dane4j.mail;

import io.github.dane4j.Culprit;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.tlsa.TlsaRecord;
import jakarta.mail.MessagingException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions for refusals, with all their texts. */
final class MailRefusal {
    private static final int MAX_LINE = 300;
    private static final int MAX_PATTERNS = 20;
    private static final String DANE = "DANE";

    private MailRefusal() {}

    /** The text of {@code e}, which may come from a server, made safe for a log or another message. */
    static String oneLine(MessagingException e) {
        return ServerReply.isEnd(e.getMessage())
                ? "the connection ended before the server had replied"
                : Printable.clip(String.valueOf(e.getMessage()).strip(), MAX_LINE);
    }

    /** The refusal at the end of the chain of {@code failure}, if there is one. */
    static Optional<DaneRefusedException> in(MessagingException failure) {
        Exception each = failure;
        while (each instanceof MessagingException link && link.getNextException() != null) {
            each = link.getNextException();
        }
        return each instanceof DaneRefusedException refused ? Optional.of(refused) : Optional.empty();
    }

    /** No connection is made at all. */
    static MessagingException skipped(MailHost host, TlsPlan.Refuse plan) {
        return of(host.toString(), plan.reason(), plan.culprit(), List.of(), DANE, plan.explain(), null);
    }

    /** No connection is made: the domain's enforced MTA-STS policy does not name the host. */
    static MessagingException notNamed(MailHost host, MtaStsRule rule) {
        return of(
                host.toString(),
                Reason.MTA_STS_MX_MISMATCH,
                Optional.empty(),
                List.of(),
                policyOf(rule),
                "the MX records of " + rule.domain() + " name " + host.host() + ", and its MTA-STS policy names "
                        + rule.policy().mx().stream().limit(MAX_PATTERNS).collect(Collectors.joining(", "))
                        + (rule.policy().mx().size() > MAX_PATTERNS ? ", …" : "")
                        + "\n  hint    either the policy is outdated and its domain has to correct it, or someone has tampered with the"
                        + " MX records",
                null);
    }

    private static String policyOf(MtaStsRule rule) {
        return "the MTA-STS policy of " + rule.domain();
    }

    /** A connection was made but does not satisfy the plan. */
    static MessagingException connection(PlannedHost planned, Reason reason, String detail, @Nullable Throwable cause) {
        return of(
                planned.host().toString(),
                reason,
                Optional.empty(),
                records(planned.plan()),
                planned.plan().kind() == TlsPlan.Kind.NOT_COVERED
                        ? planned.mtaSts().map(MailRefusal::policyOf).orElse(DANE)
                        : DANE,
                planned.plan().explain() + "\n" + detail,
                cause);
    }

    /** A connection was made, or could be, but does not satisfy REQUIRETLS (RFC 8689 section 2). */
    static MessagingException requireTls(PlannedHost planned, Reason reason, String detail, @Nullable Throwable cause) {
        return requireTls(
                planned,
                reason == Reason.REQUIRETLS_NOT_OFFERED ? StatusCode.of(reason) : StatusCode.ENCRYPTION_NEEDED,
                reason,
                detail,
                cause);
    }

    /** The same, where a later connection may satisfy it. */
    static MessagingException requireTlsForNow(PlannedHost planned, Reason reason, String detail) {
        return requireTls(planned, StatusCode.ENCRYPTION_NEEDED_FOR_NOW, reason, detail, null);
    }

    private static MessagingException requireTls(
            PlannedHost planned, String code, Reason reason, String detail, @Nullable Throwable cause) {
        String server = planned.host().toString();
        String text = server + ": the message asks for REQUIRETLS, and " + reason.description();
        return new MessagingException(
                code + " " + text,
                new DaneRefusedException(
                        code,
                        reason,
                        server,
                        null,
                        records(planned.plan()),
                        text + "\n" + planned.plan().explain() + "\n" + detail,
                        cause));
    }

    /** No host of the domain is known, for now. */
    static MessagingException delayed(DeliveryPlan.Delay plan) {
        return of(plan.nextHop().toString(), plan.reason(), plan.culprit(), List.of(), DANE, plan.explain(), null);
    }

    /** The domain takes no mail. */
    static MessagingException undeliverable(DeliveryPlan.Undeliverable plan) {
        return of(plan.nextHop().toString(), plan.reason(), Optional.empty(), List.of(), DANE, plan.explain(), null);
    }

    /** As {@link #requireTls}, where the next connection may satisfy the message: with the code of {@code reason}. */
    static MessagingException requireTlsForNow(
            PlannedHost planned, Reason reason, String detail, @Nullable Throwable cause) {
        return requireTls(planned, StatusCode.of(reason), reason, detail, cause);
    }

    private static List<TlsaRecord> records(TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> ((TlsPlan.Authenticate) plan).records();
            case ENCRYPT -> ((TlsPlan.Encrypt) plan).records();
            case NOT_COVERED, REFUSE -> List.of();
        };
    }

    private static MessagingException of(
            String server,
            Reason reason,
            Optional<Culprit> culprit,
            List<TlsaRecord> records,
            String judge,
            String explanation,
            @Nullable Throwable cause) {
        return new MessagingException(
                StatusCode.of(reason) + " " + server + ": " + reason.description(),
                new DaneRefusedException(
                        StatusCode.of(reason),
                        reason,
                        server,
                        culprit.orElse(null),
                        records,
                        judge + " refused " + server + ": " + reason.description() + "\n" + explanation,
                        cause));
    }
}
