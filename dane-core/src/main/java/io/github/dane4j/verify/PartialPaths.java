package io.github.dane4j.verify;

/** Whether a locally trusted certificate issued by another CA may end a path of usage PKIX-TA or PKIX-EE. */
public enum PartialPaths {
    /** Only self-issued trust anchors end a path; others help to build it. */
    REFUSED,
    /** Every trust anchor ends a path; longer ones are tried as well (RFC 7671 section 5.4). */
    ALLOWED
}
