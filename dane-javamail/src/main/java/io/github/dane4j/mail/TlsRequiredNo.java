package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import java.util.Locale;

/** Where the header field {@code TLS-Required: No} of a message lifts DANE and MTA-STS (RFC 8689 section 4.2.2). */
enum TlsRequiredNo {
    /** Nowhere. */
    NEVER,
    /**
     * DANE where the mode is opportunistic; MTA-STS where the mode is not mandatory, unless the policy for the destination
     * has an {@code mta-sts=} of its own: the administrator's demand prevails.
     */
    OPPORTUNISTIC,
    /** Both everywhere. */
    ALWAYS;

    /** Whether DANE in this mode is lifted. */
    boolean lifts(DaneMode mode) {
        return switch (mode) {
            case OPPORTUNISTIC -> this != NEVER;
            case MANDATORY -> this == ALWAYS;
            case AUDIT, NONE -> false;
        };
    }

    /**
     * Whether MTA-STS is lifted where DANE is in this mode.
     *
     * @param ofDestination whether the policy for the one destination asks for it
     */
    boolean liftsMtaSts(DaneMode mode, boolean ofDestination) {
        return switch (mode) {
            case AUDIT, NONE, OPPORTUNISTIC -> ofDestination ? this == ALWAYS : this != NEVER;
            case MANDATORY -> this == ALWAYS;
        };
    }

    /** The value of the property. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
