package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a lookup asks that knows nothing yet, how often it has to wait for replies, and what many at once ask together. */
class ColdLookupTest {
    private static final String TLSA = "TLSA 3 1 1 " + "ab".repeat(32);
    private static final String TLSA_NAME = "_25._tcp.mx.example.test";

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> {
                    zone.record("mx A 127.0.0.1").record("_25._tcp.mx " + TLSA).record("alias CNAME mx.other.test.");
                    IntStream.range(0, 100).forEach(i -> zone.record("host" + i + " A 127.0.0.1"));
                })
                .zone(
                        "other.test",
                        zone -> zone.nsec3().record("mx A 127.0.0.1").record("_25._tcp.mx " + TLSA))
                .zone("mx.deep.example.test", zone -> zone.record("_25._tcp " + TLSA))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
    }

    private static Answer<?> ask(DnssecResolver resolver, String name, RecordType<?> type) {
        return resolver.query(DomainName.of(name), type);
    }

    private static void assertRounds(Rounds rounds, int number) {
        assertThat(rounds.strays()).isEmpty();
        assertThat(rounds.over()).isEqualTo(number);
    }

    // Rounds.

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "_25._tcp.mx.example.test, TLSA, 'secure, 1 record',        test example.test",
        "_26._tcp.mx.example.test, TLSA, 'secure, no such name',    test example.test",
        "mx.other.test,            TLSA, 'secure, no such records', test other.test",
        "example.test,             MX,   'secure, no such records', test example.test",
        "mx.unsigned.test,         A,    'insecure, 1 record',      test unsigned.test"
    })
    void keysAreAskedForTogetherWithTheQuestion(String name, String type, String rightly, String zones) {
        Set<String> queries = Rounds.with(Rounds.keys(zones.split(" ")), ". DNSKEY", name + " " + type);
        try (Rounds rounds = new Rounds(tree.address(), List.of(queries))) {
            Answer<?> answer = ask(resolvers.over(tree, rounds.address()), name, type(type));
            assertThat(answer.describe()).isEqualTo(rightly);
            assertRounds(rounds, 1);
        }
    }

    private static RecordType<?> type(String name) {
        return switch (name) {
            case "A" -> RecordType.A;
            case "MX" -> RecordType.MX;
            default -> RecordType.TLSA;
        };
    }

    @Test
    void keysThatWereNotGuessedAreASecondRound() {
        String name = "_25._tcp.mx.deep.example.test";
        try (Rounds rounds = new Rounds(
                tree.address(),
                List.of(
                        Rounds.with(Rounds.keys(".", "test", "example.test", "deep.example.test"), name + " TLSA"),
                        Rounds.keys("mx.deep.example.test")))) {
            assertThat(ask(resolvers.over(tree, rounds.address()), name, RecordType.TLSA)
                            .describe())
                    .isEqualTo("secure, 1 record");
            assertRounds(rounds, 2);
        }
    }

    @Test
    void keysOfTheZoneThatAnAliasLeadsToAreASecondRound() {
        try (Rounds rounds = new Rounds(
                tree.address(),
                List.of(
                        Rounds.with(Rounds.keys(".", "test", "example.test"), "alias.example.test A"),
                        Rounds.keys("other.test")))) {
            assertThat(ask(resolvers.over(tree, rounds.address()), "alias.example.test", RecordType.A)
                            .describe())
                    .isEqualTo("secure, 1 record at mx.other.test");
            assertRounds(rounds, 2);
        }
    }

    @Test
    void secondLookupAsksOnlyForWhatIsNew() {
        try (Rounds rounds = new Rounds(
                tree.address(),
                List.of(
                        Rounds.with(Rounds.keys(".", "test", "example.test"), TLSA_NAME + " TLSA"),
                        Rounds.with(Rounds.keys("other.test"), "_25._tcp.mx.other.test TLSA"),
                        Set.of("mx.other.test A")))) {
            DnssecResolver resolver = resolvers.over(tree, rounds.address());
            ask(resolver, TLSA_NAME, RecordType.TLSA);
            assertThat(ask(resolver, "_25._tcp.mx.other.test", RecordType.TLSA).describe())
                    .isEqualTo("secure, 1 record");
            assertThat(ask(resolver, "mx.other.test", RecordType.A).describe()).isEqualTo("secure, 1 record");
            assertThat(ask(resolver, TLSA_NAME, RecordType.TLSA).describe()).isEqualTo("secure, 1 record");
            assertRounds(rounds, 3);
        }
    }

    @Test
    void keysAreAskedForAgainWhenTheirTimeIsOver() {
        SettableClock clock = new SettableClock();
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).clock(clock));
        ask(resolver, TLSA_NAME, RecordType.TLSA);
        clock.advance(Duration.ofSeconds(299));
        tree.clearQueries();
        ask(resolver, "_25._tcp.mx.other.test", RecordType.TLSA);
        assertThat(tree.queries()).noneMatch(query -> query.asks(".", "DNSKEY"));
        clock.advance(Duration.ofSeconds(1));
        tree.clearQueries();
        ask(resolver, "mx.unsigned.test", RecordType.A);
        assertThat(tree.queries()).anyMatch(query -> query.asks(".", "DNSKEY"));
    }

    // Many at once.

    @Test
    void thousandLookupsOfOneNameSendTheQueriesOfOne() throws Exception {
        DnssecResolver resolver = resolvers.over(tree);
        List<Answer<?>> answers = together(1000, i -> ask(resolver, TLSA_NAME, RecordType.TLSA));
        assertThat(answers).extracting(Answer::describe).containsOnly("secure, 1 record");
        assertThat(queries())
                .containsExactlyInAnyOrderElementsOf(
                        Rounds.with(Rounds.keys(".", "test", "example.test"), TLSA_NAME + " TLSA"));
    }

    @Test
    void lookupsOfManyNamesShareTheQueriesForKeys() throws Exception {
        DnssecResolver resolver = resolvers.over(tree);
        List<Answer<?>> answers = together(100, i -> ask(resolver, "host" + i + ".example.test", RecordType.A));
        assertThat(answers).extracting(Answer::describe).containsOnly("secure, 1 record");
        Set<String> expected = Rounds.keys(".", "test", "example.test");
        IntStream.range(0, 100).forEach(i -> expected.add("host" + i + ".example.test A"));
        assertThat(queries()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private List<String> queries() {
        return tree.queries().stream()
                .map(query -> (query.name().equals(".")
                                ? "."
                                : query.name().substring(0, query.name().length() - 1))
                        + " " + query.type())
                .toList();
    }

    private static List<Answer<?>> together(int number, IntFunction<Answer<?>> lookup) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(number);
        CountDownLatch ready = new CountDownLatch(number);
        try {
            List<Future<Answer<?>>> futures = IntStream.range(0, number)
                    .<Future<Answer<?>>>mapToObj(i -> callers.submit(() -> {
                        ready.countDown();
                        ready.await();
                        return lookup.apply(i);
                    }))
                    .toList();
            List<Answer<?>> answers = new ArrayList<>();
            for (Future<Answer<?>> each : futures) {
                answers.add(each.get(60, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    // What goes wrong on the way.

    @Test
    void failureOfAQueryThatWasNotNeededIsNone() {
        tree.fault("unsigned.test", "DNSKEY", Fault.SERVFAIL);
        tree.fault("deep.example.test", "*", Fault.GARBAGE);
        DnssecResolver resolver = resolvers.over(tree);
        assertThat(ask(resolver, "mx.unsigned.test", RecordType.A).describe()).isEqualTo("insecure, 1 record");
        assertThat(ask(resolver, "_25._tcp.x.deep.example.test", RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, no such name");
        assertThat(ask(resolver, "_26._tcp.x.example.test", RecordType.TLSA).describe())
                .isEqualTo("secure, no such name");
    }

    @Test
    void noServerIsAskedToValidate() {
        ask(resolvers.over(tree), "_25._tcp.mx.deep.example.test", RecordType.TLSA);
        assertThat(tree.queries())
                .hasSizeGreaterThan(6)
                .allMatch(query -> query.checkingDisabled() && query.dnssecOk());
    }

    @Test
    void queryThatFailedAheadIsAskedAgainWhenItsReplyIsNeeded() {
        AtomicInteger replies = new AtomicInteger();
        try (Interceptor interceptor = new Interceptor(tree.address(), reply -> {
            if (reply.getQuestion().getType() == Type.DNSKEY
                    && reply.getQuestion().getName().toString().equals("example.test.")
                    && replies.getAndIncrement() == 0) {
                return servfail(reply);
            }
            return reply;
        })) {
            assertThat(ask(resolvers.over(tree, interceptor.address()), TLSA_NAME, RecordType.TLSA)
                            .describe())
                    .isEqualTo("secure, 1 record");
        }
        assertThat(replies).hasValue(2);
    }

    private static Message servfail(Message reply) {
        reply.removeAllRecords(Section.ANSWER);
        reply.removeAllRecords(Section.AUTHORITY);
        reply.getHeader().setRcode(Rcode.SERVFAIL);
        return reply;
    }

    @Test
    void keysThatWerePartOfAFailureAreNotKept() {
        tree.fault("example.test", "DNSKEY", Fault.CORRUPT_SIGNATURES);
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).failureTtl(Duration.ZERO));
        Answer<?> answer = ask(resolver, TLSA_NAME, RecordType.TLSA);
        assertThat(((Answer.Failure<?>) answer).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        tree.clearFaults();
        assertThat(ask(resolver, TLSA_NAME, RecordType.TLSA).describe()).isEqualTo("secure, 1 record");
    }

    // What is refreshed ahead, and what is not used for too short.

    @Test
    @SuppressWarnings("ReferenceEquality") // A refreshed answer is another object.
    void answerIsRefreshedBeforeItExpires() {
        SettableClock clock = new SettableClock();
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).clock(clock));
        Answer<?> first = ask(resolver, TLSA_NAME, RecordType.TLSA);
        tree.clearQueries();
        clock.advance(Duration.ofSeconds(271));
        assertThat(ask(resolver, TLSA_NAME, RecordType.TLSA)).isSameAs(first);
        Answer<?> second = ask(resolver, TLSA_NAME, RecordType.TLSA);
        while (second == first) {
            Thread.onSpinWait();
            second = ask(resolver, TLSA_NAME, RecordType.TLSA);
        }
        assertThat(((Answer.Data<?>) second).expiry()).isEqualTo(clock.instant().plusSeconds(300));
        assertThat(tree.queries())
                .filteredOn(query -> query.asks(TLSA_NAME, "TLSA"))
                .hasSize(1);
    }

    @Test
    void refreshThatFailsTakesNothingAway() {
        SettableClock clock = new SettableClock();
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).clock(clock));
        Answer<?> first = ask(resolver, TLSA_NAME, RecordType.TLSA);
        tree.clearQueries();
        tree.fault("*", "*", Fault.SERVFAIL);
        clock.advance(Duration.ofSeconds(299));
        assertThat(ask(resolver, TLSA_NAME, RecordType.TLSA)).isSameAs(first);
        while (tree.queries().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(ask(resolver, TLSA_NAME, RecordType.TLSA)).isSameAs(first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask(resolver, TLSA_NAME, RecordType.TLSA)).isInstanceOf(Answer.Failure.class);
    }

    @Test
    void leastTimeIsForInsecureAnswersOnly() {
        DnsTree brief = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("mx 1 A 127.0.0.1"))
                .zone("unsigned.test", (ZoneBuilder zone) -> zone.unsigned().record("mx 1 A 127.0.0.1")));
        SettableClock clock = new SettableClock();
        DnssecResolver resolver = resolvers.built(
                resolvers.builder(brief).clock(clock).cacheTtl(Duration.ofSeconds(30), Duration.ofHours(1)));
        Answer<?> secure = ask(resolver, "mx.example.test", RecordType.A);
        Answer<?> insecure = ask(resolver, "mx.unsigned.test", RecordType.A);
        clock.advance(Duration.ofSeconds(2));
        assertThat(ask(resolver, "mx.example.test", RecordType.A)).isNotSameAs(secure);
        assertThat(ask(resolver, "mx.unsigned.test", RecordType.A)).isSameAs(insecure);
        assertThat(((Answer.Data<?>) insecure).expiry())
                .isEqualTo(clock.instant().plusSeconds(28));
    }

    @Test
    void nothingIsUsedForLongerThanTheMost() {
        SettableClock clock = new SettableClock();
        DnssecResolver resolver =
                resolvers.built(resolvers.builder(tree).clock(clock).cacheTtl(Duration.ZERO, Duration.ofSeconds(20)));
        Answer.Data<?> answer = (Answer.Data<?>) ask(resolver, TLSA_NAME, RecordType.TLSA);
        assertThat(answer.expiry()).isEqualTo(clock.instant().plusSeconds(20));
    }
}
