package io.github.dane4j.policy;

import java.util.Locale;

/**
 * What MTA-STS policies (RFC 8461) count for where mail is delivered to MX hosts. DANE decides first: a policy never lets mail through
 * that DANE refuses. Exchange Online calls it {@code MtaStsMode}.
 */
public enum MtaStsMode {
    /** The policy of a domain counts, if it has one. */
    OPPORTUNISTIC,
    /** No policy is looked for. */
    NONE;

    /** The word in settings and policy files: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
