package io.github.dane4j.mail;

import io.github.dane4j.jsse.JudgedConnectionFactory;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.DaneVerifier;
import java.util.Optional;

/**
 * A host, and what a connection to it must be like.
 *
 * @param host as messages and the application's own TLS settings name it
 * @param plan for this host
 * @param verifier by which its records were found usable, and which judges its certificates
 * @param audited what DANE would ask for, if it is only audited; {@code plan} refuses nothing then
 * @param tls makes the TLS of connections that must be authenticated
 * @param mtaSts what holds beside DANE: it authenticates the host where {@code plan} does not
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
