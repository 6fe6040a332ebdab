package io.github.dane4j.mtasts;

import io.github.dane4j.Reason;

/** Thrown if a policy could not be fetched, or is not valid. The message says what was found. */
public final class StsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What failed, in the classes of TLS reports (RFC 8460 section 4.3.2.2). */
    public enum Kind {
        /** The policy could not be fetched ({@code sts-policy-fetch-error}). */
        FETCH_ERROR("sts-policy-fetch-error", Reason.MTA_STS_NOT_FETCHED),
        /** The policy is malformed ({@code sts-policy-invalid}). */
        POLICY_INVALID("sts-policy-invalid", Reason.MTA_STS_POLICY_INVALID),
        /** PKIX does not authenticate the server of the policy ({@code sts-webpki-invalid}). */
        WEBPKI_INVALID("sts-webpki-invalid", Reason.MTA_STS_SERVER_NOT_AUTHENTICATED);

        private final String resultType;
        private final Reason reason;

        Kind(String resultType, Reason reason) {
            this.resultType = resultType;
            this.reason = reason;
        }

        /** The result type for a TLS report. */
        public String resultType() {
            return resultType;
        }

        /** The reason, as in refusals. */
        public Reason reason() {
            return reason;
        }
    }

    private final Kind kind;

    StsException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    StsException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What failed. */
    public Kind kind() {
        return kind;
    }
}
