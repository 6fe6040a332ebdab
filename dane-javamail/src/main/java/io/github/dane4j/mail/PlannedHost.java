package io.github.dane4j.mail;

import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.DaneVerifier;

/**
 * A host, and what a connection to it must be like.
 *
 * @param host as messages and the application's own TLS settings name it
 * @param plan for this host
 * @param verifier by which its records were found usable, and which judges its certificates
 */
record PlannedHost(MailHost host, TlsPlan plan, DaneVerifier verifier) {}
