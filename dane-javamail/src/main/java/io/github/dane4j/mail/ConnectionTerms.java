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
 * What a connection was made by: equal terms would make an equal connection, so that it may be used for another message. Which
 * DNS answers the terms come from, and in which order these listed the records, does not matter. The addresses are compared
 * apart, since the connection has but one.
 *
 * @param mode of the Session, or of the policy for the destination
 * @param keyStrength likewise
 * @param insecureMx likewise
 * @param pkix likewise
 * @param host as named, with what is known of its origin: the next-hop domain may be a name that its certificate must have
 * @param plan without answers and addresses
 * @param audited the same, if DANE is only audited
 * @param tls makes the TLS of connections that must be authenticated
 * @param keyManagers hold client certificates
 * @param mtaSts the MTA-STS policy that it satisfies, or that is tested on it
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
    /** The terms of a connection by {@code planned}, which refuses none. */
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

    /** Whether what the settings for the destination ask for, whatever DNS says, is still this. */
    boolean areBy(DaneSettings settings) {
        return mode == settings.mode()
                && keyStrength.equals(settings.keyStrength())
                && insecureMx == settings.insecureMx()
                && pkix == settings.pkix();
    }

    /** The time from which {@code plan} must not be relied on: that of its first answer that ends. */
    static Instant expiry(TlsPlan plan) {
        return plan.evidence().stream()
                .filter(Answer.Proven.class::isInstance)
                .map(answer -> ((Answer.Proven<?>) answer).expiry())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
