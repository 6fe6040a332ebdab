package io.github.dane4j.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.mtasts.MtaSts;
import io.github.dane4j.mtasts.StsException;
import io.github.dane4j.mtasts.StsLookup;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TrustedRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The MTA-STS policies of the domains: who serves them, who finds them, and when they become others. Not thread-safe, but for those
 * who look policies up.
 */
final class Policies implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** After a failure a policy host is left alone for five minutes. */
    private static final Duration PAUSE = Duration.ofMinutes(6);

    private static final long MOMENT_MILLIS = 250;
    private static final Duration DAY = Duration.ofDays(1);

    /** All kinds but silence, which costs seconds, and therefore comes seldom. */
    private static final List<PolicyHosts.Trouble> TROUBLES = Stream.of(PolicyHosts.Trouble.values())
            .filter(each -> each != PolicyHosts.Trouble.NONE && each != PolicyHosts.Trouble.SILENCE)
            .toList();

    private static final int SILENCE_ONCE_IN = 40;

    private final SettableClock clock = new SettableClock();
    private final PolicyHosts known;
    private final PolicyHosts unknown;
    private final MtaSts sts;
    private int phase;

    /**
     * Serves the first policies.
     *
     * @param ca authenticates all policy hosts but one
     * @param resolver for the records that announce policies
     * @param troubled whether policy hosts may fail
     */
    Policies(
            TestCertificate ca,
            TrustedRoot trusted,
            DnssecResolver resolver,
            Path folder,
            Random random,
            BooleanSupplier troubled)
            throws IOException {
        String[] names = withMtaSts().map(PolicyHosts::of).toArray(String[]::new);
        known = new PolicyHosts(
                TestCertificate.builder().issuedBy(ca).dnsNames(names).build(),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                0,
                () -> trouble(random, troubled));
        // The hosts file of the tests leads the host of STS_LOST there.
        unknown = new PolicyHosts(
                TestCertificate.builder().dnsNames(names).build(),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                known.port(),
                () -> PolicyHosts.Trouble.NONE);
        unknown.serve(Domain.STS_LOST, Domain.STS_LOST.mtaSts(0));
        sts = MtaSts.builder(resolver, folder)
                .tls(trusted.context())
                .httpsPort(known.port())
                .clock(clock)
                .build();
        serve();
    }

    private static PolicyHosts.Trouble trouble(Random random, BooleanSupplier troubled) {
        synchronized (random) {
            if (!troubled.getAsBoolean() || random.nextInt(3) > 0) {
                return PolicyHosts.Trouble.NONE;
            }
            return random.nextInt(SILENCE_ONCE_IN) == 0
                    ? PolicyHosts.Trouble.SILENCE
                    : TROUBLES.get(random.nextInt(TROUBLES.size()));
        }
    }

    private static Stream<Domain> withMtaSts() {
        return Stream.of(Domain.values()).filter(Domain::hasMtaSts);
    }

    private void serve() {
        withMtaSts().forEach(domain -> known.serve(domain, domain.mtaSts(phase)));
    }

    /** Which policies are in force: the phase of {@link Domain}. */
    int phase() {
        return phase;
    }

    MtaSts sts() {
        return sts;
    }

    /** Another phase begins: a day has passed, so that all policies are fetched again, and one of them is another. */
    void change() throws InterruptedException {
        phase++;
        serve();
        clock.advance(DAY);
        await(Domain.STS_CHANGING);
    }

    /** All policies are fetched, now that nothing fails. */
    void refresh() throws InterruptedException {
        clock.advance(PAUSE);
        for (Domain domain :
                withMtaSts().filter(each -> each != Domain.STS_LOST).toList()) {
            await(domain);
        }
        StsLookup lost = sts.lookUp(Domain.STS_LOST.domainName());
        assertThat(lost.policy()).isEmpty();
        assertThat(lost.failure().map(StsException::kind)).contains(StsException.Kind.WEBPKI_INVALID);
    }

    /** Until the policy of {@code domain} is the one that is served. */
    private void await(Domain domain) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        StsLookup found = sts.lookUp(domain.domainName());
        while (!isServed(domain, found)) {
            assertThat(System.nanoTime()).as("policy of %s: %s", domain, found).isLessThan(deadline);
            // So slowly that no policy expires before this is given up.
            TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
            clock.advance(PAUSE);
            found = sts.lookUp(domain.domainName());
        }
    }

    private boolean isServed(Domain domain, StsLookup found) {
        return found.failure().isEmpty()
                && found.policy()
                        .filter(policy -> policy.lines().equals(domain.mtaSts(phase)))
                        .isPresent();
    }

    @Override
    public void close() {
        known.close();
        unknown.close();
    }
}
