package io.github.dane4j.jsse;

/** What a {@link DaneSslContext} asks of a server whose name makes no DANE promise. */
public enum DaneRequirement {
    /** DANE or no connection. */
    MANDATORY,
    /**
     * DANE where the name has usable TLSA records; else PKIX with a check of the name, as without DANE (RFC 6698 section
     * 4.1). A lookup that fails is a refusal here too: it cannot be told from an attack.
     */
    OPPORTUNISTIC
}
