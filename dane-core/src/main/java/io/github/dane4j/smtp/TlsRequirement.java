package io.github.dane4j.smtp;

/** What a connection to one host must be like before mail may go through it. */
public enum TlsRequirement {
    /** TLS, and the server authenticated by its TLSA records. */
    AUTHENTICATED,
    /** TLS, whoever answers: there are TLSA records, and none is usable (RFC 7672 section 2.2). */
    ENCRYPTED,
    /** TLS if the server offers it; the host is not covered by DANE. */
    OPPORTUNISTIC,
    /** No connection at all (RFC 7672 section 2.1.2). */
    SKIP
}
