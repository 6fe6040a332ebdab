package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.transport.AskTerms;
import io.github.dane4j.dns.transport.Server;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** DNS over TLS (RFC 7858) and over HTTPS (RFC 8484), before the same validator. */
class EncryptedNameServerTest {
    private static final DomainName MX = DomainName.of("mx.example.test");
    private static final DomainName NAME = DomainName.of("dns.example");
    /** The threads of resolvers: who counts them must be alone. */
    private static final String THREADS = "threads";

    private static final Duration SHORT = Duration.ofMillis(1500);

    private static final TestCertificate AUTHORITY =
            TestCertificate.builder().certificateAuthority().build();
    private static final TestCertificate CERTIFICATE = TestCertificate.builder()
            .dnsNames("dns.example", "localhost")
            .issuedBy(AUTHORITY)
            .build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private final List<DnsFront> fronts = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private DnsTree tree;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("mx A 127.0.0.1").record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32))));
    }

    @AfterEach
    void stop() {
        end.countDown();
        fronts.forEach(DnsFront::close);
    }

    private DnsFront tls(DnsFront.Behaviour behaviour) {
        return kept(DnsFront.tls(tree.address(), CERTIFICATE, behaviour));
    }

    private DnsFront https(DnsFront.WebBehaviour behaviour) {
        return kept(DnsFront.https(tree.address(), CERTIFICATE, behaviour));
    }

    private DnsFront kept(DnsFront front) {
        fronts.add(front);
        return front;
    }

    private static SSLContext trusting(TestCertificate authority) {
        try {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            roots.setCertificateEntry("root", authority.certificate());
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static EncryptedNameServer overTls(DnsFront front) {
        return EncryptedNameServer.overTls(front.address(), NAME).with(trusting(AUTHORITY));
    }

    private static EncryptedNameServer overHttps(DnsFront front) {
        return EncryptedNameServer.overHttps(
                        URI.create("https://localhost:" + front.address().getPort() + "/dns-query"))
                .with(trusting(AUTHORITY));
    }

    private DnssecResolver resolver(EncryptedNameServer first, EncryptedNameServer... others) {
        return resolvers.built(resolvers.builder(tree).nameServers(first, others));
    }

    private static Answer.Failure<?> failure(DnssecResolver resolver) {
        Answer<?> answer = resolver.query(MX, RecordType.A);
        assertThat(answer).isInstanceOf(Answer.Failure.class);
        return (Answer.Failure<?>) answer;
    }

    private static void assertSecure(DnssecResolver resolver) {
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "https"})
    void theTlsContextIsFixedWhenTheResolverIsBuilt(String transport) throws Exception {
        boolean tls = transport.equals("tls");
        DnsFront front = tls ? tls(DnsFront::honest) : https(DnsFront::honest);
        EncryptedNameServer server = tls
                ? EncryptedNameServer.overTls(front.address(), NAME)
                : EncryptedNameServer.overHttps(
                        URI.create("https://localhost:" + front.address().getPort() + "/dns-query"));
        SSLContext before = SSLContext.getDefault();
        try {
            SSLContext.setDefault(trusting(AUTHORITY));
            DnssecResolver resolver = resolver(server);
            // An application may set a context there that asks this resolver.
            SSLContext.setDefault(trusting(CERTIFICATE));
            assertSecure(resolver);
            assertThat(front.connections()).isPositive();
        } finally {
            SSLContext.setDefault(before);
        }
    }

    // Over TLS

    @Test
    void rfc7858SecureAnswerOverConnectionsThatAreUsedAgain() {
        DnsFront front = tls(DnsFront::honest);
        DnssecResolver resolver = resolver(overTls(front));
        assertSecure(resolver);
        int connections = front.connections();
        assertThat(resolver.query(DomainName.of("_25._tcp.mx.example.test"), RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, 1 record");
        assertThat(resolver.query(DomainName.of("nowhere.example.test"), RecordType.A)
                        .describe())
                .isEqualTo("secure, no such name");
        assertThat(front.connections())
                .isEqualTo(connections)
                .isLessThan(tree.queries().size());
    }

    @Test
    void rfc7858ConnectionThatTheServerClosedIsReplaced() {
        DnsFront front = tls(DnsFront::honest);
        DnssecResolver resolver = resolver(overTls(front));
        assertSecure(resolver);
        front.hangUp();
        assertThat(resolver.query(DomainName.of("nowhere.example.test"), RecordType.A)
                        .describe())
                .isEqualTo("secure, no such name");
    }

    @Test
    void rfc8467QueriesArePadded() {
        List<Integer> lengths = new ArrayList<>();
        DnsFront front = tls((query, self, out) -> {
            synchronized (lengths) {
                lengths.add(query.length);
            }
            DnsFront.honest(query, self, out);
        });
        assertSecure(resolver(overTls(front)));
        synchronized (lengths) {
            assertThat(lengths).isNotEmpty().allMatch(length -> length % 128 == 0);
        }
    }

    @Test
    void rfc8310ServerOfAnotherNameIsNotUsed() {
        DnsFront front = tls(DnsFront::honest);
        EncryptedNameServer other = EncryptedNameServer.overTls(front.address(), DomainName.of("other.example"))
                .with(trusting(AUTHORITY));
        assertThat(failure(resolver(other)).detail()).contains("other.example").contains("tls://127.0.0.1");
        assertThat(tree.queries()).isEmpty();
    }

    @Test
    void rfc8310ServerOfUnknownAuthorityIsNotUsed() {
        DnsFront front = tls(DnsFront::honest);
        assertThat(failure(resolver(EncryptedNameServer.overTls(front.address(), NAME)))
                        .reason())
                .isEqualTo(Reason.DNS_UNREACHABLE);
        assertThat(tree.queries()).isEmpty();
    }

    private static String pin(TestCertificate certificate) throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(certificate.certificate().getPublicKey().getEncoded()));
    }

    @Test
    void rfc7858ServerIsKnownByItsKey() throws Exception {
        DnsFront front = tls(DnsFront::honest);
        assertSecure(resolver(EncryptedNameServer.overTlsWithKey(front.address(), pin(AUTHORITY), pin(CERTIFICATE))));
        tree.clearQueries();
        assertThat(failure(resolver(EncryptedNameServer.overTlsWithKey(front.address(), pin(AUTHORITY))))
                        .detail())
                .contains(pin(CERTIFICATE).substring(0, 20));
        assertThat(tree.queries()).isEmpty();
    }

    static Map<String, DnsFront.Behaviour> hostile() {
        return Map.of(
                "says nothing", (query, front, out) -> {},
                "hangs up",
                        (query, front, out) -> {
                            throw new IOException("hanging up");
                        },
                "sends garbage",
                        (query, front, out) -> DnsFront.send(new byte[] {query[0], query[1], -1, -1, -1, -1}, out),
                "sends more than allowed", (query, front, out) -> DnsFront.send(new byte[60_000], out),
                "ends early",
                        (query, front, out) -> {
                            out.write(new byte[] {1, 0, 0});
                            throw new IOException("hanging up");
                        },
                "answers something else",
                        (query, front, out) -> {
                            for (int i = 0; i < 20; i++) {
                                byte[] reply = front.ask(query);
                                reply[0] ^= 1;
                                DnsFront.send(reply, out);
                            }
                        },
                "drips", EncryptedNameServerTest::drip);
    }

    /** A byte now and then, for as long as anybody listens. */
    private static void drip(byte[] query, DnsFront front, DataOutputStream out) throws IOException {
        out.write(new byte[] {10, 0});
        for (int i = 0; i < 2560; i++) {
            out.write(0);
            out.flush();
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = THREADS, mode = ResourceAccessMode.READ)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "says nothing",
                "hangs up",
                "sends garbage",
                "sends more than allowed",
                "ends early",
                "answers something else",
                "drips"
            })
    void hostileServerOverTlsIsAnErrorAndIsLeftForTheNext(String how) {
        DnsFront bad = tls(Objects.requireNonNull(hostile().get(how)));
        DnssecResolver alone = resolvers.built(
                resolvers.builder(tree).nameServers(overTls(bad)).timeout(SHORT));
        assertThat(failure(alone).reason())
                .isIn(Reason.DNS_TIMEOUT, Reason.DNS_MALFORMED, Reason.DNS_UNREACHABLE, Reason.DNS_BUDGET);
        assertSecure(resolver(overTls(bad), overTls(tls(DnsFront::honest))));
    }

    /** So many, and no more: a server could send them for ever. */
    @ParameterizedTest
    @CsvSource({"8, true", "9, false"})
    void soManyStrayRepliesAreReadOver(int strays, boolean within) {
        DnsFront front = tls((query, self, out) -> {
            byte[] reply = self.ask(query);
            byte[] stray = reply.clone();
            stray[1] ^= 1;
            for (int i = 0; i < strays; i++) {
                DnsFront.send(stray, out);
            }
            DnsFront.send(reply, out);
        });
        if (within) {
            assertSecure(resolver(overTls(front)));
        } else {
            assertThat(failure(resolver(overTls(front))).reason()).isEqualTo(Reason.DNS_MALFORMED);
        }
    }

    /** Of eight connections that were needed at once four are left for the next eight queries. */
    @Test
    void soManyConnectionsAreKeptOpen() throws Exception {
        int many = 2 * LookupLimits.IDLE_CONNECTIONS;
        CyclicBarrier all = new CyclicBarrier(many);
        DnsFront front = tls((query, self, out) -> {
            byte[] reply = self.ask(query);
            if (new Message(query).getQuestion().getName().toString().startsWith("together")) {
                try {
                    all.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IOException(e);
                }
            }
            DnsFront.send(reply, out);
        });
        DnssecResolver resolver = resolvers.built(
                resolvers.builder(tree).nameServers(overTls(front)).timeout(Duration.ofMinutes(5)));
        // The keys are cached from here on.
        assertSecure(resolver);
        askTogether(resolver, "first", many);
        int connections = front.connections();
        askTogether(resolver, "second", many);
        assertThat(front.connections() - connections).isEqualTo(many - LookupLimits.IDLE_CONNECTIONS);
    }

    private static void askTogether(DnssecResolver resolver, String when, int many) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(many);
        try {
            List<Future<Answer<?>>> answers = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                DomainName name = DomainName.of("together" + i + when + ".example.test");
                answers.add(callers.submit(() -> resolver.query(name, RecordType.A)));
            }
            for (Future<Answer<?>> answer : answers) {
                assertThat(answer.get().describe()).isEqualTo("secure, no such name");
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** The client hands over to threads of its own, of which there are never more. */
    @Test
    void soManyThreadsServeAllQueriesOverHttps() throws Exception {
        DnsFront front = https(DnsFront::honest);
        // Every thread is of the group of the one that started it.
        ThreadGroup group = new ThreadGroup("over HTTPS");
        ExecutorService callers =
                Executors.newFixedThreadPool(4 * LookupLimits.HTTPS_THREADS, task -> new Thread(group, task));
        Server server = callers.submit(() -> overHttps(front).open()).get();
        try {
            AskTerms patient = new AskTerms(
                    false,
                    Duration.ofMinutes(2).toNanos(),
                    System.nanoTime() + Duration.ofMinutes(2).toNanos());
            List<Future<Message>> replies = new ArrayList<>();
            for (int i = 0; i < 4 * LookupLimits.HTTPS_THREADS; i++) {
                Message query = Message.newQuery(
                        Record.newRecord(Name.fromString("host" + i + ".example.test."), Type.A, DClass.IN));
                replies.add(callers.submit(() -> server.ask(query, patient)));
            }
            for (Future<Message> reply : replies) {
                assertThat(reply.get().getRcode()).isEqualTo(Rcode.NXDOMAIN);
            }
            Thread[] threads = new Thread[group.activeCount() + 10];
            int count = group.enumerate(threads);
            assertThat(Arrays.asList(threads).subList(0, count))
                    .filteredOn(thread -> thread.getName().startsWith("dane4j-dns-"))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(LookupLimits.HTTPS_THREADS);
        } finally {
            server.close();
            callers.shutdownNow();
        }
    }

    @Test
    void strayReplyBeforeTheTrueOneIsReadOver() {
        DnsFront front = tls((query, self, out) -> {
            byte[] reply = self.ask(query);
            byte[] stray = reply.clone();
            stray[1] ^= 1;
            DnsFront.send(stray, out);
            byte[] other = reply.clone();
            other[14] ^= 2;
            DnsFront.send(other, out);
            DnsFront.send(reply, out);
        });
        assertSecure(resolver(overTls(front)));
    }

    @Test
    void forgedAnswerOverTlsIsBogusAllTheSame() {
        tree.forge("mx.example.test", "A", "@ IN A 192.0.2.66");
        assertThat(failure(resolver(overTls(tls(DnsFront::honest)))).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    // Over HTTPS

    @Test
    void rfc8484SecureAnswerByPost() {
        List<String> seen = new ArrayList<>();
        DnsFront front = https((exchange, self) -> {
            byte[] query = exchange.getRequestBody().readAllBytes();
            synchronized (seen) {
                seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + exchange.getRequestHeaders().getFirst("Accept") + " "
                        + new Message(query).getHeader().getID() + " " + query.length % 128);
            }
            DnsFront.respond(exchange, 200, "application/dns-message", self.ask(query));
        });
        assertSecure(resolver(overHttps(front)));
        synchronized (seen) {
            assertThat(seen)
                    .isNotEmpty()
                    .containsOnly("POST /dns-query application/dns-message application/dns-message 0 0");
        }
    }

    @Test
    void rfc8484ServerOfAnotherNameOrAuthorityIsNotUsed() {
        DnsFront front = https(DnsFront::honest);
        URI uri = URI.create("https://127.0.0.1:" + front.address().getPort() + "/dns-query");
        failure(resolver(EncryptedNameServer.overHttps(uri).with(trusting(AUTHORITY))));
        failure(resolver(EncryptedNameServer.overHttps(
                URI.create("https://localhost:" + front.address().getPort() + "/dns-query"))));
        assertThat(front.connections()).isZero();
    }

    @Test
    void redirectIsNotFollowed() {
        DnsFront other = https(DnsFront::honest);
        DnsFront front = https((exchange, self) -> {
            exchange.getResponseHeaders()
                    .set("Location", "https://localhost:" + other.address().getPort() + "/dns-query");
            DnsFront.respond(exchange, 307, "text/plain", new byte[0]);
        });
        assertThat(failure(resolver(overHttps(front))).detail()).contains("HTTP status 307");
        assertThat(other.connections()).isZero();
    }

    /** No more than the length before a message over TCP can say; what comes behind the records is not looked at. */
    @ParameterizedTest
    @CsvSource({"65535, true", "65536, false"})
    void replyOverHttpsIsNoLongerThanOneOverTcp(int length, boolean within) {
        DnsFront front = https((exchange, self) -> {
            byte[] reply = self.ask(exchange.getRequestBody().readAllBytes());
            DnsFront.respond(exchange, 200, "application/dns-message", Arrays.copyOf(reply, length));
        });
        if (within) {
            assertSecure(resolver(overHttps(front)));
        } else {
            Answer.Failure<?> failure = failure(resolver(overHttps(front)));
            assertThat(failure.reason()).isEqualTo(Reason.DNS_BUDGET);
            assertThat(failure.detail()).contains("more than 65535");
        }
    }

    private Map<String, DnsFront.WebBehaviour> hostileWeb() {
        return Map.of(
                "says nothing",
                        (exchange, front) -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        },
                "hangs up", (exchange, front) -> exchange.close(),
                "sends garbage",
                        (exchange, front) -> DnsFront.respond(exchange, 200, "application/dns-message", new byte[100]),
                "sends a page",
                        (exchange, front) -> DnsFront.respond(
                                exchange, 200, "text/html", "<html>log in</html>".getBytes(StandardCharsets.US_ASCII)),
                "fails", (exchange, front) -> DnsFront.respond(exchange, 503, "application/dns-message", new byte[0]),
                "says it is too large",
                        (exchange, front) ->
                                DnsFront.respond(exchange, 200, "application/dns-message", new byte[60_000]),
                "never ends",
                        (exchange, front) -> {
                            exchange.getResponseHeaders().set("Content-Type", "application/dns-message");
                            exchange.sendResponseHeaders(200, 0);
                            while (end.getCount() > 0) {
                                exchange.getResponseBody().write(new byte[8192]);
                            }
                        },
                "stops in the middle",
                        (exchange, front) -> {
                            exchange.getResponseHeaders().set("Content-Type", "application/dns-message");
                            exchange.sendResponseHeaders(200, 100);
                            exchange.getResponseBody().write(new byte[10]);
                            exchange.getResponseBody().flush();
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        },
                "answers another question",
                        (exchange, front) -> {
                            byte[] reply = front.ask(exchange.getRequestBody().readAllBytes());
                            reply[14] ^= 2;
                            DnsFront.respond(exchange, 200, "application/dns-message", reply);
                        });
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = THREADS, mode = ResourceAccessMode.READ)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "says nothing",
                "hangs up",
                "sends garbage",
                "sends a page",
                "fails",
                "says it is too large",
                "never ends",
                "stops in the middle",
                "answers another question"
            })
    void hostileServerOverHttpsIsAnErrorAndIsLeftForTheNext(String how) {
        DnsFront bad = https(Objects.requireNonNull(hostileWeb().get(how)));
        DnssecResolver alone = resolvers.built(
                resolvers.builder(tree).nameServers(overHttps(bad)).timeout(SHORT));
        assertThat(failure(alone).reason())
                .isIn(
                        Reason.DNS_TIMEOUT,
                        Reason.DNS_MALFORMED,
                        Reason.DNS_UNREACHABLE,
                        Reason.DNS_BUDGET,
                        Reason.DNS_ERROR);
        assertSecure(resolver(overHttps(bad), overTls(tls(DnsFront::honest))));
    }

    // Both

    @Test
    void nothingIsAskedInTheClear() {
        DnsFront front = tls(DnsFront::honest);
        front.close();
        assertThat(failure(resolver(overTls(front))).reason()).isEqualTo(Reason.DNS_UNREACHABLE);
        assertThat(tree.queries()).isEmpty();
    }

    @Test
    @ResourceLock(THREADS)
    void noThreadIsLeftAfterClosing() throws Exception {
        Set<Thread> before = Set.copyOf(resolverThreads());
        DnssecResolver resolver = resolvers
                .builder(tree)
                .nameServers(overHttps(https(DnsFront::honest)), overTls(tls(DnsFront::honest)))
                .build();
        assertSecure(resolver);
        List<Thread> own = new ArrayList<>(resolverThreads());
        own.removeAll(before);
        assertThat(own).isNotEmpty();
        resolver.close();
        resolver = null;
        for (Thread thread : own) {
            // The JDK's client ends its own thread, before JDK 21 after it was collected.
            for (int i = 0; i < 100 && thread.isAlive(); i++) {
                System.gc();
                thread.join(200);
            }
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static List<Thread> resolverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dane4j-dns-")
                        || thread.getName().startsWith("HttpClient-"))
                .toList();
    }

    @Test
    void closingEndsALookupThatWaits() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(1);
        DnsFront front = tls((query, self, out) -> {
            asked.incrementAndGet();
            waiting.countDown();
        });
        DnssecResolver resolver = resolver(overTls(front));
        Thread closing = new Thread(() -> {
            try {
                waiting.await();
                resolver.close();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        closing.start();
        assertThat(failure(resolver).detail()).contains("closed");
        closing.join();
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() throws Exception {
        InetSocketAddress address = tree.address();
        String pin = pin(CERTIFICATE);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        EncryptedNameServer.overTls(InetSocketAddress.createUnresolved("dns.example", 853), NAME));
        assertThatIllegalArgumentException().isThrownBy(() -> EncryptedNameServer.overTlsWithKey(address));
        assertThatIllegalArgumentException().isThrownBy(() -> EncryptedNameServer.overTlsWithKey(address, "abc"));
        assertThatIllegalArgumentException().isThrownBy(() -> EncryptedNameServer.overTlsWithKey(address, "YWJj"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptedNameServer.overHttps(URI.create("http://dns.example/dns-query")));
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> EncryptedNameServer.overTlsWithKey(address, pin).with(SSLContext.getDefault()));
    }
}
