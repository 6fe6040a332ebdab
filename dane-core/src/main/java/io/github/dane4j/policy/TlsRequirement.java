package io.github.dane4j.policy;

/** What a connection to one host must be like before mail may go through it. */
public enum TlsRequirement {
    /** TLS, and the server authenticated by its TLSA records. */
    AUTHENTICATED,
    /**
     * TLS: there are TLSA records, and none is usable (RFC 7672 section 2.2). An MX host is not authenticated then; for a
     * configured host, an application keeps the checks it would make without DANE.
     */
    ENCRYPTED,
    /** TLS if the server offers it; the host is not covered by DANE. */
    OPPORTUNISTIC,
    /** No connection at all (RFC 7672 section 2.1.2). */
    SKIP
}
