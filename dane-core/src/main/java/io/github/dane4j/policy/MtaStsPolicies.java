package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the MTA-STS policies of domains (RFC 8461) for a sender. The module {@code dane-mta-sts} implements it; this interface is here
 * so that a sender does not need that module unless it asks for MTA-STS.
 *
 * <p>Implementations must be thread-safe. What they throw makes the mail wait.
 */
public interface MtaStsPolicies {
    /**
     * The policy for mail to {@code domain}; never that of a parent domain. It is fetched if none is cached, or the domain
     * has published another one. Blocks meanwhile.
     *
     * @param domain the next-hop domain: that of the recipients
     * @param patience the most time for fetching, or for waiting for another thread that fetches the same; positive. Taking
     *     longer is a failure of the policy host like any other
     */
    Found find(DomainName domain, Duration patience);

    /**
     * The same for a policy that no host of the domain satisfies (section 5.1): it is fetched again although the domain has
     * not announced another one, unless that was tried a short time ago.
     */
    Found findAnew(DomainName domain, Duration patience);

    /**
     * What is known about the policy of a domain.
     *
     * @param policy the policy to apply; empty if there is none, or its mode is {@code none}: mail is then sent as to a
     *     domain without MTA-STS
     * @param failure why a newer policy could not be fetched, if there is one; for a report to the domain (section 6)
     * @param known false if there is no policy to apply although the domain may have one: it could not be looked up or
     *     fetched, or not in time. A message that only an enforced policy lets through (RFC 8689) then waits
     */
    record Found(Optional<Policy> policy, Optional<Failure> failure, boolean known) {
        /** {@code known} unless there is a failure and no policy. */
        public Found(Optional<Policy> policy, Optional<Failure> failure) {
            this(policy, failure, policy.isPresent() || failure.isEmpty());
        }
    }

    /** A policy in mode {@code enforce} or {@code testing}. Immutable; equal if all parts are equal. */
    interface Policy {
        /** Whether the mode is {@code enforce}; it is {@code testing} otherwise. */
        boolean isEnforced();

        /** Whether one of the patterns matches {@code mxHost} (section 4.1). */
        boolean allows(DomainName mxHost);

        /** The patterns. */
        List<String> mx();

        /** The policy as received, line by line, for a report (RFC 8460 section 4.5). */
        List<String> lines();
    }

    /**
     * Why a policy is not available.
     *
     * @param reason {@link Reason#MTA_STS_NOT_FETCHED}, {@link Reason#MTA_STS_POLICY_INVALID} or {@link
     *     Reason#MTA_STS_SERVER_NOT_AUTHENTICATED}
     * @param text what was found, for a person
     */
    record Failure(Reason reason, String text) {
        private static final Set<Reason> REASONS = EnumSet.of(
                Reason.MTA_STS_NOT_FETCHED, Reason.MTA_STS_POLICY_INVALID, Reason.MTA_STS_SERVER_NOT_AUTHENTICATED);

        /**
         * Checks the reason.
         *
         * @throws IllegalArgumentException if it is any other
         */
        public Failure {
            if (!REASONS.contains(reason)) {
                throw new IllegalArgumentException("expected a reason of " + REASONS + ", found " + reason.name());
            }
        }
    }

    /** Opens the policies cached in a folder. Found by {@link java.util.ServiceLoader}. */
    @FunctionalInterface
    interface Provider {
        /**
         * Finds policies and caches them in {@code folder}, so that they outlast the process.
         *
         * @param resolver looks up TXT records; the caller has to close it
         * @param folder created if it does not exist
         * @throws IOException if the folder cannot be used
         */
        MtaStsPolicies open(DnssecResolver resolver, Path folder) throws IOException;
    }
}
