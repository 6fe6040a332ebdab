package io.github.dane4j.policy;

import java.util.Locale;

/**
 * What the TLSA records of an MX host are worth if the MX records that name the host are not signed. RFC 7672 section
 * 2.2.1 leaves that to the sender: an attacker who can change the MX records chooses the host, but TLSA records still protect
 * an honest host from everyone else. Postfix calls it {@code smtp_tls_dane_insecure_mx_policy}.
 *
 * <p>In mode {@link io.github.dane4j.DaneMode#MANDATORY} no mail goes to such a host, whatever this says.
 */
public enum InsecureMx {
    /** They count: the host must match them, under its own name alone. Delivery to the domain is still not secure. */
    DANE,
    /** A host with TLSA records must offer TLS, and is not authenticated. */
    ENCRYPT,
    /** They are not looked up: TLS if it is offered, as for a host without TLSA records. */
    MAY;

    /** The word in settings and policy files: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
