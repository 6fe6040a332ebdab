package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.TestNetwork;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** The rules of {@link Verdict} hold by themselves, without {@link GuardedHead} and what it knows of failures. */
class VerdictAloneTest {
    private static final List<Fault> FAULTS = List.of(
            Fault.SERVFAIL,
            Fault.REFUSED,
            Fault.EMPTY,
            Fault.STRIP_SIGNATURES,
            Fault.CORRUPT_SIGNATURES,
            Fault.GARBAGE,
            Fault.TRUNCATED_ALWAYS);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @ParameterizedTest
    @CsvSource({
        "_25._tcp.mx.signed.test, SECURE",
        "_26._tcp.mx.signed.test, SECURE",
        "_25._tcp.mx.unsigned.test, INSECURE"
    })
    void failedQueriesForKeysNeverEndInSecureOrInsecure(String name, Security rightly) {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("signed.test", zone -> zone.record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32)))
                .zone("unsigned.test", zone -> zone.unsigned().record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32))));
        assertThat(ask(tree, name)).isEqualTo(new Verdict.Proven(rightly));

        SoftAssertions soft = new SoftAssertions();
        for (Query query : tree.queries()) {
            if (query.type().equals("TLSA")) {
                continue;
            }
            for (Fault fault : FAULTS) {
                tree.clearFaults();
                tree.fault(query.name(), query.type(), fault);
                soft.assertThat(ask(tree, name)).as("%s %s", query, fault).isInstanceOf(Verdict.Unproven.class);
            }
        }
        soft.assertAll();
    }

    private static Verdict ask(DnsTree tree, String name) {
        try (NameServers servers = NameServers.plain(List.of(tree.address()), Duration.ofSeconds(5))) {
            ValidatingResolver validator = ValidatingDnssecResolver.validator(
                    new Unguarded(servers), TrustAnchors.of(tree.trustAnchors()), Clock.systemUTC());
            Question<?> question = new Question<>(DomainName.of(name), RecordType.TLSA);
            Lookup<?> lookup = new Lookup<>(question, System.nanoTime(), Runnable::run);
            return validator
                    .sendAsync(question.toMessage(), ForkJoinPool.commonPool())
                    .toCompletableFuture()
                    .handle((reply, error) -> Verdict.of(reply, error, lookup))
                    .join();
        }
    }

    /** Passes on whatever comes, and failures as exceptions. */
    private record Unguarded(NameServers servers) implements Resolver {
        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            return servers.exchange(
                            query, System.nanoTime() + Duration.ofSeconds(10).toNanos(), UnaryOperator.identity())
                    .thenCompose(exchange -> {
                        Message reply = exchange.reply();
                        return reply == null
                                ? CompletableFuture.failedFuture(new IllegalStateException(exchange.toString()))
                                : CompletableFuture.completedFuture(reply);
                    });
        }

        @Override
        public void setPort(int port) {}

        @Override
        public void setTCP(boolean flag) {}

        @Override
        public void setIgnoreTruncation(boolean flag) {}

        @Override
        public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

        @Override
        public void setTSIGKey(TSIG key) {}

        @Override
        public void setTimeout(Duration timeout) {}
    }
}
