package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.jsse.JudgedConnectionFactory;
import io.github.dane4j.policy.InsecureMx;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.KeyStrength;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;

/**
 * What a connection was made from. Equal terms would make an equal connection, so it may be used for another message. The
 * DNS answers behind the terms, and the order of their records, do not matter. Addresses are compared separately, since the
 * connection has only one.
 *
 * @param mode the mode of the Session, or of the policy for the destination
 * @param keyStrength likewise
 * @param insecureMx likewise
 * @param pkix likewise
 * @param host the host as named, with its origin: the next-hop domain may be a name that its certificate must have
 * @param plan the plan without answers and addresses
 * @param audited the audited plan, likewise, if DANE is only audited
 * @param tls makes the TLS of connections that must be authenticated
 * @param keyManagers hold client certificates
 * @param mtaSts the MTA-STS policy that the connection satisfies, or that is only tested on it
 */
record ConnectionTerms(
        DaneMode mode,
        KeyStrength keyStrength,
        InsecureMx insecureMx,
        boolean pkix,
        MailHost host,
        TlsPlan plan,
        Optional<TlsPlan> audited,
        JudgedConnectionFactory tls,
        List<KeyManager> keyManagers,
        Optional<MtaStsRule> mtaSts) {
    /** The terms of a connection made by {@code planned}, whose plan is not a refusal. */
    static ConnectionTerms of(DaneSettings settings, PlannedHost planned) {
        return new ConnectionTerms(
                settings.mode(),
                settings.keyStrength(),
                settings.insecureMx(),
                settings.pkix(),
                planned.host(),
                planned.plan().withoutAnswers(),
                planned.audited().map(TlsPlan::withoutAnswers),
                planned.tls(),
                settings.keyManagers(),
                planned.mtaSts());
    }

    /** Whether the settings for the destination, apart from DNS, are still these. */
    boolean areBy(DaneSettings settings) {
        return mode == settings.mode()
                && keyStrength.equals(settings.keyStrength())
                && insecureMx == settings.insecureMx()
                && pkix == settings.pkix();
    }

    /** When {@code plan} expires: with the first of its answers. */
    static Instant expiry(TlsPlan plan) {
        return plan.evidence().stream()
                .filter(Answer.Proven.class::isInstance)
                .map(answer -> ((Answer.Proven<?>) answer).expiry())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
