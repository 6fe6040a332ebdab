package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import io.github.dane4j.policy.MtaStsPolicies;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The policy of a domain (RFC 8461 section 3.2). Immutable; two are equal if all of their parts are. */
public final class StsPolicy implements MtaStsPolicies.Policy {
    /** The longest lifetime of a policy, 31,557,600 seconds; a longer one is cut to this. */
    public static final Duration MAX_AGE = Duration.ofHours(8766);

    /** The maximum size of a policy in bytes (section 3.3). */
    public static final int MAX_BYTES = 64 * 1024;

    private static final String WILDCARD = "*.";

    private final StsMode mode;
    private final List<String> mx;
    private final Duration maxAge;
    private final List<String> lines;

    /** The patterns in sets, for matching: a policy can have thousands. */
    private final Set<String> hosts = new HashSet<>();

    private final Set<String> parents = new HashSet<>();

    StsPolicy(StsMode mode, List<String> mx, Duration maxAge, List<String> lines) {
        this.mode = mode;
        this.mx = List.copyOf(mx);
        this.maxAge = maxAge;
        this.lines = List.copyOf(lines);
        for (String pattern : mx) {
            if (pattern.startsWith(WILDCARD)) {
                parents.add(pattern.substring(WILDCARD.length()));
            } else {
                hosts.add(pattern);
            }
        }
    }

    /**
     * Reads a policy as served: lines in UTF-8, each ending with LF or CRLF. Unknown fields are ignored, and so are repeated
     * fields other than {@code mx}. Empty lines at the end are ignored too, although the RFC does not allow them.
     *
     * @throws StsException of the kind {@link StsException.Kind#POLICY_INVALID}; the message names the line
     */
    public static StsPolicy parse(byte[] text) throws StsException {
        return new PolicyText(text).parse();
    }

    /** What the domain asks of senders. */
    public StsMode mode() {
        return mode;
    }

    /**
     * The patterns of MX hosts, in lower case: a host name, or {@code *.} and a name; at least one unless the mode is {@link
     * StsMode#NONE}.
     */
    @Override
    public List<String> mx() {
        return mx;
    }

    /** How long the policy may be kept after it was fetched, at most {@link #MAX_AGE}. */
    public Duration maxAge() {
        return maxAge;
    }

    /** The lines as received, for a TLS report (RFC 8460 section 4.5). */
    @Override
    public List<String> lines() {
        return lines;
    }

    @Override
    public boolean isEnforced() {
        return mode == StsMode.ENFORCE;
    }

    /**
     * Whether {@code mxHost} is one of the domain's (section 4.1). A wildcard stands for exactly one label. In mode {@link
     * StsMode#NONE} the policy excludes no host.
     */
    @Override
    public boolean allows(DomainName mxHost) {
        return mode == StsMode.NONE
                || hosts.contains(mxHost.toString())
                || mxHost.parent()
                        .map(DomainName::toString)
                        .filter(parents::contains)
                        .isPresent();
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof StsPolicy policy
                && mode == policy.mode
                && maxAge.equals(policy.maxAge)
                && mx.equals(policy.mx)
                && lines.equals(policy.lines);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, mx, maxAge, lines);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }

    /** Matching as in RFC 6125, with a wildcard only as the whole left-most label. */
    static boolean matches(String pattern, DomainName host) {
        return pattern.startsWith(WILDCARD)
                ? host.parent()
                        .filter(parent -> parent.toString().equals(pattern.substring(WILDCARD.length())))
                        .isPresent()
                : host.toString().equals(pattern);
    }
}
