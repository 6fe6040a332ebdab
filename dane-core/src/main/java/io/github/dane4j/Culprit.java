package io.github.dane4j;

/** Who is at fault for a failed lookup, and so has to act. */
public enum Culprit {
    /** The zone itself: its signatures, its keys, its denials. */
    ZONE,
    /** The zone above it: the DS records there do not fit, or their denial. */
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
                    DNS_ERROR,
                    DNS_MALFORMED,
                    RESOLVER_WITHOUT_DNSSEC,
                    DNSSEC_INDETERMINATE -> NAME_SERVER;
            case DNS_INTERRUPTED, TRUST_ANCHOR_FAILED -> CONFIGURATION;
            default -> ZONE;
        };
    }
}
