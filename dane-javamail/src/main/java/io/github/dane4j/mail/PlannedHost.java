package io.github.dane4j.mail;

import io.github.dane4j.jsse.JudgedConnectionFactory;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.DaneVerifier;
import java.util.Optional;

/**
 * A host and the plan for a connection to it.
 *
 * @param host the host as messages and the application's own TLS settings name it
 * @param plan the plan for this host
 * @param verifier decided which of its records are usable, and judges its certificates
 * @param audited the plan by DANE, if that is only audited; {@code plan} then refuses nothing
 * @param tls makes the TLS of connections that must be authenticated
 * @param mtaSts the MTA-STS policy beside DANE: it authenticates the host where {@code plan} does not
 */
record PlannedHost(
        MailHost host,
        TlsPlan plan,
        DaneVerifier verifier,
        Optional<TlsPlan> audited,
        JudgedConnectionFactory tls,
        Optional<MtaStsRule> mtaSts) {
    PlannedHost(MailHost host, TlsPlan plan, DaneVerifier verifier) {
        this(host, plan, verifier, Optional.empty());
    }

    PlannedHost(MailHost host, TlsPlan plan, DaneVerifier verifier, Optional<TlsPlan> audited) {
        this(host, plan, verifier, audited, SingleConnectionTls::authenticated, Optional.empty());
    }

    PlannedHost with(TlsPlan other) {
        return new PlannedHost(host, other, verifier, audited, tls, mtaSts);
    }

    PlannedHost by(JudgedConnectionFactory other) {
        return new PlannedHost(host, plan, verifier, audited, other, mtaSts);
    }

    PlannedHost under(Optional<MtaStsRule> rule) {
        return new PlannedHost(host, plan, verifier, audited, tls, rule);
    }

    boolean isMtaStsEnforced() {
        return mtaSts.filter(MtaStsRule::isEnforced).isPresent();
    }

    PlannedHost named(String name) {
        MailHost other = new MailHost(name, host.port(), host.origin(), host.nextHop());
        return new PlannedHost(other, plan, verifier, audited, tls, mtaSts);
    }
}
