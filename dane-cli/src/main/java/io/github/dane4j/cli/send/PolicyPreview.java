package io.github.dane4j.cli.send;

import io.github.dane4j.DomainName;
import io.github.dane4j.policy.MtaStsPolicies;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
            // Without time for that, whether the host gets mail is for the delivery to find out.
            found = timed(patience -> policies.findAnew(domain, patience));
        }
        return found.map(each -> Layers.of(proof, each)).orElseGet(Layers::notFoundInTime);
    }

    /**
     * What was found; empty if the time ended before. In a thread of its own, since the limit of {@code find} is one of
     * fetching, and the lookup of the record comes before that. The delivery uses what the thread finds after the limit.
     */
    private Optional<MtaStsPolicies.Found> timed(Function<Duration, MtaStsPolicies.Found> find) {
        if (left <= 0) {
            return Optional.empty();
        }
        Duration patience = Duration.ofNanos(left);
        FutureTask<MtaStsPolicies.Found> finding = new FutureTask<>(() -> find.apply(patience));
        Thread thread = new Thread(finding, "dane-send-policy");
        thread.setDaemon(true);
        long begin = nanoTime.getAsLong();
        thread.start();
        try {
            MtaStsPolicies.Found found = finding.get(left, TimeUnit.NANOSECONDS);
            left -= nanoTime.getAsLong() - begin;
            // With more time, the delivery may find what was not found in what was left.
            return left <= 0 && !found.known() ? Optional.empty() : Optional.of(found);
        } catch (TimeoutException e) {
            left = 0;
            return Optional.empty();
        } catch (InterruptedException e) {
            left = 0;
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
