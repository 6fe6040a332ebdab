package io.github.dane4j.jsse;

/**
 * What a {@link DaneSslContext} asks of a server. From {@link #DANE_OR_UNAUTHENTICATED} on, a lookup that fails is a refusal:
 * it cannot be told from an attack. What names no service, such as a host name without a port, is refused in every case.
 */
public enum DaneRequirement {
    /** DNS is not asked. PKIX decides, with a check of the name. For exceptions, see {@link DaneSslContext.Builder#requirementFor}. */
    NONE,
    /**
     * PKIX decides, with a check of the name, as without DANE. DANE is tried beside it and never refuses: what it would have
     * said is in {@link ServerVerdict#reason()}. To find out before DANE is required, and for nothing else.
     */
    AUDIT,
    /**
     * DANE where the name has usable TLSA records; elsewhere encryption, whoever answers. Opportunistic as SMTP means it (RFC
     * 7672): better than no TLS, and nothing for a client that would send a secret.
     */
    DANE_OR_UNAUTHENTICATED,
    /**
     * DANE where the name has usable TLSA records; elsewhere PKIX with a check of the name, as without DANE (RFC 6698 section
     * 4.1).
     */
    DANE_OR_PKIX,
    /** DANE or no connection. */
    MANDATORY
}
