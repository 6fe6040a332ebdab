package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import java.util.Locale;

/** Where the header field {@code TLS-Required: No} of a message lifts DANE and MTA-STS (RFC 8689 section 4.2.2). */
enum TlsRequiredNo {
    /** Nowhere. */
    NEVER,
    /** Where the mode is opportunistic: what the administrator demands stands. */
    OPPORTUNISTIC,
    /** Also where the mode is mandatory. */
    ALWAYS;

    /** Whether DANE in this mode is lifted. */
    boolean lifts(DaneMode mode) {
        return switch (mode) {
            case OPPORTUNISTIC -> this != NEVER;
            case MANDATORY -> this == ALWAYS;
            case AUDIT, NONE -> false;
        };
    }

    /** Whether MTA-STS is lifted where DANE is in this mode. */
    boolean liftsMtaSts(DaneMode mode) {
        return switch (mode) {
            case AUDIT, NONE, OPPORTUNISTIC -> this != NEVER;
            case MANDATORY -> this == ALWAYS;
        };
    }

    /** The value of the property. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
