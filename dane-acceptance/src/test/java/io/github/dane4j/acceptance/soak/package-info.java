/**
 * Mail under random faults in DNS, TCP, TLS and every phase of SMTP: what the servers' own log says is what counts.
 *
 * <p>Begin with {@link io.github.dane4j.acceptance.soak.MailSoakTest}.
 */
@NullMarked
package io.github.dane4j.acceptance.soak;

import org.jspecify.annotations.NullMarked;
