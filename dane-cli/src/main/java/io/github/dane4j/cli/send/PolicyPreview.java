package io.github.dane4j.cli.send;

import io.github.dane4j.DomainName;
import io.github.dane4j.policy.MtaStsPolicies;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The MTA-STS policies of all destinations of a message, found before it is sent. They share one limit of time, so that
 * policy hosts that do not answer cannot hold the message up for longer. Not thread-safe.
 */
final class PolicyPreview {
    private final MtaStsPolicies policies;
    private final LongSupplier nanoTime;
    private long left;

    /**
     * Finds policies.
     *
     * @param patience for all domains together
     * @param nanoTime {@link System#nanoTime}
     */
    PolicyPreview(MtaStsPolicies policies, Duration patience, LongSupplier nanoTime) {
        this.policies = policies;
        this.left = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Who decides about a domain. As in a delivery, a policy is asked for only if there is a host to deliver to, and anew if
     * it names none of the hosts.
     */
    Layers layers(DomainName domain, DnsProof proof) {
        if (proof.plan().isEmpty()) {
            return Layers.withoutMtaSts(proof);
        }
        Optional<MtaStsPolicies.Found> found = timed(patience -> policies.find(domain, patience));
        if (found.filter(each -> Layers.namesNone(proof, each)).isPresent()) {
            Optional<MtaStsPolicies.Found> first = found;
            found = timed(patience -> policies.findAnew(domain, patience)).or(() -> first);
        }
        return found.map(each -> Layers.of(proof, each)).orElseGet(Layers::notAsked);
    }

    /** What was found; empty if there is no time left to look. */
    private Optional<MtaStsPolicies.Found> timed(Function<Duration, MtaStsPolicies.Found> find) {
        if (left <= 0) {
            return Optional.empty();
        }
        long begin = nanoTime.getAsLong();
        MtaStsPolicies.Found found = find.apply(Duration.ofNanos(left));
        left -= nanoTime.getAsLong() - begin;
        return Optional.of(found);
    }
}
