package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.testkit.DnsTransport;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatingDnssecResolverTest {
    private static final String TLSA = "TLSA 3 1 1 " + "ab".repeat(32);
    private static final DomainName MX = DomainName.of("mx.example.test");
    private static final DomainName TLSA_NAME = DomainName.of("_25._tcp.mx.example.test");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree(String... records) {
        return network.start(DnsTree.builder().zone("example.test", zone -> {
            zone.record("mx A 127.0.0.1").record("_25._tcp.mx " + TLSA);
            for (String record : records) {
                zone.record(record);
            }
        }));
    }

    private static Answer.Failure<?> failure(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Failure.class);
        return (Answer.Failure<?>) answer;
    }

    private static <T> Answer.Data<T> data(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Answer.Data.class);
        return (Answer.Data<T>) answer;
    }

    // What is proven.

    @ParameterizedTest
    @ValueSource(ints = {8, 13, 14, 15, 16})
    void zoneOfEachAlgorithmIsSecure(int algorithm) {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.algorithm(algorithm).record("mx A 127.0.0.1")));
        assertThat(resolvers.over(tree).query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
    }

    @Test
    void zoneBelowAWrongDsIsBogus() {
        DnsTree tree = network.start(
                DnsTree.builder().zone("example.test", zone -> zone.wrongDs().record("mx A 127.0.0.1")));
        assertThat(failure(resolvers.over(tree).query(MX, RecordType.A)).reason())
                .isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @Test
    void expiredSignatureIsBogusWithItsExtendedError() {
        Instant now = Instant.now();
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.signatures(now.minus(Duration.ofDays(20)), now.minus(Duration.ofDays(10)))
                                .record("mx A 127.0.0.1")));
        Answer.Failure<?> failure = failure(resolvers.over(tree).query(MX, RecordType.A));
        assertThat(failure.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(failure.extendedError()).isEqualTo(OptionalInt.of(7));
        assertThat(failure.describe()).startsWith("bogus: ").contains("EDE 7 signature expired");
    }

    @Test
    void signaturesAreJudgedByTheClockOfTheResolver() {
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(3650)), ZoneOffset.UTC);
        DnsTree tree = tree();
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).clock(later));
        Answer.Failure<?> failure = failure(resolver.query(MX, RecordType.A));
        assertThat(failure.extendedError()).isEqualTo(OptionalInt.of(7));
        // The keys of the root have expired as well: that is the clock, and no destination is to blame.
        assertThat(failure.reason()).isEqualTo(Reason.TRUST_ANCHOR_FAILED);
        assertThat(failure.culprit()).isEqualTo(Culprit.CONFIGURATION);
    }

    @Test
    void claimOfTheNameServerToHaveValidatedIsIgnored() {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
        tree.authenticatedData(true);
        tree.fault("mx.example.test", "A", Fault.STRIP_SIGNATURES);
        DnssecResolver resolver = resolvers.over(tree);
        assertThat(failure(resolver.query(MX, RecordType.A)).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(resolver.query(DomainName.of("mx.unsigned.test"), RecordType.A)
                        .describe())
                .isEqualTo("insecure, 1 record");
    }

    @Test
    void forgedAnswerIsBogus() {
        DnsTree tree = tree();
        tree.forge("mx.example.test", "A", "@ IN A 192.0.2.66");
        assertThat(failure(resolvers.over(tree).query(MX, RecordType.A)).reason())
                .isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @Test
    void trustAnchorOfAnotherTreeIsTheFaultOfTheConfiguration() {
        DnsTree tree = tree();
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).trustAnchors(TrustAnchors.iana()));
        Answer.Failure<?> failure = failure(resolver.query(MX, RecordType.A));
        assertThat(failure.reason()).isEqualTo(Reason.TRUST_ANCHOR_FAILED);
        assertThat(failure.culprit()).isEqualTo(Culprit.CONFIGURATION);
        assertThat(failure.detail()).contains("none of the trust anchors of the root matches any of its keys");
    }

    @Test
    void nsec3WithMoreIterationsThanAllowedIsNoAbsence() {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.nsec3(501, new byte[0], false).record("mx A 127.0.0.1")));
        DnssecResolver resolver = resolvers.over(tree);
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
        assertThat(resolver.query(MX, RecordType.TLSA)).isInstanceOf(Answer.Failure.class);
    }

    // What the records say.

    @Test
    void recordsOfEachTypeAreRead() {
        DnsTree tree = tree(
                "mx AAAA ::1",
                "@ MX 10 mx",
                "@ MX 20 backup.example.net.",
                "null MX 0 .",
                "odd MX 5 a\\032b.example.net.",
                "www CNAME mx");
        DnssecResolver resolver = resolvers.over(tree);

        InetAddress address = data(resolver.query(MX, RecordType.A)).records().get(0);
        assertThat(address.getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(address.getHostName()).isEqualTo("mx.example.test");
        assertThat(data(resolver.query(MX, RecordType.AAAA)).records().get(0).getHostAddress())
                .isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(data(resolver.query(DomainName.of("example.test"), RecordType.MX))
                        .records())
                .containsExactlyInAnyOrder(new MxRecord(10, "mx.example.test"), new MxRecord(20, "backup.example.net"));
        assertThat(data(resolver.query(DomainName.of("null.example.test"), RecordType.MX))
                        .records())
                .containsExactly(new MxRecord(0, "."));
        assertThat(data(resolver.query(DomainName.of("odd.example.test"), RecordType.MX))
                        .records())
                .containsExactly(new MxRecord(5, "a\\032b.example.net"));
        assertThat(data(resolver.query(DomainName.of("www.example.test"), RecordType.CNAME))
                        .records())
                .containsExactly(MX);
        TlsaRecord tlsa =
                data(resolver.query(TLSA_NAME, RecordType.TLSA)).records().get(0);
        assertThat("TLSA " + tlsa).isEqualTo(TLSA);
    }

    @Test
    void malformedTlsaIsAFailure() {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.rawRecord("_25._tcp.mx", 52, new byte[] {3})));
        Answer.Failure<?> failure = failure(resolvers.over(tree).query(TLSA_NAME, RecordType.TLSA));
        assertThat(failure.reason()).isEqualTo(Reason.DNS_MALFORMED);
        assertThat(failure.detail()).contains("_25._tcp.mx.example.test TLSA");
    }

    @Test
    void addressLiteralIsNoName() {
        Assertions.assertThatThrownBy(() -> DomainName.of("192.0.2.1")).isInstanceOf(InvalidNameException.class);
        Assertions.assertThatThrownBy(() -> DomainName.of("[IPv6:2001:db8::1]"))
                .isInstanceOf(InvalidNameException.class);
    }

    // Aliases, RFC 7672 section 2.1.3.

    @Test
    void aliasesAreListedInOrder() {
        Answer.Data<?> answer = data(resolvers
                .over(tree("one CNAME two", "two CNAME mx"))
                .query(DomainName.of("one.example.test"), RecordType.A));
        assertThat(answer.owner()).isEqualTo(MX);
        assertThat(answer.aliases())
                .extracting(Answer.Alias::toString)
                .containsExactly(
                        "one.example.test is an alias of two.example.test",
                        "two.example.test is an alias of mx.example.test");
        assertThat(answer.toString()).isEqualTo("one.example.test A: secure, 1 record at mx.example.test");
    }

    @Test
    void redirectedSubtreeIsFollowedAsAnAlias() {
        Answer.Data<?> answer = data(resolvers
                .over(tree("old DNAME new", "mx.new A 127.0.0.1"))
                .query(DomainName.of("mx.old.example.test"), RecordType.A));
        assertThat(answer.describe()).isEqualTo("secure, 1 record at mx.new.example.test");
    }

    @Test
    void loopOfAliasesIsAFailure() {
        DnsTree tree = tree("one CNAME two", "two CNAME one", "self CNAME self");
        DnssecResolver resolver = resolvers.over(tree);
        assertThat(failure(resolver.query(DomainName.of("one.example.test"), RecordType.A))
                        .reason())
                .isEqualTo(Reason.DNS_ALIAS_LOOP);
        assertThat(failure(resolver.query(DomainName.of("self.example.test"), RecordType.A))
                        .reason())
                .isEqualTo(Reason.DNS_ALIAS_LOOP);
    }

    @Test
    void tenAliasesAreFollowedAndElevenAreNot() {
        List<String> chain = new ArrayList<>(List.of("alias1 CNAME mx"));
        IntStream.rangeClosed(2, 11).forEach(i -> chain.add("alias" + i + " CNAME alias" + (i - 1)));
        DnssecResolver resolver = resolvers.over(tree(chain.toArray(String[]::new)));
        assertThat(resolver.query(DomainName.of("alias10.example.test"), RecordType.A)
                        .describe())
                .isEqualTo("secure, 1 record at mx.example.test");
        assertThat(failure(resolver.query(DomainName.of("alias11.example.test"), RecordType.A))
                        .reason())
                .isEqualTo(Reason.DNS_ALIAS_LOOP);
    }

    @Test
    void aliasToWhatIsNoHostNameIsAFailure() {
        Answer.Failure<?> failure = failure(resolvers
                .over(tree("odd CNAME a\\032b", "a\\032b A 127.0.0.1"))
                .query(DomainName.of("odd.example.test"), RecordType.A));
        assertThat(failure.reason()).isEqualTo(Reason.INVALID_NAME);
        assertThat(failure.detail()).contains("odd.example.test A");
    }

    @Test
    void secureAliasIsSecureByItselfAndInsecureWithItsTarget() {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("mx CNAME mx.unsigned.test."))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
        DnssecResolver resolver = resolvers.over(tree);
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("insecure, 1 record at mx.unsigned.test");
        assertThat(resolver.query(MX, RecordType.CNAME).describe()).isEqualTo("secure, 1 record");
    }

    // What a failure tells.

    @Test
    void failureNamesTheQueryThatFailedAndWhereItWasSent() {
        DnsTree tree = tree();
        tree.fault("example.test", "DNSKEY", Fault.REFUSED);
        Answer.Failure<?> failure = failure(resolvers.over(tree).query(TLSA_NAME, RecordType.TLSA));
        assertThat(failure.reason()).isEqualTo(Reason.DNS_ERROR);
        assertThat(failure.detail())
                .isEqualTo("example.test DNSKEY: REFUSED from 127.0.0.1:"
                        + tree.address().getPort());
        assertThat(failure.toString()).isEqualTo("_25._tcp.mx.example.test TLSA: dns-error: " + failure.detail());
    }

    @Test
    void silenceIsATimeoutWithinTheTimeAllowed() {
        DnsTree tree = tree();
        tree.fault("*", "*", Fault.NO_REPLY);
        Duration timeout = Duration.ofMillis(500);
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).timeout(timeout));
        long start = System.nanoTime();
        Answer.Failure<?> failure = failure(resolver.query(MX, RecordType.A));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(failure.reason()).isEqualTo(Reason.DNS_TIMEOUT);
        assertThat(failure.detail()).contains("mx.example.test A");
        // The rest is for a machine with other things to do.
        assertThat(took).isLessThan(timeout.plusSeconds(2));
    }

    @Test
    void lookupEndsAtItsDeadlineHoweverManyServersAreSilent() {
        DnsTree tree = tree();
        tree.fault("*", "*", Fault.NO_REPLY);
        Duration timeout = Duration.ofMillis(1600);
        // Each is waited for during a fifth of the time, and asked twice.
        InetSocketAddress[] servers = new InetSocketAddress[8];
        Arrays.fill(servers, tree.address());
        DnssecResolver resolver =
                resolvers.built(resolvers.builder(tree).nameServers(servers).timeout(timeout));
        long start = System.nanoTime();
        assertThat(failure(resolver.query(MX, RecordType.A)).reason()).isEqualTo(Reason.DNS_TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusSeconds(2));
    }

    @Test
    void moreQueriesThanAllowedAreAFailure() {
        String deep = "a.".repeat(LookupLimits.QUERIES) + "example.test";
        DnsTree tree = tree("a.".repeat(LookupLimits.QUERIES - 1) + "a A 127.0.0.1");
        tree.fault(deep, "A", Fault.STRIP_SIGNATURES);
        assertThat(failure(resolvers.over(tree).query(DomainName.of(deep), RecordType.A))
                        .reason())
                .isEqualTo(Reason.DNS_BUDGET);
    }

    @Test
    void moreRecordsThanAllowedAreAFailure() {
        String[] many = IntStream.rangeClosed(0, LookupLimits.REPLY_RECORDS)
                .mapToObj(i -> "many A 127.0." + i / 256 + "." + i % 256)
                .toArray(String[]::new);
        Answer.Failure<?> failure =
                failure(resolvers.over(tree(many)).query(DomainName.of("many.example.test"), RecordType.A));
        assertThat(failure.reason()).isEqualTo(Reason.DNS_BUDGET);
    }

    // DnsTransport.

    @Test
    void replyThatDoesNotFitComesOverTcp() {
        String[] large = IntStream.range(0, 4)
                .mapToObj(i -> "large TLSA 3 0 0 0" + i + "00".repeat(1000))
                .toArray(String[]::new);
        DnsTree tree = tree(large);
        assertThat(resolvers
                        .over(tree)
                        .query(DomainName.of("large.example.test"), RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, 4 records");
        assertThat(tree.queries()).extracting(Query::transport).contains(DnsTransport.TCP);
    }

    @Test
    void replyTruncatedForEverIsAFailure() {
        DnsTree tree = tree();
        tree.fault("mx.example.test", "A", Fault.TRUNCATED_ALWAYS);
        assertThat(failure(resolvers.over(tree).query(MX, RecordType.A)).reason())
                .isEqualTo(Reason.DNS_MALFORMED);
    }

    @Test
    void nextNameServerIsAskedWhereOneIsDead() throws SocketException {
        DnsTree tree = tree();
        DnssecResolver resolver = resolvers.over(tree, deadServer(), tree.address());
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
    }

    @Test
    void nextNameServerIsAskedWhereOneRefuses() {
        DnsTree refusing = tree();
        refusing.fault("*", "*", Fault.REFUSED);
        DnsTree tree = tree();
        DnssecResolver resolver = resolvers.over(tree, refusing.address(), tree.address());
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
        // The one that answered is asked first from then on.
        refusing.clearQueries();
        assertThat(resolver.query(MX, RecordType.TLSA).describe()).isEqualTo("secure, no such records");
        assertThat(refusing.queries()).isEmpty();
    }

    @Test
    void noNameServerAtAllIsUnreachable() throws SocketException {
        Answer.Failure<?> failure = failure(resolvers.over(tree(), deadServer()).query(MX, RecordType.A));
        assertThat(failure.reason()).isEqualTo(Reason.DNS_UNREACHABLE);
    }

    /** A port of which the system says that nobody is there. */
    private static InetSocketAddress deadServer() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    // What is kept, and for how long.

    @Test
    void provenAnswerIsNotAskedForAgainUntilItExpires() {
        DnsTree tree = tree("mx 60 AAAA ::1");
        SettableClock clock = new SettableClock();
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).clock(clock));
        Answer.Data<?> first = data(resolver.query(MX, RecordType.AAAA));
        assertThat(first.expiry()).isEqualTo(clock.instant().plusSeconds(60));

        tree.clearQueries();
        assertThat(resolver.query(MX, RecordType.AAAA)).isSameAs(first);
        assertThat(tree.queries()).isEmpty();

        clock.advance(Duration.ofMinutes(1));
        assertThat(resolver.query(MX, RecordType.AAAA)).isNotSameAs(first);
        assertThat(tree.queries()).extracting(Query::type).containsExactly("AAAA");
    }

    @Test
    void failureIsRememberedForAMomentAndThenAskedForAgain() {
        DnsTree tree = tree();
        tree.fault("mx.example.test", "A", Fault.SERVFAIL);
        SettableClock clock = new SettableClock();
        DnssecResolver resolver =
                resolvers.built(resolvers.builder(tree).clock(clock).failureTtl(Duration.ofSeconds(3)));
        Answer<?> first = resolver.query(MX, RecordType.A);
        assertThat(failure(first).reason()).isEqualTo(Reason.DNS_ERROR);
        tree.clearFaults();
        tree.clearQueries();
        assertThat(resolver.query(MX, RecordType.A)).isSameAs(first);
        // Queries for keys that were made ahead may come late.
        assertThat(tree.queries()).extracting(Query::type).doesNotContain("A");
        clock.advance(Duration.ofSeconds(3));
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
    }

    @Test
    void answerExpiresWithItsSignature() {
        Instant now = Instant.now();
        Instant end = Instant.ofEpochSecond(now.getEpochSecond() + 90);
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.signatures(now.minusSeconds(3600), end).record("mx 86400 A 127.0.0.1")));
        Answer.Data<?> answer = data(resolvers.over(tree).query(MX, RecordType.A));
        assertThat(answer.expiry()).isEqualTo(end);
    }

    /** RFC 4035 section 5.3.3: also the keys above are proven no longer than their signatures hold. */
    @Test
    void answerIsNotProvenByAChainOfTrustThatHasEnded() {
        Instant now = Instant.now();
        Instant end = Instant.ofEpochSecond(now.getEpochSecond() + 90);
        DnsTree tree = network.start(DnsTree.builder()
                .zone("test", zone -> zone.signatures(now.minusSeconds(3600), end))
                .zone("example.test", zone -> zone.record("mx 60 A 127.0.0.1").record("ns 60 A 127.0.0.1")));
        SettableClock clock = new SettableClock();
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).clock(clock));
        assertThat(data(resolver.query(MX, RecordType.A)).expiry())
                .isEqualTo(clock.instant().plusSeconds(60));

        clock.advance(Duration.ofSeconds(60));
        assertThat(data(resolver.query(MX, RecordType.A)).expiry()).isEqualTo(end);

        clock.advance(Duration.ofSeconds(60));
        for (String name : List.of("mx.example.test", "ns.example.test")) {
            Answer.Failure<?> failure = failure(resolver.query(DomainName.of(name), RecordType.A));
            assertThat(failure.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
            assertThat(failure.detail()).contains("over test DNSKEY expired on " + end);
        }
    }

    @Test
    void hundredSimultaneousLookupsOfOneNameAskOnce() throws Exception {
        DnsTree tree = tree();
        DnssecResolver resolver = resolvers.over(tree);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(100);
        try {
            List<CompletableFuture<String>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                awaitQuietly(start);
                                return resolver.query(TLSA_NAME, RecordType.TLSA)
                                        .describe();
                            },
                            callers))
                    .toList();
            start.countDown();
            for (CompletableFuture<String> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("secure, 1 record");
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(tree.queries()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(7);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Life and surroundings.

    @Test
    void interruptEndsTheLookupAndIsKept() {
        DnsTree tree = tree();
        DnssecResolver resolver = resolvers.over(tree);
        Thread.currentThread().interrupt();
        Answer<?> answer = resolver.query(MX, RecordType.A);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure(answer).reason()).isEqualTo(Reason.DNS_INTERRUPTED);
    }

    @Test
    void closedResolverFailsAndLeavesNoThread() throws InterruptedException {
        DnsTree tree = tree();
        DnssecResolver resolver = resolvers.over(tree);
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
        List<Thread> threads = ourThreads();
        assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);

        resolver.close();

        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
        assertThat(ourThreads()).isEmpty();
        Answer.Failure<?> failure = failure(resolver.query(MX, RecordType.A));
        assertThat(failure.detail()).contains("closed");
    }

    @Test
    void closeEndsTheLookupsThatAreUnderWay() throws Exception {
        DnsTree tree = tree();
        tree.fault("*", "*", Fault.NO_REPLY);
        DnssecResolver resolver = resolvers.built(resolvers.builder(tree).timeout(Duration.ofMinutes(5)));
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Answer<?>> answer =
                    CompletableFuture.supplyAsync(() -> resolver.query(MX, RecordType.A), caller);
            while (tree.queries().isEmpty()) {
                Thread.onSpinWait();
            }
            resolver.close();
            assertThat(failure(answer.get(30, TimeUnit.SECONDS)).detail()).contains("closed");
        } finally {
            caller.shutdownNow();
        }
    }

    private static List<Thread> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dane4j-dns-"))
                .filter(Thread::isAlive)
                .toList();
    }

    @Test
    void systemPropertiesAndLocaleChangeNothing() {
        DnsTree tree = tree();
        tree.fault("_26._tcp.mx.example.test", "*", Fault.CORRUPT_SIGNATURES);
        Map<String, String> hostile = Map.of(
                "dnsjava.dnssec.digest_preference", "1",
                "dnsjava.dnssec.algorithm.13", "false",
                "dnsjava.dnssec.digest.2", "false",
                "dnsjava.dnssec.max_validate_rrsigs", "0",
                "dnsjava.dnssec.trust_anchor_file", "/nonexistent",
                "dnsjava.dnssec.nsec3.iterations.1024", "0",
                "dnsjava.harden_unknown_additional", "false");
        Map<String, String> before = new HashMap<>();
        Locale locale = Locale.getDefault();
        hostile.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
        Locale.setDefault(Locale.GERMANY);
        try {
            DnssecResolver resolver = resolvers.over(tree);
            assertThat(resolver.query(TLSA_NAME, RecordType.TLSA).describe()).isEqualTo("secure, 1 record");
            assertThat(resolver.query(MX, RecordType.TLSA).describe()).isEqualTo("secure, no such records");
            assertThat(failure(resolver.query(DomainName.of("_26._tcp.mx.example.test"), RecordType.TLSA))
                            .reason())
                    .isEqualTo(Reason.DNSSEC_BOGUS);
        } finally {
            Locale.setDefault(locale);
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }
}
