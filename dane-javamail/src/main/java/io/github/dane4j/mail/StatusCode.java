package io.github.dane4j.mail;

import io.github.dane4j.Reason;

/**
 * The enhanced mail system status code (RFC 3463) for each reason. The codes with three digits are those of Exchange
 * Online, whose words are the result types of RFC 8460; operators know them, and no standard has others.
 */
final class StatusCode {
    /** No STARTTLS, or no handshake. */
    private static final String STARTTLS_NOT_SUPPORTED = "4.7.321";

    private static final String CERTIFICATE_EXPIRED = "4.7.322";
    private static final String TLSA_INVALID = "4.7.323";
    private static final String DNSSEC_INVALID = "4.7.324";
    private static final String CERTIFICATE_HOST_MISMATCH = "4.7.325";
    static final String DNS_QUERY_FAILED = "4.4.312";

    /** DANE is mandatory but the destination has none, or PKIX is mandatory but fails; Postfix uses this code too. */
    private static final String DANE_REQUIRED = "4.7.5";

    /** Used by Exchange Online for MX hosts that an MTA-STS policy does not name. */
    private static final String MX_NOT_IN_MTA_STS_POLICY = "4.4.8";

    private static final String UNABLE_TO_ROUTE = "4.4.4";
    private static final String BAD_DOMAIN = "5.1.2";

    /** RFC 7505 section 4.1. */
    private static final String RECIPIENT_HAS_NULL_MX = "5.1.10";

    /** Temporary; nothing more is known. */
    static final String UNDEFINED = "4.0.0";

    /** RFC 3463 section 3.5: the connection to the host could not be made. */
    static final String NO_ANSWER = "4.4.1";

    /** RFC 3463 section 3.4: this system is misconfigured, or an object supplied by the application fails. */
    static final String NOT_CONFIGURED = "4.3.5";

    /** The connection broke. */
    static final String BAD_CONNECTION = "4.4.2";

    /** The delivery took too long. */
    static final String EXPIRED = "4.4.7";

    /** RFC 6531 section 3.5: the host does not accept non-ASCII addresses. */
    static final String NO_UTF8 = "4.6.7";

    static final String DELIVERED = "2.0.0";

    /** RFC 8689 section 4.2.1: what the message asks for is not available. */
    private static final String REQUIRETLS_SUPPORT_REQUIRED = "5.7.30";

    static final String ENCRYPTION_NEEDED = "5.7.10";

    /** The same while it is unknown whether the message may be sent. */
    static final String ENCRYPTION_NEEDED_FOR_NOW = "4.7.10";

    private StatusCode() {}

    /** Whether the cause is a demand of the message itself (RFC 8689). */
    static boolean isOfRequireTls(String code) {
        return code.equals(ENCRYPTION_NEEDED)
                || code.equals(ENCRYPTION_NEEDED_FOR_NOW)
                || code.equals(REQUIRETLS_SUPPORT_REQUIRED);
    }

    /** Whether it makes no sense to try again. */
    static boolean isForGood(String code) {
        return code.startsWith("5.");
    }

    /** The code of a message that leaves the queue undelivered. */
    static String whenGivenUp(String code) {
        return code.startsWith("4.") ? "5" + code.substring(1) : code;
    }

    static String of(Reason reason) {
        return switch (reason) {
            case STARTTLS_NOT_OFFERED, STARTTLS_REFUSED, HANDSHAKE_FAILED -> STARTTLS_NOT_SUPPORTED;
            case TLS_NOT_USED -> ENCRYPTION_NEEDED;
            case REQUIRETLS_NOT_OFFERED -> REQUIRETLS_SUPPORT_REQUIRED;
            case EXPIRED -> CERTIFICATE_EXPIRED;
            case NAME_MISMATCH -> CERTIFICATE_HOST_MISMATCH;
            case DNSSEC_BOGUS -> DNSSEC_INVALID;
            // The cause may be our own resolver, clock or settings: the destination is not blamed.
            case DNSSEC_INDETERMINATE,
                    TRUST_ANCHOR_FAILED,
                    DNS_TIMEOUT,
                    DNS_INTERRUPTED,
                    DNS_UNREACHABLE,
                    RESOLVER_WITHOUT_DNSSEC,
                    DNS_ERROR,
                    DNS_MALFORMED,
                    DNS_ALIAS_LOOP,
                    DNS_BUDGET -> DNS_QUERY_FAILED;
            case ADDRESS_LITERAL,
                    NOT_ENFORCED,
                    MX_INSECURE,
                    SRV_INSECURE,
                    HOST_INSECURE,
                    NO_TLSA,
                    NO_PKIX_PATH,
                    // No mail is delayed for these: no policy applies then, or an older one.
                    MTA_STS_NOT_FETCHED,
                    MTA_STS_POLICY_INVALID,
                    MTA_STS_SERVER_NOT_AUTHENTICATED -> DANE_REQUIRED;
            case MTA_STS_MX_MISMATCH -> MX_NOT_IN_MTA_STS_POLICY;
            case INVALID_NAME, INVALID_PORT, NO_ADDRESS, ADDRESS_NOT_ALLOWED -> UNABLE_TO_ROUTE;
            case NO_SUCH_DOMAIN -> BAD_DOMAIN;
            case NULL_MX -> RECIPIENT_HAS_NULL_MX;
            case UNKNOWN_USAGE,
                    UNKNOWN_SELECTOR,
                    UNKNOWN_MATCHING_TYPE,
                    USAGE_NOT_SUPPORTED,
                    DIGEST_NOT_ALLOWED,
                    DIGEST_LENGTH,
                    MALFORMED_DATA,
                    NO_USABLE_RECORDS,
                    WEAKER_DIGEST,
                    EMPTY_CHAIN,
                    UNREADABLE_CERTIFICATE,
                    RAW_PUBLIC_KEY,
                    LEAF_MISMATCH,
                    ANCHOR_NOT_IN_CHAIN,
                    ANCHOR_IS_LEAF,
                    ANCHOR_NOT_ON_PATH,
                    BUDGET_EXHAUSTED,
                    SIGNATURE_INVALID,
                    INVALID_PATH,
                    NOT_A_CA,
                    PATH_TOO_LONG,
                    UNKNOWN_CRITICAL_EXTENSION,
                    NAME_CONSTRAINTS,
                    EXTENDED_KEY_USAGE,
                    WEAK_KEY,
                    NOT_YET_VALID -> TLSA_INVALID;
        };
    }
}
