package io.github.dane4j.mail;

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
 */
record PlannedHost(MailHost host, TlsPlan plan, DaneVerifier verifier, Optional<TlsPlan> audited) {
    PlannedHost(MailHost host, TlsPlan plan, DaneVerifier verifier) {
        this(host, plan, verifier, Optional.empty());
    }

    PlannedHost with(TlsPlan other) {
        return new PlannedHost(host, other, verifier, audited);
    }

    PlannedHost named(String name) {
        MailHost other = new MailHost(name, host.port(), host.origin(), host.nextHop());
        return new PlannedHost(other, plan, verifier, audited);
    }
}
