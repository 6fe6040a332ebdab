package io.github.dane4j;

import java.util.Locale;

/** What is required of a server: whether DNS is asked about it, and whether DANE may refuse it. In ascending order. */
public enum DaneMode {
    /** TLSA records are not looked up: connections are made as if there were no DANE. Meant for exceptions. */
    NONE,
    /**
     * Never refuses. DANE is tried, and what it would have refused is logged or reported; the connection is made as without
     * DANE (RFC 7672 section 9.1). It protects nothing: it shows what DANE would do before you switch it on.
     */
    AUDIT,
    /**
     * DANE where the destination has it; elsewhere what the application does without DANE (RFC 7672 section 2.2, RFC 6698
     * section 4.1). A lookup that fails is a refusal: it cannot be told from an attack.
     */
    OPPORTUNISTIC,
    /** DANE, or no connection; a mail then waits (RFC 7672 section 6). */
    MANDATORY;

    /**
     * The word in settings and policy files: lower case. {@link #AUDIT} is {@code audit-only}, so that it does not sound like
     * protection.
     */
    public String word() {
        return this == AUDIT ? "audit-only" : name().toLowerCase(Locale.ROOT);
    }
}
