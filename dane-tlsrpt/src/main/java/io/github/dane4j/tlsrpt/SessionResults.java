package io.github.dane4j.tlsrpt;

import io.github.dane4j.Culprit;
import io.github.dane4j.mail.TlsSession;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/** Translates the facts of a session into those of a report. */
final class SessionResults {
    /** The Extended DNS Errors that are about DNSSEC (RFC 8914 section 4). */
    private static final Set<Integer> DNSSEC_ERRORS = Set.of(1, 2, 5, 6, 7, 8, 9, 10, 11, 12);

    private SessionResults() {}

    /** Empty if the session failed in a way that need not be reported. */
    static Optional<SessionResult> of(TlsSession session) {
        Optional<TlsSession.Failure> failure = session.failure();
        if (failure.isEmpty()) {
            return Optional.of(of(session, Optional.empty(), Optional.empty()));
        }
        return type(failure.get()).map(type -> of(session, Optional.of(type), Optional.of(code(failure.get()))));
    }

    private static SessionResult of(TlsSession session, Optional<ResultType> failure, Optional<String> reasonCode) {
        return new SessionResult(
                session.domain(),
                policy(session.policy()),
                failure,
                session.sendingAddress().map(InetAddress::getHostAddress),
                session.mxHost(),
                Optional.empty(),
                session.receivingAddress().map(InetAddress::getHostAddress),
                reasonCode);
    }

    private static AppliedPolicy policy(TlsSession.Policy policy) {
        PolicyType type = switch (policy.type()) {
            case TLSA -> PolicyType.TLSA;
            case STS -> PolicyType.STS;
            case NONE -> PolicyType.NO_POLICY_FOUND;
        };
        return new AppliedPolicy(type, policy.strings(), policy.domain().toString(), policy.mxHosts());
    }

    private static String code(TlsSession.Failure failure) {
        return failure.reason().word()
                + (failure.extendedError().isPresent()
                        ? "; EDE " + failure.extendedError().getAsInt()
                        : "");
    }

    /** RFC 8460 section 4.3. Empty for failures that are not the domain's, and for transient ones (section 4.3.4). */
    private static Optional<ResultType> type(TlsSession.Failure failure) {
        return switch (failure.reason()) {
            case STARTTLS_NOT_OFFERED, STARTTLS_REFUSED -> Optional.of(ResultType.STARTTLS_NOT_SUPPORTED);
            case NAME_MISMATCH -> Optional.of(ResultType.CERTIFICATE_HOST_MISMATCH);
            case EXPIRED -> Optional.of(ResultType.CERTIFICATE_EXPIRED);
            case NO_PKIX_PATH,
                    SIGNATURE_INVALID,
                    INVALID_PATH,
                    NOT_A_CA,
                    PATH_TOO_LONG,
                    UNKNOWN_CRITICAL_EXTENSION,
                    NAME_CONSTRAINTS,
                    EXTENDED_KEY_USAGE,
                    WEAK_KEY,
                    NOT_YET_VALID -> Optional.of(ResultType.CERTIFICATE_NOT_TRUSTED);
            case HANDSHAKE_FAILED,
                    EMPTY_CHAIN,
                    UNREADABLE_CERTIFICATE,
                    RAW_PUBLIC_KEY,
                    LEAF_MISMATCH,
                    ANCHOR_NOT_IN_CHAIN,
                    ANCHOR_IS_LEAF,
                    ANCHOR_NOT_ON_PATH,
                    BUDGET_EXHAUSTED,
                    MTA_STS_MX_MISMATCH -> Optional.of(ResultType.VALIDATION_FAILURE);
            case MTA_STS_NOT_FETCHED -> Optional.of(ResultType.STS_POLICY_FETCH_ERROR);
            case MTA_STS_POLICY_INVALID -> Optional.of(ResultType.STS_POLICY_INVALID);
            case MTA_STS_SERVER_NOT_AUTHENTICATED -> Optional.of(ResultType.STS_WEBPKI_INVALID);
            case UNKNOWN_USAGE,
                    UNKNOWN_SELECTOR,
                    UNKNOWN_MATCHING_TYPE,
                    USAGE_NOT_SUPPORTED,
                    DIGEST_NOT_ALLOWED,
                    DIGEST_LENGTH,
                    MALFORMED_DATA,
                    NO_USABLE_RECORDS,
                    WEAKER_DIGEST -> Optional.of(ResultType.TLSA_INVALID);
            case MX_INSECURE, HOST_INSECURE, NO_TLSA, ADDRESS_LITERAL -> Optional.of(ResultType.DANE_REQUIRED);
            case DNSSEC_BOGUS, DNS_ALIAS_LOOP, DNS_BUDGET ->
                isOurs(failure) ? Optional.empty() : Optional.of(ResultType.DNSSEC_INVALID);
            case DNS_ERROR, DNS_MALFORMED, DNSSEC_INDETERMINATE ->
                isAboutDnssec(failure) ? Optional.of(ResultType.DNSSEC_INVALID) : Optional.empty();
            case DNS_TIMEOUT,
                    DNS_INTERRUPTED,
                    DNS_UNREACHABLE,
                    RESOLVER_WITHOUT_DNSSEC,
                    TRUST_ANCHOR_FAILED,
                    NO_ADDRESS,
                    ADDRESS_NOT_ALLOWED,
                    NO_SUCH_DOMAIN,
                    NULL_MX,
                    INVALID_NAME,
                    INVALID_PORT,
                    SRV_INSECURE,
                    NOT_ENFORCED,
                    TLS_NOT_USED,
                    REQUIRETLS_NOT_OFFERED -> Optional.empty();
        };
    }

    private static boolean isOurs(TlsSession.Failure failure) {
        return failure.culprit()
                .filter(each -> each == Culprit.NAME_SERVER || each == Culprit.CONFIGURATION)
                .isPresent();
    }

    private static boolean isAboutDnssec(TlsSession.Failure failure) {
        return failure.culprit().filter(each -> each == Culprit.CONFIGURATION).isEmpty()
                && failure.extendedError().isPresent()
                && DNSSEC_ERRORS.contains(failure.extendedError().getAsInt());
    }
}
