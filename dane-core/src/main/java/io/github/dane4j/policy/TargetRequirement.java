package io.github.dane4j.policy;

/** What a connection to one server must be like. */
public enum TargetRequirement {
    /** TLS, and the server authenticated by its TLSA records (RFC 7673 section 4.2). */
    DANE,
    /** TLS, and the server authenticated by PKIX: its TLSA records are secure, and none is usable (RFC 7673 section 4.1). */
    PKIX,
    /**
     * What the application asks of a server without TLSA records, with TLS or without (RFC 7673 section 3.4). If it checks
     * the certificate, then for the names of the plan.
     */
    APPLICATION,
    /** No connection at all (RFC 7673 sections 3.2 and 3.4). */
    SKIP
}
