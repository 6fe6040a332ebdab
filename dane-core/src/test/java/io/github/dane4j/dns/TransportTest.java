package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.lookup.CachingResolver;
import io.github.dane4j.dns.lookup.LookupObserver;
import io.github.dane4j.dns.query.Attempt;
import io.github.dane4j.dns.query.NameServers;
import io.github.dane4j.dns.query.QueryOutcome;
import io.github.dane4j.dns.query.Upstream;
import io.github.dane4j.dns.transport.AskTerms;
import io.github.dane4j.dns.transport.PlainServer;
import io.github.dane4j.dns.transport.Server;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.testkit.DnsTransport;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** How servers are asked: by UDP and TCP, again, in which order, and whom a failure is blamed on. */
class TransportTest {
    private static final DomainName MX = DomainName.of("mx.example.test");
    /** Of one attempt; far longer than a reply takes that comes. */
    private static final Duration PATIENT = Duration.ofSeconds(5);
    /** Of one attempt, where no reply comes. */
    private static final Duration IMPATIENT = Duration.ofMillis(300);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private final List<AutoCloseable> open = new ArrayList<>();
    private DnsTree tree;

    @BeforeEach
    void start() {
        String[] large = IntStream.range(0, 40)
                .mapToObj(i -> "large TLSA 3 0 0 " + String.format(Locale.ROOT, "%04x", i) + "00".repeat(1000))
                .toArray(String[]::new);
        tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> {
                    zone.record("mx A 127.0.0.1");
                    List.of(large).forEach(zone::record);
                })
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private FrontServer front(FrontServer.Behaviour behaviour) {
        FrontServer front = new FrontServer(tree.address(), behaviour);
        open.add(front);
        return front;
    }

    private FrontServer honest() {
        return front((asked, reply) -> reply.reply());
    }

    private NameServers over(Duration attempt, FrontServer... fronts) {
        NameServers servers = NameServers.plain(
                List.of(fronts).stream().map(FrontServer::address).toList(), attempt);
        open.add(servers);
        return servers;
    }

    private static Message query() {
        Message query =
                Message.newQuery(Record.newRecord(Name.fromConstantString("mx.example.test."), Type.A, DClass.IN));
        query.getHeader().setFlag(Flags.CD);
        return query;
    }

    private static QueryOutcome ask(Upstream servers) {
        return ask(servers, Attempt.FIRST);
    }

    private static QueryOutcome ask(Upstream servers, Attempt attempt) {
        return servers.exchange(
                query(), System.nanoTime() + Duration.ofSeconds(20).toNanos(), attempt, UnaryOperator.identity());
    }

    // RFC 7766: UDP and TCP.

    @Test
    void rfc7766TruncatedReplyIsAskedForOverTcp() {
        FrontServer front = front((asked, honest) -> asked.isTcp() ? honest.reply() : FrontServer.truncated(asked));

        QueryOutcome exchange = ask(over(PATIENT, front));

        assertThat(exchange.isFailure()).isFalse();
        assertThat(front.transports()).containsExactly("udp", "tcp");
    }

    /** Each takes more than half of the time for an attempt. */
    @Test
    void tcpAfterATruncatedReplyHasATimeOfItsOwn() {
        FrontServer front = front((asked, honest) -> {
            pause(Duration.ofMillis(1200));
            return asked.isTcp() ? honest.reply() : FrontServer.truncated(asked);
        });

        assertThat(ask(over(Duration.ofSeconds(2), front)).isFailure()).isFalse();
        assertThat(front.transports()).containsExactly("udp", "tcp");
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void retryAfterATruncatedReplyBeginsWithTcp() {
        AtomicInteger connections = new AtomicInteger();
        FrontServer front = front((asked, honest) -> {
            if (!asked.isTcp()) {
                return FrontServer.truncated(asked);
            }
            return connections.getAndIncrement() == 0 ? null : honest.reply();
        });

        assertThat(ask(over(PATIENT, front)).isFailure()).isFalse();
        assertThat(front.transports()).containsExactly("udp", "tcp", "tcp");
    }

    @Test
    void silenceOverUdpLeadsToTcpForTheRestOfTheLookup() {
        FrontServer front = front((asked, honest) -> asked.isTcp() ? honest.reply() : null);
        NameServers servers = over(IMPATIENT, front);

        assertThat(ask(servers).isFailure()).isFalse();
        assertThat(front.transports()).containsExactly("udp", "tcp");
        front.clear();
        assertThat(ask(servers).isFailure()).isFalse();
        assertThat(front.transports()).containsExactly("tcp");
    }

    @Test
    void whereUdpIsRefusedTcpIsTried() {
        FrontServer front = honest();
        front.closeUdp();

        QueryOutcome exchange = ask(over(PATIENT, front));

        assertThat(exchange.isFailure()).isFalse();
        assertThat(exchange.transport()).isEqualTo("tcp");
    }

    /** And by the transport that has not been tried. */
    @Test
    void serverThatNeededTcpIsAskedByUdpAgainIfTcpFails() {
        AtomicInteger connections = new AtomicInteger();
        AtomicInteger packets = new AtomicInteger();
        FrontServer front = front((asked, honest) -> {
            boolean works = asked.isTcp() ? connections.getAndIncrement() == 0 : packets.getAndIncrement() > 0;
            return works ? honest.reply() : asked.isTcp() ? new byte[0] : null;
        });
        NameServers servers = over(IMPATIENT, front);

        assertThat(ask(servers).isFailure()).isFalse();
        front.clear();
        assertThat(ask(servers).isFailure()).isFalse();
        assertThat(front.transports()).containsExactly("tcp", "udp");
    }

    @Test
    void silentServerIsTriedThreeTimes() {
        tree.fault("mx.example.test", "*", Fault.NO_REPLY);
        NameServers servers = NameServers.plain(List.of(tree.address()), IMPATIENT);
        open.add(servers);

        assertThat(ask(servers).reason()).isEqualTo(Reason.DNS_TIMEOUT);
        assertThat(tree.queries())
                .extracting(Query::transport)
                .containsExactly(DnsTransport.UDP, DnsTransport.TCP, DnsTransport.UDP);
    }

    /** One reply is waited for during a fifth of the lookup's time. */
    @Test
    void silentServerLeavesTimeForTheNext() {
        FrontServer silent = front((asked, honest) -> null);
        FrontServer good = honest();
        DnssecResolver resolver = resolvers.built(resolvers
                .builder(tree)
                .nameServers(silent.address(), good.address())
                .timeout(Duration.ofSeconds(10)));

        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
        assertThat(silent.transports()).isNotEmpty();
    }

    @Test
    void triesAreSpreadOverTheServersBeforeOneIsAskedAgain() {
        FrontServer silent = front((asked, honest) -> null);
        FrontServer other = front((asked, honest) -> null);
        FrontServer good = honest();

        assertThat(ask(over(IMPATIENT, silent, other, good)).server()).isEqualTo(shown(good));
        assertThat(silent.transports()).containsExactly("udp");
        assertThat(other.transports()).containsExactly("udp");
    }

    /** 40 KB; the length before a message over TCP goes up to 64 KiB. */
    @Test
    void rfc1035LongReplyIsReadWhole() {
        DnssecResolver resolver = resolvers.over(tree);

        assertThat(resolver.query(DomainName.of("large.example.test"), RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, 40 records");
    }

    // What a worker throws.

    @ParameterizedTest
    @ValueSource(classes = {NullPointerException.class, StackOverflowError.class, NoClassDefFoundError.class})
    void whateverAServerThrowsLetsTheNextOneBeAsked(Class<? extends Throwable> thrown) {
        FrontServer good = honest();
        NameServers servers = new NameServers(List.of(new Throwing(thrown), new PlainServer(good.address())), PATIENT);
        open.add(servers);

        assertThat(ask(servers).server()).isEqualTo(shown(good));
    }

    @Test
    void whateverAServerThrowsCompletesTheExchange() {
        NameServers servers = new NameServers(List.of(new Throwing(NullPointerException.class)), PATIENT);
        open.add(servers);

        QueryOutcome exchange = ask(servers);

        assertThat(exchange.reason()).isEqualTo(Reason.DNS_UNREACHABLE);
        assertThat(exchange.problem()).contains("NullPointerException");
    }

    @Test
    void whateverJudgesThrowCompletesTheExchange() {
        QueryOutcome exchange = over(PATIENT, honest())
                .exchange(query(), System.nanoTime() + PATIENT.toNanos(), Attempt.FIRST, any -> {
                    throw new AssertionError("judge");
                });

        assertThat(exchange.isFailure()).isTrue();
        assertThat(exchange.problem()).contains("judge");
    }

    private record Throwing(Class<? extends Throwable> thrown) implements Server {
        @Override
        public Message ask(Message query, AskTerms terms) {
            Throwable throwable;
            try {
                throwable = thrown.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
            if (throwable instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) throwable;
        }

        @Override
        public String transport(boolean overTcp) {
            return "none";
        }

        @Override
        public void close() {}
    }

    // At the same time.

    /** The one after them fails at once, and by the fault of this machine; those under way and those that wait do not. */
    @Test
    void soManyLookupsAreUnderWayAndSoManyWait() throws InterruptedException {
        List<LookupEvent.Answered> answered = new CopyOnWriteArrayList<>();
        LookupObserver watch = new LookupObserver(event -> {
            if (event instanceof LookupEvent.Answered answer) {
                answered.add(answer);
            }
        });
        CountDownLatch asked = new CountDownLatch(LookupLimits.QUERIES_AT_ONCE);
        AtomicInteger queries = new AtomicInteger();
        NameServers servers = NameServers.trusted(
                List.of(new Waiting(() -> {
                    queries.incrementAndGet();
                    asked.countDown();
                })),
                PATIENT);
        CachingResolver resolver = CachingResolver.trusting(servers, Duration.ofMinutes(10), Clock.systemUTC(), watch);
        open.add(resolver);
        for (int i = 0; i < LookupLimits.LOOKUPS_AT_ONCE + LookupLimits.WAITING; i++) {
            // A caller that does not wait; the lookup goes on without it.
            Thread.currentThread().interrupt();
            assertThat(failure(resolver, DomainName.of("host" + i + ".test")).reason())
                    .isEqualTo(Reason.DNS_INTERRUPTED);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(answered).isEmpty();

        Answer.Failure<?> beyond = failure(resolver, DomainName.of("beyond.test"));

        assertThat(beyond.reason()).isEqualTo(Reason.DNS_BUDGET);
        assertThat(beyond.culprit()).isEqualTo(Culprit.CONFIGURATION);
        assertThat(beyond.detail()).isEqualTo("beyond.test A: too many lookups at the same time");
        assertThat(answered).hasSize(1);
        asked.await();
        assertThat(queries).hasValue(LookupLimits.QUERIES_AT_ONCE);
    }

    /** Until its resolver is closed. */
    private record Waiting(Runnable asked) implements Server {
        @Override
        public Message ask(Message query, AskTerms terms) throws IOException {
            asked.run();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            throw new IOException("waited for nothing");
        }

        @Override
        public String transport(boolean overTcp) {
            return "none";
        }

        @Override
        public void close() {}
    }

    // RFC 6840 section 5.9 and appendix B: a second try goes another way.

    @Test
    void secondTryAsksTheNextServerOverTcp() {
        FrontServer first = honest();
        FrontServer second = honest();
        NameServers servers = over(PATIENT, first, second);
        assertThat(ask(servers).server()).isEqualTo(shown(first));

        assertThat(ask(servers, Attempt.ELSEWHERE).server()).isEqualTo(shown(second));
        assertThat(second.asked()).containsExactly("tcp mx.example.test. A");
    }

    @Test
    void whereThereIsOneServerTheSecondTryAsksItOverTcp() {
        FrontServer front = honest();

        assertThat(ask(over(PATIENT, front), Attempt.VALIDATED).isFailure()).isFalse();
        assertThat(front.asked()).containsExactly("tcp mx.example.test. A");
    }

    // Whom a failure is blamed on.

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void serverThatStripsSignaturesIsToBlame(int servers) {
        tree.fault("*", "*", Fault.STRIP_SIGNATURES);
        InetSocketAddress[] all =
                IntStream.range(0, servers).mapToObj(i -> honest().address()).toArray(InetSocketAddress[]::new);

        Answer.Failure<?> failure = failure(resolvers.over(tree, all), MX);

        assertThat(failure.reason()).isEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);
        assertThat(failure.detail()).matches(".*: your name server 127.0.0.1:\\d+ does not pass on signatures");
    }

    /** RFC 6891 section 7: what a server without EDNS says. */
    @ParameterizedTest
    @CsvSource({"FORMERR", "NOTIMP", "REFUSED", "SERVFAIL"})
    void serverThatAnswersEverythingWithAnErrorIsToBlame(String code) {
        FrontServer front = front((asked, honest) -> FrontServer.error(asked, Rcode.value(code)));

        Answer.Failure<?> failure = failure(resolvers.over(tree, front.address()), MX);

        assertThat(failure.reason()).isEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);
        assertThat(failure.detail()).contains("keys of the root").contains(code);
    }

    @Test
    void serverThatDoesNotGiveKeysIsToBlame() {
        tree.fault("*", "DNSKEY", Fault.REFUSED);

        assertThat(failure(resolvers.over(tree), MX).reason()).isEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);
    }

    @Test
    void zoneThatIsBrokenIsToBlameItself() {
        tree.fault("mx.example.test", "*", Fault.SERVFAIL);
        Answer.Failure<?> failure = failure(resolvers.over(tree), MX);
        assertThat(failure.reason()).isEqualTo(Reason.DNS_ERROR);
        assertThat(failure.culprit()).isEqualTo(Culprit.ZONE);
    }

    @Test
    void zoneWithoutSignaturesIsToBlameItself() {
        tree.fault("*.example.test", "*", Fault.STRIP_SIGNATURES);
        tree.fault("example.test", "*", Fault.STRIP_SIGNATURES);
        assertThat(failure(resolvers.over(tree), MX).reason()).isNotEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);
    }

    @Test
    void serverThatWasFoundUnfitIsAskedLastFromThenOn() {
        FrontServer unfit = front((asked, honest) -> FrontServer.error(asked, Rcode.FORMERR));
        FrontServer good = honest();
        NameServers servers = over(PATIENT, unfit, good);
        assertThat(ask(servers).server()).isEqualTo(shown(good));
        unfit.clear();

        assertThat(ask(servers, Attempt.ELSEWHERE).server()).isEqualTo(shown(good));
        assertThat(unfit.asked()).isEmpty();
    }

    // Which addresses can be asked at all.

    @ParameterizedTest
    @CsvSource({"fe80::1%gone0, 53", "ns.example.test, 53"})
    void addressThatIsNotOneIsRefusedByTheBuilder(String host, int port) {
        InetSocketAddress server = InetSocketAddress.createUnresolved(host, port);

        assertThatThrownBy(() -> DnssecResolver.builder().nameServers(server))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("by its IP address")
                .hasMessageContaining(host);
        assertThatThrownBy(() -> DnssecResolver.trustingAd(server)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EncryptedNameServer.overTls(server, MX)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void portZeroIsRefusedByTheBuilder() {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

        assertThatThrownBy(() -> DnssecResolver.builder().nameServers(server))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port");
    }

    private static String shown(FrontServer server) {
        return "127.0.0.1:" + server.address().getPort();
    }

    private static Answer.Failure<?> failure(DnssecResolver resolver, DomainName name) {
        return (Answer.Failure<?>) resolver.query(name, RecordType.A);
    }
}
