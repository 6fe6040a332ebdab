package io.github.dane4j.tlsrpt;

import java.util.Arrays;
import java.util.Optional;

/** Why a session failed (RFC 8460 section 4.3). */
public enum ResultType {
    /** The MX host does not offer STARTTLS. */
    STARTTLS_NOT_SUPPORTED("starttls-not-supported"),
    /** The certificate is for other names. */
    CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch"),
    /** The certificate has expired. */
    CERTIFICATE_EXPIRED("certificate-expired"),
    /** The certificate chain is not trusted; the failure reason code says why. */
    CERTIFICATE_NOT_TRUSTED("certificate-not-trusted"),
    /** Any other failure; the failure reason code says which. */
    VALIDATION_FAILURE("validation-failure"),
    /** None of the TLSA records is valid. */
    TLSA_INVALID("tlsa-invalid"),
    /** DNSSEC validation failed. */
    DNSSEC_INVALID("dnssec-invalid"),
    /** The sender requires DANE, and the MX host has no secure TLSA records. */
    DANE_REQUIRED("dane-required"),
    /** The MTA-STS policy could not be fetched. */
    STS_POLICY_FETCH_ERROR("sts-policy-fetch-error"),
    /** The MTA-STS policy is not valid. */
    STS_POLICY_INVALID("sts-policy-invalid"),
    /** The server of the MTA-STS policy could not be authenticated. */
    STS_WEBPKI_INVALID("sts-webpki-invalid");

    private final String word;

    ResultType(String word) {
        this.word = word;
    }

    /** The value of {@code result-type}. */
    public String word() {
        return word;
    }

    /** The type that {@code word} stands for; empty if the RFC does not define it. */
    public static Optional<ResultType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
