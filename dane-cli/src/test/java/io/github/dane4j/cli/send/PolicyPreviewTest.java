package io.github.dane4j.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.policy.TlsPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of MTA-STS policies before a message is sent: as the delivery will find it, and never for long. */
class PolicyPreviewTest {
    private static final DomainName DOMAIN = DomainName.of("example.test");

    private final List<String> asked = new ArrayList<>();
    private long now;

    /** A policy that allows one name. */
    private record Names(String name, boolean isEnforced) implements MtaStsPolicies.Policy {
        @Override
        public boolean allows(DomainName mxHost) {
            return mxHost.toString().equals(name);
        }

        @Override
        public List<String> mx() {
            return List.of(name);
        }

        @Override
        public List<String> lines() {
            return List.of();
        }
    }

    private static MtaStsPolicies.Found enforced(String name) {
        return new MtaStsPolicies.Found(Optional.of(new Names(name, true)), Optional.empty());
    }

    private static MtaStsPolicies.Found unavailable() {
        return new MtaStsPolicies.Found(
                Optional.empty(),
                Optional.of(new MtaStsPolicies.Failure(Reason.MTA_STS_NOT_FETCHED, "no answer for a while")));
    }

    /** Policies of which the kept one says the first, and the one at the policy host the second. */
    private PolicyPreview preview(
            Duration patience, Duration each, MtaStsPolicies.Found kept, MtaStsPolicies.Found fresh) {
        MtaStsPolicies policies = new MtaStsPolicies() {
            @Override
            public Found find(DomainName domain, Duration time) {
                return found("find", domain, time, kept);
            }

            @Override
            public Found findAnew(DomainName domain, Duration time) {
                return found("anew", domain, time, fresh);
            }

            private Found found(String how, DomainName domain, Duration time, Found found) {
                asked.add(how + " " + domain + " " + time.toSeconds());
                now += each.toNanos();
                return found;
            }
        };
        return new PolicyPreview(policies, patience, () -> now);
    }

    private static DnsProof proof(String... hosts) {
        Optional<DnsProof.HostPlan> plan = hosts.length == 0
                ? Optional.empty()
                : Optional.of(new DnsProof.HostPlan(hosts[0], TlsPlan.Kind.NOT_COVERED, List.of(hosts)));
        return new DnsProof("mx.example.test:25", "MX secure", "TLS if offered", "", plan);
    }

    /** However many domains have policy hosts that do not answer. */
    @Test
    void allDomainsShareOneLimitOfTime() {
        PolicyPreview preview = preview(Duration.ofSeconds(10), Duration.ofSeconds(6), unavailable(), unavailable());
        List<Layers> layers = new ArrayList<>();

        for (String each : List.of("a.test", "b.test", "c.test", "d.test")) {
            layers.add(preview.layers(DomainName.of(each), proof("mx.example.test")));
        }

        assertThat(asked).containsExactly("find a.test 10", "find b.test 4");
        assertThat(layers).allSatisfy(each -> assertThat(each.mtaSts()).contains(Layers.MtaSts.UNKNOWN));
        assertThat(layers.get(0).sentence())
                .contains("MTA-STS policy: unknown, so the mail is sent as if there were none: no answer for a while;"
                        + " neither DANE nor MTA-STS decides");
        // With the time of a delivery, the second may have been found.
        assertThat(layers.subList(1, 4)).allSatisfy(each -> {
            assertThat(each.decider()).isEmpty();
            assertThat(each.sentence())
                    .contains("MTA-STS policy: not known yet, since the time for policies was over; it is asked for on"
                            + " delivery");
        });
    }

    private static MtaStsPolicies finding(Supplier<MtaStsPolicies.Found> search) {
        return new MtaStsPolicies() {
            @Override
            public Found find(DomainName domain, Duration time) {
                return search.get();
            }

            @Override
            public Found findAnew(DomainName domain, Duration time) {
                return search.get();
            }
        };
    }

    /** The limit of a search does not include the lookup of the record. */
    @Test
    @Timeout(60)
    void searchThatTakesLongerThanItsLimitIsLeftAlone() {
        CountDownLatch end = new CountDownLatch(1);
        MtaStsPolicies policies = finding(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return unavailable();
        });
        try {
            PolicyPreview preview = new PolicyPreview(policies, Duration.ofMillis(100), System::nanoTime);

            assertThat(preview.layers(DOMAIN, proof("mx.example.test")).sentence())
                    .get()
                    .asString()
                    .contains("not known yet");
        } finally {
            end.countDown();
        }
    }

    /** What an interrupted message did not find is not searched for at its next destination either. */
    @Test
    @Timeout(60)
    void interruptEndsTheSearchForAllDomains() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger searches = new AtomicInteger();
        MtaStsPolicies policies = finding(() -> {
            searches.incrementAndGet();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return unavailable();
        });
        PolicyPreview preview = new PolicyPreview(policies, Duration.ofSeconds(50), System::nanoTime);
        List<Layers> layers = new ArrayList<>();

        Thread.currentThread().interrupt();
        layers.add(preview.layers(DOMAIN, proof("mx.example.test")));
        boolean stillInterrupted = Thread.interrupted();
        end.countDown();
        layers.add(preview.layers(DOMAIN, proof("mx.example.test")));

        assertThat(stillInterrupted).isTrue();
        assertThat(layers)
                .allSatisfy(each -> assertThat(each.sentence()).get().asString().contains("not known yet"));
        assertThat(searches.get()).isLessThan(2);
    }

    @Test
    void failureOfTheSearchReachesTheCallerAsItIs() {
        for (Throwable failure : List.of(new IllegalArgumentException("wrong"), new StackOverflowError("deep"))) {
            PolicyPreview preview = new PolicyPreview(
                    finding(() -> {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }),
                    Duration.ofSeconds(50),
                    System::nanoTime);

            assertThatThrownBy(() -> preview.layers(DOMAIN, proof("mx.example.test")))
                    .isSameAs(failure);
        }
    }

    @Test
    void withoutAHostNoPolicyIsAskedFor() {
        PolicyPreview preview =
                preview(Duration.ofSeconds(10), Duration.ZERO, enforced("mx.example.test"), unavailable());

        assertThat(preview.layers(DOMAIN, proof()).sentence()).isEmpty();
        assertThat(asked).isEmpty();
        assertThat(Layers.of(proof(), enforced("mx.example.test")).sentence()).contains("MTA-STS policy: mode enforce");
    }

    /** RFC 8461 section 5.1: a kept policy that names none of the hosts may be out of date. */
    @ParameterizedTest
    @CsvSource({
        "old.example.test, mx.example.test, true, true",
        "old.example.test, old.example.test, true, false",
        "mx.example.test, old.example.test, false, true",
        // The delivery goes on to the host that it names.
        "mx2.example.test, mx.example.test, false, false",
    })
    void policyThatNamesNoHostIsAskedForAnew(String kept, String fresh, boolean anew, boolean named) {
        PolicyPreview preview = preview(Duration.ofSeconds(10), Duration.ofSeconds(1), enforced(kept), enforced(fresh));

        Layers layers = preview.layers(DOMAIN, proof("mx.example.test", "mx2.example.test"));

        assertThat(asked)
                .isEqualTo(
                        anew
                                ? List.of("find example.test 10", "anew example.test 9")
                                : List.of("find example.test 10"));
        assertThat(layers.named()).isEqualTo(named);
    }

    @Test
    void keptPolicyThatNamesNoHostSaysNothingIfThereIsNoTimeToAskAnew() {
        PolicyPreview preview = preview(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                enforced("old.example.test"),
                enforced("mx.example.test"));

        assertThat(preview.layers(DOMAIN, proof("mx.example.test")).sentence())
                .get()
                .asString()
                .contains("not known yet");
        assertThat(asked).containsExactly("find example.test 10");
    }
}
