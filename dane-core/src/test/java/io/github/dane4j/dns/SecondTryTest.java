package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTransport;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.Flags;

/** What a lookup does when an answer is bogus (RFC 6840 section 5.9 and appendix B). */
class SecondTryTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private final DnsTree tree = network.start(DnsTree.builder()
            .zone("example.test", zone -> zone.record("mx A 127.0.0.1").record("other A 127.0.0.1")));
    private final DnssecResolver resolver = resolvers.over(tree);

    private Answer<?> lookUp(String name) {
        return resolver.query(DomainName.of(name), RecordType.A);
    }

    private List<Query> asked(String name, String type) {
        return tree.queries().stream().filter(each -> each.asks(name, type)).toList();
    }

    @Test
    void rfc6840s5_9_bogusIsAskedForOnceMoreByTcpAndLastWithoutCd() {
        tree.fault("mx.example.test", "A", Fault.CORRUPT_SIGNATURES);
        assertThat(lookUp("mx.example.test"))
                .isInstanceOfSatisfying(
                        Answer.Failure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.DNSSEC_BOGUS));
        List<Query> tries = asked("mx.example.test", "A");
        assertThat(tries)
                .extracting(Query::transport)
                .containsExactly(DnsTransport.UDP, DnsTransport.TCP, DnsTransport.TCP);
        assertThat(tries).extracting(Query::checkingDisabled).containsExactly(true, true, false);
    }

    @Test
    void rfc6840s5_9_whatIsRightAtOnceIsAskedForOnce() {
        assertThat(lookUp("mx.example.test").describe()).startsWith("secure");
        assertThat(asked("mx.example.test", "A")).hasSize(1);
    }

    /** The zone has changed all its keys at once. What is stored of it was right, and now is in the way. */
    @Test
    void rfc6840s5_9_secondTryDoesNotBelieveWhatIsStoredButStoresWhatItProves() {
        assertThat(lookUp("mx.example.test").describe()).startsWith("secure");
        tree.replaceZone(
                "example.test",
                zone -> zone.algorithm(14).record("mx A 127.0.0.1").record("other A 127.0.0.1"));
        tree.clearQueries();
        assertThat(lookUp("other.example.test").describe()).startsWith("secure");
        assertThat(asked("example.test", "DNSKEY")).isNotEmpty();
        tree.clearQueries();
        assertThat(resolver.query(DomainName.of("mx.example.test"), RecordType.AAAA)
                        .describe())
                .startsWith("secure");
        assertThat(asked("example.test", "DNSKEY")).isEmpty();
        assertThat(asked("mx.example.test", "AAAA")).hasSize(1);
    }

    /** Asking again would only cost: the bound is on the lookup, and not on its tries. */
    @Test
    void boundThatIsHitIsNotTriedAgain() {
        tree.fault("mx.example.test", "A", Fault.corruptCopies(9));
        assertThat(lookUp("mx.example.test"))
                .isInstanceOfSatisfying(
                        Answer.Failure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.DNS_BUDGET));
        assertThat(asked("mx.example.test", "A")).hasSize(1);
    }

    // All within the deadline.

    /** The first reply is bogus; what comes by UDP later is, too. */
    private FrontServer front(Predicate<FrontServer.Asked> hangs) {
        // So that no time of the lookup goes into signing the zones.
        lookUp("mx.example.test");
        tree.fault("mx.example.test", "A", Fault.CORRUPT_SIGNATURES);
        AtomicBoolean replied = new AtomicBoolean();
        return new FrontServer(tree.address(), (asked, honest) -> {
            if (asked.type().equals("A") && replied.getAndSet(true) && hangs.test(asked)) {
                // For as long as the client waits; closing the server interrupts it.
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    return null;
                }
            }
            return honest.reply();
        });
    }

    private Answer.Failure<?> lookUpWithin(Duration timeout, FrontServer front) {
        DnssecResolver asking = resolvers.built(
                resolvers.builder(tree).nameServers(front.address()).timeout(timeout));
        return (Answer.Failure<?>) assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> asking.query(DomainName.of("mx.example.test"), RecordType.A));
    }

    /** Both other tries begin with TCP, which takes a fifth of the time each; then there is time for UDP. */
    @Test
    void rfc6840s5_9_tcpThatHangsLeavesTimeForTheLastTry() throws Exception {
        try (FrontServer front = front(FrontServer.Asked::isTcp)) {
            assertThat(lookUpWithin(Duration.ofSeconds(10), front).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
            assertThat(front.asked())
                    .filteredOn(each -> each.contains(" A"))
                    .containsSubsequence(
                            "udp mx.example.test. A",
                            "tcp mx.example.test. A",
                            "udp mx.example.test. A",
                            "tcp mx.example.test. A without CD",
                            "udp mx.example.test. A without CD");
        }
    }

    @Test
    void rfc6840s5_9_aLastTryThatHangsEndsWithTheTime() throws Exception {
        try (FrontServer front = front(asked -> !asked.query().getHeader().getFlag(Flags.CD))) {
            assertThat(lookUpWithin(Duration.ofSeconds(5), front).reason())
                    .isIn(Reason.DNSSEC_BOGUS, Reason.DNS_TIMEOUT);
            assertThat(front.asked()).contains("tcp mx.example.test. A without CD");
        }
    }

    @Test
    void rfc6840s5_9_silenceAfterABogusReplyEndsWithTheTime() throws Exception {
        try (FrontServer front = front(asked -> true)) {
            assertThat(lookUpWithin(Duration.ofSeconds(5), front).reason())
                    .isIn(Reason.DNSSEC_BOGUS, Reason.DNS_TIMEOUT);
            assertThat(front.asked()).contains("tcp mx.example.test. A");
        }
    }
}
