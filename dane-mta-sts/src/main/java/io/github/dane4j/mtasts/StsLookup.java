package io.github.dane4j.mtasts;

import java.util.Optional;

/**
 * What is known about the policy of a domain. Immutable.
 *
 * @param policy the policy to apply: just fetched, or cached and still valid. If empty, mail is sent as to a domain without
 *     MTA-STS (RFC 8461 section 3.3)
 * @param failure why a newer policy could not be fetched, if there is one: to be reported to the domain (section 6)
 * @param known false if there is no policy to apply although the domain may have one: it could not be looked up or fetched,
 *     or not in time
 */
public record StsLookup(Optional<StsPolicy> policy, Optional<StsException> failure, boolean known) {
    /** {@code known} unless there is a failure and no policy. */
    public StsLookup(Optional<StsPolicy> policy, Optional<StsException> failure) {
        this(policy, failure, policy.isPresent() || failure.isEmpty());
    }
}
