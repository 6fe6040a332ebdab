package io.github.dane4j;

/** What a sender asks of a destination. */
public enum DaneMode {
    /** DANE where the destination has it; else opportunistic TLS, or none (RFC 7672 section 2.2). */
    OPPORTUNISTIC,
    /** DANE, or the mail waits (RFC 7672 section 6). */
    MANDATORY
}
