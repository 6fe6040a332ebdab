package io.github.dane4j.mtasts;

import java.util.Arrays;
import java.util.Optional;

/** What a domain asks of senders (RFC 8461 section 5). */
public enum StsMode {
    /** No mail to a host that the policy does not name, or that PKIX does not authenticate. */
    ENFORCE("enforce"),
    /** Failures are reported, but mail is delivered anyway. */
    TESTING("testing"),
    /** As without a policy. */
    NONE("none");

    private final String word;

    StsMode(String word) {
        this.word = word;
    }

    /** The word in a policy. */
    public String word() {
        return word;
    }

    static Optional<StsMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst();
    }
}
