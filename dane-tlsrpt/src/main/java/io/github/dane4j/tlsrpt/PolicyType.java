package io.github.dane4j.tlsrpt;

import java.util.Arrays;
import java.util.Optional;

/** The kind of policy that a session was held to (RFC 8460 section 4.4). */
public enum PolicyType {
    /** TLSA records (RFC 7672). */
    TLSA("tlsa"),
    /** An MTA-STS policy (RFC 8461). */
    STS("sts"),
    /** Neither. */
    NO_POLICY_FOUND("no-policy-found");

    private final String word;

    PolicyType(String word) {
        this.word = word;
    }

    /** The value of {@code policy-type}. */
    public String word() {
        return word;
    }

    /** The type that {@code word} stands for; empty if the RFC does not define it. */
    public static Optional<PolicyType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
