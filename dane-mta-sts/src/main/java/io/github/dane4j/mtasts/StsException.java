package io.github.dane4j.mtasts;

/** There is no policy to be had: it could not be fetched, or is not valid. The message says what was found. */
public final class StsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What failed, in the classes of TLS reports (RFC 8460 section 4.3.2.2). */
    public enum Kind {
        /** The policy could not be fetched ({@code sts-policy-fetch-error}). */
        FETCH_ERROR("sts-policy-fetch-error"),
        /** The policy is not well formed ({@code sts-policy-invalid}). */
        POLICY_INVALID("sts-policy-invalid"),
        /** PKIX does not authenticate the server of the policy ({@code sts-webpki-invalid}). */
        WEBPKI_INVALID("sts-webpki-invalid");

        private final String resultType;

        Kind(String resultType) {
            this.resultType = resultType;
        }

        /** The result type of a report. */
        public String resultType() {
            return resultType;
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
