package io.github.dane4j;

/** Who is at fault for a failed lookup, and so has to act. */
public enum Culprit {
    /** The zone itself: its signatures, its keys, its denials. */
    ZONE,
    /** The zone above it: its DS records or their denial, or its name servers, which do not answer for them. */
    PARENT,
    /** The name server that was asked, or the way to it: nearly always one's own resolver. */
    NAME_SERVER,
    /** This machine: its trust anchors, its clock, or how much it asks at once. */
    CONFIGURATION;

    /** Who is at fault for a failed lookup, as far as its reason alone tells. */
    public static Culprit of(Reason reason) {
        return switch (reason) {
            case DNS_TIMEOUT,
                    DNS_UNREACHABLE,
                    RESOLVER_WITHOUT_DNSSEC,
                    DNS_ERROR,
                    DNS_MALFORMED,
                    DNSSEC_INDETERMINATE -> NAME_SERVER;
            case DNS_INTERRUPTED, TRUST_ANCHOR_FAILED -> CONFIGURATION;
            case DNS_ALIAS_LOOP, DNS_BUDGET, DNSSEC_BOGUS -> ZONE;
            // No lookup fails for these: they are what the zone, or its server, has to say.
            case ADDRESS_LITERAL,
                    INVALID_NAME,
                    INVALID_PORT,
                    NOT_ENFORCED,
                    NO_ADDRESS,
                    ADDRESS_NOT_ALLOWED,
                    NO_SUCH_DOMAIN,
                    NULL_MX,
                    MX_INSECURE,
                    SRV_INSECURE,
                    HOST_INSECURE,
                    NO_TLSA,
                    MTA_STS_NOT_FETCHED,
                    MTA_STS_POLICY_INVALID,
                    MTA_STS_SERVER_NOT_AUTHENTICATED,
                    MTA_STS_MX_MISMATCH,
                    UNKNOWN_USAGE,
                    UNKNOWN_SELECTOR,
                    UNKNOWN_MATCHING_TYPE,
                    USAGE_NOT_SUPPORTED,
                    DIGEST_NOT_ALLOWED,
                    DIGEST_LENGTH,
                    MALFORMED_DATA,
                    NO_USABLE_RECORDS,
                    WEAKER_DIGEST,
                    STARTTLS_NOT_OFFERED,
                    STARTTLS_REFUSED,
                    HANDSHAKE_FAILED,
                    TLS_NOT_USED,
                    REQUIRETLS_NOT_OFFERED,
                    EMPTY_CHAIN,
                    UNREADABLE_CERTIFICATE,
                    RAW_PUBLIC_KEY,
                    LEAF_MISMATCH,
                    ANCHOR_NOT_IN_CHAIN,
                    ANCHOR_IS_LEAF,
                    ANCHOR_NOT_ON_PATH,
                    NO_PKIX_PATH,
                    BUDGET_EXHAUSTED,
                    SIGNATURE_INVALID,
                    INVALID_PATH,
                    NOT_A_CA,
                    PATH_TOO_LONG,
                    UNKNOWN_CRITICAL_EXTENSION,
                    NAME_CONSTRAINTS,
                    EXTENDED_KEY_USAGE,
                    WEAK_KEY,
                    NOT_YET_VALID,
                    EXPIRED,
                    NAME_MISMATCH -> ZONE;
        };
    }
}
