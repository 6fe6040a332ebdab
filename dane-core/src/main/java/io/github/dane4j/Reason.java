package io.github.dane4j;

import java.util.Locale;

/**
 * Why DANE did not authenticate a server. One vocabulary for results, exceptions, logs and machine-readable output.
 *
 * <p>The order is the rank: when several records fail for several reasons, the last of them in this order came closest
 * to success and leads the explanation.
 */
public enum Reason {
    // What the name is.
    /** The host is an IP address; TLSA records belong to names (RFC 7672 section 2.2). */
    ADDRESS_LITERAL("the host is an IP address, and TLSA records belong to names"),
    /** The text is not a DNS name. */
    INVALID_NAME("the name is not a DNS host name"),
    /** The port cannot be connected to (RFC 6335 section 6: port 0 is reserved). */
    INVALID_PORT("the port number is invalid"),
    /** The application asked for no DANE here ({@link DaneMode#NONE}), or only for an audit ({@link DaneMode#AUDIT}). */
    NOT_ENFORCED("DANE is not enforced here"),

    // Why a lookup failed. All have the same effect (RFC 7672 section 2.1.1).
    /** No reply within the time allowed. */
    DNS_TIMEOUT("the resolver did not answer in time"),
    /** The caller's thread was interrupted while waiting. */
    DNS_INTERRUPTED("the lookup was interrupted"),
    /** The resolver could not be reached at all. */
    DNS_UNREACHABLE("the resolver could not be reached"),
    /**
     * The name server that was asked does not pass on signatures, does not give the keys of the root, or does not validate
     * although its AD bit is to be believed.
     */
    RESOLVER_WITHOUT_DNSSEC("the resolver does not do what DNSSEC needs"),
    /**
     * No chain of trust can begin: the keys of a trust anchor match none of its digests, the keys of the root do not
     * validate, or no trust anchor is valid now. The clock, the trust anchors or the name server is at fault, not the
     * destination.
     */
    TRUST_ANCHOR_FAILED("the keys of the trust anchor could not be validated"),
    /** A reply with an error code: SERVFAIL, REFUSED, NOTIMP and the like. */
    DNS_ERROR("the resolver answered with an error"),
    /** A reply that cannot be parsed or does not fit the question. */
    DNS_MALFORMED("the answer is malformed"),
    /** An alias chain that loops, or is longer than allowed. */
    DNS_ALIAS_LOOP("the aliases (CNAME) loop, or there are too many"),
    /** A lookup that needed more queries, data or computation than allowed. */
    DNS_BUDGET("the lookup took more work than is allowed"),
    /** Validation failed (RFC 4035 section 4.3). */
    DNSSEC_BOGUS("the answer fails DNSSEC validation (bogus)"),
    /** It could not be determined whether the answer should be signed (RFC 4035 section 4.3). */
    DNSSEC_INDETERMINATE("it could not be determined whether the answer is signed (indeterminate)"),

    // What DNS says without a lookup failing.
    /** The host has no address. */
    NO_ADDRESS("the host has no address"),
    /** All addresses of the host are of a kind to which no mail may be sent here, such as loopback. */
    ADDRESS_NOT_ALLOWED("the host has no address that mail may be sent to"),
    /** The domain does not exist. */
    NO_SUCH_DOMAIN("the domain does not exist"),
    /** The domain declares that it takes no mail (RFC 7505). */
    NULL_MX("the domain takes no mail (null MX)"),
    /** The MX records come from an unsigned zone, so nothing proves that mail belongs to the hosts that they name. */
    MX_INSECURE("the MX records are not signed"),
    /** The SRV records come from an unsigned zone, so nothing proves that the service belongs to the servers that they name. */
    SRV_INSECURE("the SRV records are not signed"),
    /** The host's zone is unsigned, so it cannot have TLSA records that count. */
    HOST_INSECURE("the host's zone is not signed"),
    /** There are no DNSSEC-secure TLSA records for this service. */
    NO_TLSA("there are no DNSSEC-secure TLSA records"),

    // What MTA-STS says (RFC 8461).
    /** The MTA-STS policy of the domain could not be fetched. */
    MTA_STS_NOT_FETCHED("the MTA-STS policy of the domain could not be fetched"),
    /** The MTA-STS policy of the domain is not well formed. */
    MTA_STS_POLICY_INVALID("the MTA-STS policy of the domain is not valid"),
    /** PKIX does not authenticate the server of the MTA-STS policy. */
    MTA_STS_SERVER_NOT_AUTHENTICATED("the server of the MTA-STS policy is not authenticated"),
    /** The MTA-STS policy of the domain does not name the MX host (RFC 8461 section 4.1). */
    MTA_STS_MX_MISMATCH("the MTA-STS policy of the domain does not name the MX host"),

    // Why a record is unusable (RFC 6698 section 4.1, RFC 7671 section 9).
    /** The certificate usage is unknown. */
    UNKNOWN_USAGE("unusable: the certificate usage is unknown"),
    /** The selector is unknown. */
    UNKNOWN_SELECTOR("unusable: the selector is unknown"),
    /** The matching type is unknown. */
    UNKNOWN_MATCHING_TYPE("unusable: the matching type is unknown"),
    /** The certificate usage is known, but not used by this application (RFC 7672 section 3.1.3). */
    USAGE_NOT_SUPPORTED("unusable: the certificate usage is not supported here"),
    /** The matching type is known, but its digest is not allowed by local policy (RFC 6698 section 4.1). */
    DIGEST_NOT_ALLOWED("unusable: the digest algorithm is not allowed here"),
    /** The digest has the wrong length for the matching type. */
    DIGEST_LENGTH("unusable: the digest has the wrong length"),
    /** The full data is not one DER structure of the selected kind. */
    MALFORMED_DATA("unusable: the data is not the DER structure that the selector names"),
    /** All records are unusable. */
    NO_USABLE_RECORDS("none of the TLSA records is usable"),
    /** A record with a stronger digest for the same usage and selector is published (RFC 7671 section 9). */
    WEAKER_DIGEST("ignored: a stronger digest is published for the same usage and selector"),

    // What the connection is.
    /** The server does not offer STARTTLS. */
    STARTTLS_NOT_OFFERED("the server does not offer STARTTLS"),
    /** The server offers STARTTLS and then refuses it. */
    STARTTLS_REFUSED("the server refused STARTTLS"),
    /** The TLS handshake failed before any record could decide. */
    HANDSHAKE_FAILED("the TLS handshake failed"),
    /** The message must go over TLS (RFC 8689), and this connection does not use it. */
    TLS_NOT_USED("the connection is not under TLS"),
    /** The message must not go to a server that does not offer REQUIRETLS under TLS (RFC 8689 section 4.2.1). */
    REQUIRETLS_NOT_OFFERED("the server does not offer REQUIRETLS"),

    // What the chain proves, from farthest from success to closest.
    /** The server sent no certificate. */
    EMPTY_CHAIN("the server sent no certificate"),
    /** The server's certificate cannot be read. */
    UNREADABLE_CERTIFICATE("the server's certificate cannot be read"),
    /** The server presented a raw public key, and the record needs a certificate. */
    RAW_PUBLIC_KEY("the server sent a raw public key, and the record needs a certificate"),
    /** DANE-EE, PKIX-EE: the server has another certificate or key. */
    LEAF_MISMATCH("differs from the server's certificate or key"),
    /** DANE-TA, PKIX-TA: no certificate that the server sent matches. */
    ANCHOR_NOT_IN_CHAIN("matches no issuer that the server sent"),
    /** The server's own certificate matches a trust anchor record: such a server needs usage DANE-EE. */
    ANCHOR_IS_LEAF("matches the server's own certificate, which is not a trust anchor"),
    /** A certificate that was sent matches, but no signatures lead to it from the server's certificate. */
    ANCHOR_NOT_ON_PATH("matches a certificate that did not issue the server's certificate"),
    /** PKIX-TA, PKIX-EE: no path to a locally trusted root. */
    NO_PKIX_PATH("no valid path leads to a locally trusted root"),
    /** Checking took more work than allowed. */
    BUDGET_EXHAUSTED("checking took more work than is allowed"),
    /** A signature on the path does not verify. */
    SIGNATURE_INVALID("a signature on the path is not valid"),
    /** The path breaks a rule of RFC 5280 that none of the other reasons stands for, such as one about policies. */
    INVALID_PATH("a certificate on the path breaks a rule of path validation"),
    /** An issuer on the path is not a CA, or may not sign certificates. */
    NOT_A_CA("an issuer on the path may not issue certificates"),
    /** The path is longer than a CA on it allows. */
    PATH_TOO_LONG("the path is longer than one of its CAs allows"),
    /** A critical extension is unknown. */
    UNKNOWN_CRITICAL_EXTENSION("a certificate on the path has an unknown critical extension"),
    /** A CA on the path may not issue for this name. */
    NAME_CONSTRAINTS("a CA on the path may not issue for this name"),
    /** The certificate is not for TLS servers. */
    EXTENDED_KEY_USAGE("a certificate on the path is not for TLS servers"),
    /** A key or signature is weaker than allowed. */
    WEAK_KEY("a key or signature is weaker than allowed"),
    /** A certificate on the path is not yet valid. */
    NOT_YET_VALID("a certificate on the path is not yet valid"),
    /** A certificate on the path has expired. */
    EXPIRED("a certificate on the path has expired"),
    /** The certificate is for other names. */
    NAME_MISMATCH("the certificate is for other names");

    private final String description;

    Reason(String description) {
        this.description = description;
    }

    /** The reason in words, without subject and without full stop. */
    public String description() {
        return description;
    }

    /** The stable word for machines: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
