package io.github.dane4j.verify;

/**
 * What a common name in the subject is worth if the certificate has no DNS name in subjectAltName. If it has one, a
 * common name never counts.
 */
public enum CommonNamePolicy {
    /** It is compared like a DNS name: in SMTP (RFC 7672 section 3.2.3). Of several the last one, the most specific. */
    CONSIDERED,
    /** It is ignored: everywhere else (RFC 9525 section 2). */
    IGNORED
}
