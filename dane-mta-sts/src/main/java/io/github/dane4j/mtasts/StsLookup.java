package io.github.dane4j.mtasts;

import java.util.Optional;

/**
 * What is known of the policy of a domain. Immutable.
 *
 * @param policy the one to apply: fetched now, or kept from before and still valid. Empty if there is none, and then mail goes as to
 *     a domain without MTA-STS (RFC 8461 section 3.3)
 * @param failure why there is no newer one, if one was to be had: to be reported to the domain (section 6)
 * @param known false if there is no policy to apply, and the domain may have one all the same: it could not be looked up or
 *     fetched, or not in time
 */
public record StsLookup(Optional<StsPolicy> policy, Optional<StsException> failure, boolean known) {
    /** Not known if there is a failure, and no policy. */
    public StsLookup(Optional<StsPolicy> policy, Optional<StsException> failure) {
        this(policy, failure, policy.isPresent() || failure.isEmpty());
    }
}
