package io.github.dane4j.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Discovery and the cache, with a real DNS and a real policy host. */
class MtaStsTest {
    private static final DomainName DOMAIN = DomainName.of("example.org");
    private static final String HOST = "mta-sts.example.org";
    private static final DomainName MX = DomainName.of("mx.example.org");
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final String KEPT = "_example.org.mta-sts";

    private static final TestCertificate CA =
            TestCertificate.builder().certificateAuthority().build();
    private static final TestCertificate CERTIFICATE =
            TestCertificate.builder().issuedBy(CA).dnsNames(HOST).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<DnssecResolver> resolvers = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final SettableClock clock = new SettableClock(START);
    private Optional<HttpsServer> web = Optional.empty();
    private volatile Reply reply = MtaStsTest::replyWithPolicy;
    private volatile String policy = policy("enforce", 604_800);

    /** What the policy host does with a request. */
    private interface Reply {
        void to(HttpExchange exchange, MtaStsTest test) throws IOException;
    }

    private static String policy(String mode, long maxAge) {
        return "version: STSv1\r\nmode: " + mode + "\r\nmx: mx.example.org\r\nmax_age: " + maxAge + "\r\n";
    }

    private static void replyWithPolicy(HttpExchange exchange, MtaStsTest test) throws IOException {
        body(exchange, "text/plain; charset=utf-8", 200, test.policy.getBytes(StandardCharsets.UTF_8));
    }

    private static void body(HttpExchange exchange, String type, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static Reply replies(String type, int status, int length) {
        return (exchange, test) -> body(exchange, type, status, new byte[length]);
    }

    private void hold() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try {
            reply.to(exchange, this);
        } finally {
            exchange.close();
        }
    }

    private int start(TestCertificate certificate) throws Exception {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setExecutor(threads);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.createContext("/.well-known/mta-sts.txt", this::serve);
        server.start();
        web = Optional.of(server);
        return server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.countDown();
        resolvers.forEach(DnssecResolver::close);
        web.ifPresent(server -> server.stop(0));
        threads.shutdownNow();
    }

    private static SSLContext trusting(TestCertificate authority) throws Exception {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private DnssecResolver dns(String... txt) {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> {
            zone.record("@ A 127.0.0.1");
            for (String each : txt) {
                zone.record("_mta-sts TXT \"" + each + "\"");
            }
        }));
        return resolver(tree);
    }

    private DnssecResolver resolver(DnsTree tree) {
        DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build();
        resolvers.add(resolver);
        return resolver;
    }

    private MtaSts sts(DnssecResolver resolver, int port) throws Exception {
        return MtaSts.builder(resolver, folder.resolve("policies"))
                .tls(trusting(CA))
                .httpsPort(port)
                .clock(clock)
                .build();
    }

    private MtaSts sts(String id, int port) throws Exception {
        return sts(dns("v=STSv1; id=" + id + ";"), port);
    }

    private static void assertEnforced(StsLookup found) {
        assertThat(found.policy().map(StsPolicy::mode)).contains(StsMode.ENFORCE);
        assertThat(found.policy().orElseThrow().allows(MX)).isTrue();
    }

    private static StsException.Kind failure(StsLookup found) {
        return found.failure().orElseThrow().kind();
    }

    @Test
    @DisplayName("sections 3 and 5.1: fetched once, kept over a restart; fetched again for another id, and after a day")
    void fetchedAndKept() throws Exception {
        int port = start(CERTIFICATE);
        MtaSts first = sts("a1", port);

        assertEnforced(first.lookUp(DOMAIN));
        assertThat(first.lookUp(DOMAIN).failure()).isEmpty();
        assertEnforced(sts("a1", port).lookUp(DOMAIN));
        assertThat(requests).hasValue(1);

        policy = policy("testing", 604_800);
        assertThat(sts("b2", port).lookUp(DOMAIN).policy().map(StsPolicy::mode)).contains(StsMode.TESTING);
        assertThat(requests).hasValue(2);

        clock.advance(Duration.ofDays(1));
        sts("b2", port).lookUp(DOMAIN);
        assertThat(requests).hasValue(3);
    }

    @Test
    @DisplayName("section 3.1: no TXT record, no policy, and nothing is fetched")
    void noRecord() throws Exception {
        StsLookup found = sts(dns(), start(CERTIFICATE)).lookUp(DOMAIN);

        assertThat(found).isEqualTo(new StsLookup(Optional.empty(), Optional.empty()));
        assertThat(requests).hasValue(0);
    }

    @Test
    @DisplayName("section 3.1: the strings of a record are one text, and it may be behind an alias")
    void recordInPartsBehindAnAlias() throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.record("_mta-sts CNAME policy.example.net."))
                .zone("example.net", zone -> zone.record("policy TXT \"v=STSv1; i\" \"d=a1;\"")));

        assertEnforced(sts(resolver(tree), start(CERTIFICATE)).lookUp(DOMAIN));
    }

    @Test
    @DisplayName("section 3.4: a subdomain without a record has no policy, whatever the domain above it has")
    void domainAboveIsNotAsked() throws Exception {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> {
            zone.record("_mta-sts TXT \"v=STSv1; id=a1;\"");
            zone.record("mail MX 10 mx");
        }));
        MtaSts sts = sts(resolver(tree), start(CERTIFICATE));

        assertThat(sts.lookUp(DomainName.of("mail.example.org")))
                .isEqualTo(new StsLookup(Optional.empty(), Optional.empty()));
        assertThat(requests).hasValue(0);
        assertThat(tree.queries()).noneMatch(query -> query.name().startsWith("_mta-sts.example.org"));
    }

    @Test
    @DisplayName("section 7.1: the server name of the handshake is the policy host's")
    void serverName() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(CERTIFICATE));

        assertThat(sts("a1", server.port()).lookUp(DOMAIN).policy()).isEmpty();

        assertThat(server.serverNames()).containsExactly(HOST);
    }

    private List<String> warnings(String kept) throws Exception {
        int port = start(CERTIFICATE);
        policy = policy(kept, 604_800);
        sts("a1", port).lookUp(DOMAIN);
        reply = replies("text/plain", 503, 0);
        List<String> warnings = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("io.github.dane4j.mtasts");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                warnings.add(logged.getLevel() + " " + new SimpleFormatter().formatMessage(logged));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            sts("b2", port).lookUp(DOMAIN);
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }

    @Test
    @DisplayName("sections 3.3 and 10.2: a policy that cannot be refreshed is a warning in the log, unless it is none")
    void failedRefreshIsLogged() throws Exception {
        assertThat(warnings("enforce"))
                .singleElement()
                .asString()
                .startsWith("WARNING example.org: the MTA-STS policy cannot be fetched; the cached one remains in"
                        + " force: https://mta-sts.example.org")
                .endsWith("expected HTTP status 200, found 503");
    }

    @Test
    @DisplayName("section 3.3: no warning where the kept policy is none")
    void failedRefreshOfNoneIsNotLogged() throws Exception {
        assertThat(warnings("none")).isEmpty();
    }

    @Test
    @DisplayName(
            "section 3.3: the kept policy applies until max_age is over, also where the record and the host are gone")
    void keptPolicyOutlastsItsSource() throws Exception {
        int port = start(CERTIFICATE);
        policy = policy("enforce", 100_000);
        assertEnforced(sts("a1", port).lookUp(DOMAIN));

        MtaSts without = sts(dns(), port);
        assertEnforced(without.lookUp(DOMAIN));
        assertThat(failure(without.lookUp(DOMAIN))).isEqualTo(StsException.Kind.FETCH_ERROR);
        reply = replies("text/plain", 500, 0);
        MtaSts broken = sts("b2", port);
        assertEnforced(broken.lookUp(DOMAIN));
        assertThat(failure(broken.lookUp(DOMAIN))).isEqualTo(StsException.Kind.FETCH_ERROR);

        clock.advance(Duration.ofSeconds(99_999));
        assertEnforced(without.lookUp(DOMAIN));
        clock.advance(Duration.ofSeconds(1));
        assertThat(without.lookUp(DOMAIN)).isEqualTo(new StsLookup(Optional.empty(), Optional.empty()));
        assertThat(folder.resolve("policies")).isEmptyDirectory();
    }

    @Test
    @DisplayName("section 6: where the kept policy is none, a failure is not reported")
    void failureUnderModeNone() throws Exception {
        int port = start(CERTIFICATE);
        policy = policy("none", 100_000);
        sts("a1", port).lookUp(DOMAIN);
        reply = replies("text/plain", 404, 0);

        StsLookup found = sts("b2", port).lookUp(DOMAIN);

        assertThat(found.policy().map(StsPolicy::mode)).contains(StsMode.NONE);
        assertThat(found.failure()).isEmpty();
    }

    @Test
    @DisplayName("section 3.3: after a failure the policy is asked for again five minutes later")
    void pauseAfterAFailure() throws Exception {
        int port = start(CERTIFICATE);
        reply = replies("text/plain", 503, 0);
        MtaSts sts = sts("a1", port);
        assertThat(failure(sts.lookUp(DOMAIN))).isEqualTo(StsException.Kind.FETCH_ERROR);
        assertThat(failure(sts.lookUp(DOMAIN))).isEqualTo(StsException.Kind.FETCH_ERROR);
        assertThat(requests).hasValue(1);

        clock.advance(Duration.ofMinutes(5));
        reply = MtaStsTest::replyWithPolicy;

        assertEnforced(sts.lookUp(DOMAIN));
        assertThat(requests).hasValue(2);
    }

    record Bad(String name, Reply reply, StsException.Kind kind, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> badReplies() {
        StsException.Kind fetch = StsException.Kind.FETCH_ERROR;
        return Stream.of(
                new Bad("10 MB", replies("text/plain", 200, 10_000_000), fetch, "at most 65536 bytes"),
                new Bad("HTML", replies("text/html", 200, 10), fetch, "content type text/plain, found text/html"),
                new Bad("not found", replies("text/plain", 404, 10), fetch, "HTTP status 200, found 404"),
                new Bad(
                        "a redirect",
                        (exchange, test) -> {
                            exchange.getResponseHeaders().set("Location", "/.well-known/mta-sts.txt?again");
                            exchange.sendResponseHeaders(302, -1);
                        },
                        fetch,
                        "HTTP status 200, found 302"),
                new Bad(
                        "no content type",
                        (exchange, test) -> exchange.sendResponseHeaders(200, -1),
                        fetch,
                        "content type text/plain, found none"),
                new Bad(
                        "nonsense",
                        (exchange, test) -> body(exchange, "Text/Plain", 200, "hello".getBytes(StandardCharsets.UTF_8)),
                        StsException.Kind.POLICY_INVALID,
                        "line 1: expected a field"));
    }

    @ParameterizedTest
    @MethodSource("badReplies")
    @DisplayName("section 3.3: what is not a policy is refused, and mail goes as without one")
    void badReply(Bad bad) throws Exception {
        reply = bad.reply();

        StsLookup found = sts("a1", start(CERTIFICATE)).lookUp(DOMAIN);

        assertThat(found.policy()).isEmpty();
        assertThat(failure(found)).isEqualTo(bad.kind());
        assertThat(found.failure().orElseThrow()).hasMessageContaining(bad.text());
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a policy host that hangs, before its reply or in it, is given up")
    void hang(boolean atOnce) throws Exception {
        reply = (exchange, test) -> {
            if (!atOnce) {
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('v');
                exchange.getResponseBody().flush();
            }
            test.hold();
        };
        MtaSts sts = MtaSts.builder(dns("v=STSv1; id=a1;"), folder)
                .tls(trusting(CA))
                .httpsPort(start(CERTIFICATE))
                .patience(Duration.ofSeconds(1))
                .build();

        StsLookup found = sts.lookUp(DOMAIN);

        assertThat(failure(found)).isEqualTo(StsException.Kind.FETCH_ERROR);
        assertThat(found.failure().orElseThrow()).hasMessageContaining("did not answer within 1 seconds");
    }

    record BadHost(String name, TestCertificate certificate) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<BadHost> badCertificates() {
        return Stream.of(
                new BadHost(
                        "self-signed", TestCertificate.builder().dnsNames(HOST).build()),
                new BadHost(
                        "expired",
                        TestCertificate.builder()
                                .issuedBy(CA)
                                .dnsNames(HOST)
                                .notBefore(Instant.parse("2020-01-01T00:00:00Z"))
                                .notAfter(Instant.parse("2021-01-01T00:00:00Z"))
                                .build()),
                new BadHost(
                        "for the domain only",
                        TestCertificate.builder()
                                .issuedBy(CA)
                                .dnsNames("example.org")
                                .build()),
                new BadHost(
                        "with a common name only",
                        TestCertificate.builder()
                                .issuedBy(CA)
                                .subject("CN=" + HOST)
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("badCertificates")
    @DisplayName("section 3.3: a policy host that PKIX does not authenticate has no policy")
    void badCertificate(BadHost bad) throws Exception {
        StsLookup found = sts("a1", start(bad.certificate())).lookUp(DOMAIN);

        assertThat(found.policy()).isEmpty();
        assertThat(failure(found)).isEqualTo(StsException.Kind.WEBPKI_INVALID);
        assertThat(failure(found).resultType()).isEqualTo("sts-webpki-invalid");
    }

    @Test
    @DisplayName("section 3.3: a wildcard as the whole left-most label authenticates the policy host")
    void wildcardCertificate() throws Exception {
        TestCertificate wildcard =
                TestCertificate.builder().issuedBy(CA).dnsNames("*.example.org").build();

        assertEnforced(sts("a1", start(wildcard)).lookUp(DOMAIN));
    }

    @Test
    @DisplayName("nobody listens at the policy host")
    void nobodyListens() throws Exception {
        int port = start(CERTIFICATE);
        web.ifPresent(server -> server.stop(0));

        StsLookup found = sts("a1", port).lookUp(DOMAIN);

        assertThat(failure(found)).isEqualTo(StsException.Kind.FETCH_ERROR);
        assertThat(found.failure().orElseThrow().getMessage()).doesNotContain("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 a1 2026-11-27T10:00:00Z",
                "2 a1 2026-11-27T10:00:00Z\nversion: STSv1",
                "1 a1 2026-11-27T10:00:00Z\nversion: STSv1",
                "1 a1 now\nversion: STSv1\nmode: none\nmax_age: 10000",
                "\n\n"
            })
    @DisplayName("a kept file that is damaged is not believed, and the policy is fetched again")
    void damagedFile(String text) throws Exception {
        Path policies = Files.createDirectories(folder.resolve("policies"));
        Files.writeString(policies.resolve(KEPT), text);
        int port = start(CERTIFICATE);

        assertEnforced(sts("a1", port).lookUp(DOMAIN));
        assertEnforced(sts("a1", port).lookUp(DOMAIN));

        assertThat(requests).hasValue(1);
        assertThat(policies.toFile().list()).containsExactly(KEPT);
    }

    @Test
    @DisplayName("what a killed process left unfinished is removed, but not what another process is writing")
    void leftovers() throws Exception {
        Path policies = Files.createDirectories(folder.resolve("policies"));
        Path left = Files.writeString(policies.resolve("new1.tmp"), "1 a1");
        Files.setLastModifiedTime(left, FileTime.from(START.minus(Duration.ofMinutes(61))));
        Path written = Files.writeString(policies.resolve("new2.tmp"), "1 a1");
        Files.setLastModifiedTime(written, FileTime.from(START.minus(Duration.ofMinutes(59))));

        assertEnforced(sts("a1", start(CERTIFICATE)).lookUp(DOMAIN));

        assertThat(policies.toFile().list()).containsExactlyInAnyOrder(KEPT, "new2.tmp");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "an HttpClient cannot be closed before Java 21")
    @DisplayName("no HTTP client outlives its fetch")
    void clientIsClosed() throws Exception {
        int port = start(CERTIFICATE);
        Set<Thread> before = httpClients();

        assertEnforced(sts("a1", port).lookUp(DOMAIN));

        for (Thread each : httpClients()) {
            if (!before.contains(each)) {
                each.join(Duration.ofMinutes(1).toMillis());
                assertThat(each.isAlive()).isFalse();
            }
        }
    }

    private static Set<Thread> httpClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("HttpClient-")
                        && each.getName().endsWith("-SelectorManager"))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("a folder that cannot be written: the policy is kept in memory, and outlasts its source and a failure")
    void folderThatCannotBeWritten() throws Exception {
        Files.writeString(folder.resolve("policies"), "not a folder");
        MtaSts sts = sts("a1", start(CERTIFICATE));

        assertEnforced(sts.lookUp(DOMAIN));
        assertEnforced(sts.lookUp(DOMAIN));
        assertThat(requests).hasValue(1);

        clock.advance(Duration.ofDays(1));
        reply = replies("text/plain", 503, 0);
        StsLookup found = sts.lookUp(DOMAIN);
        assertEnforced(found);
        assertThat(failure(found)).isEqualTo(StsException.Kind.FETCH_ERROR);
        clock.advance(Duration.ofDays(6));
        assertThat(sts.lookUp(DOMAIN).policy()).isEmpty();
    }

    @Test
    @DisplayName("a policy that was kept in the future applies while none can be had, rather than none")
    void policyFromTheFuture() throws Exception {
        int port = start(CERTIFICATE);
        clock.advance(Duration.ofDays(3650));
        assertEnforced(sts("a1", port).lookUp(DOMAIN));
        clock.advance(Duration.ofDays(-3650));
        reply = replies("text/plain", 503, 0);
        MtaSts sts = sts("a1", port);

        assertEnforced(sts.lookUp(DOMAIN));
        assertThat(requests).hasValue(2);

        clock.advance(Duration.ofMinutes(5));
        reply = MtaStsTest::replyWithPolicy;
        policy = policy("testing", 604_800);
        assertThat(sts.lookUp(DOMAIN).policy().map(StsPolicy::mode)).contains(StsMode.TESTING);
    }

    @Test
    @DisplayName("a caller with little time: the silent policy host has failed, for a report too, and is left alone")
    void shortPatience() throws Exception {
        reply = (exchange, test) -> test.hold();
        MtaSts sts = sts("a1", start(CERTIFICATE));
        Duration little = Duration.ofSeconds(2);

        MtaStsPolicies.Found found = sts.find(DOMAIN, little);

        assertThat(found.policy()).isEmpty();
        assertThat(found.known()).isFalse();
        assertThat(found.failure().orElseThrow().reason()).isEqualTo(Reason.MTA_STS_NOT_FETCHED);
        assertThat(found.failure().orElseThrow().text()).endsWith("did not answer within 2 seconds");
        assertThat(sts.find(DOMAIN, little)).isEqualTo(found);
        assertThat(sts.find(DOMAIN, Duration.ofSeconds(4))).isEqualTo(found);
        assertThat(requests).hasValue(1);
    }

    @Test
    @DisplayName("that a policy host did not answer in a moment does not keep those from it who have time")
    void shortPatienceIsNotThatOfAll() throws Exception {
        int port = start(CERTIFICATE);
        MtaSts sts = sts("a1", port);
        reply = (exchange, test) -> test.hold();
        assertThat(sts.find(DOMAIN, Duration.ofMillis(1)).known()).isFalse();
        reply = MtaStsTest::replyWithPolicy;

        assertEnforced(sts.lookUp(DOMAIN));
    }

    @Test
    @DisplayName("a valid policy that is kept is not held up by a minute for its refresh")
    void refreshOfAKeptPolicy() throws Exception {
        MtaSts sts = sts("a1", start(CERTIFICATE));
        assertEnforced(sts.lookUp(DOMAIN));
        clock.advance(Duration.ofDays(1));
        reply = (exchange, test) -> test.hold();

        StsLookup found = sts.lookUp(DOMAIN);

        assertEnforced(found);
        assertThat(found.failure().orElseThrow()).hasMessageContaining("did not answer within 5 seconds");
    }

    @Test
    @DisplayName("a thread that waits for another's fetch has its own patience, and an interrupt ends it")
    void waitingForAnother() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        reply = (exchange, test) -> {
            asked.countDown();
            test.hold();
        };
        MtaSts sts = sts("a1", start(CERTIFICATE));
        Future<StsLookup> hanging = threads.submit(() -> sts.lookUp(DOMAIN));
        asked.await();

        MtaStsPolicies.Found found = sts.find(DOMAIN, Duration.ofMillis(100));

        MtaStsPolicies.Found notKnown = new MtaStsPolicies.Found(Optional.empty(), Optional.empty(), false);
        assertThat(found).isEqualTo(notKnown);
        assertThat(hanging.isDone()).isFalse();
        assertThat(requests).hasValue(1);
        Thread.currentThread().interrupt();
        assertThat(sts.find(DOMAIN, Duration.ofDays(1))).isEqualTo(notKnown);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Answers when so many ask at the same time. */
    private record Together(DnssecResolver resolver, CountDownLatch others) implements DnssecResolver {
        @Override
        public <T> Answer<T> query(DomainName name, RecordType<T> type) {
            others.countDown();
            try {
                assertThat(others.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return resolver.query(name, type);
        }

        @Override
        public void close() {}
    }

    @Test
    @DisplayName(
            "lookups of the TXT record of one domain do not wait for each other: a slow resolver serves all at once")
    void lookupsAreNotSerialized() throws Exception {
        MtaSts sts = sts(new Together(dns("v=STSv1; id=a1;"), new CountDownLatch(8)), start(CERTIFICATE));
        List<Callable<StsLookup>> work = Collections.nCopies(8, () -> sts.lookUp(DOMAIN));

        for (Future<StsLookup> each : threads.invokeAll(work)) {
            assertEnforced(each.get());
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    @DisplayName("a TXT record that cannot be looked up: it is not known whether the domain has a policy")
    void recordThatCannotBeLookedUp() throws Exception {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> zone.record("@ A 127.0.0.1")));
        tree.fault("_mta-sts.example.org", "TXT", Fault.SERVFAIL);

        StsLookup found = sts(resolver(tree), start(CERTIFICATE)).lookUp(DOMAIN);

        assertThat(found).isEqualTo(new StsLookup(Optional.empty(), Optional.empty(), false));
    }

    @Test
    @DisplayName("a policy that was kept in the future is not valid")
    void clockThatWasWrong() throws Exception {
        int port = start(CERTIFICATE);
        clock.advance(Duration.ofDays(3650));
        assertEnforced(sts("a1", port).lookUp(DOMAIN));
        clock.advance(Duration.ofDays(-3650));

        assertThat(sts(dns(), port).lookUp(DOMAIN).policy()).isEmpty();
    }

    @Test
    @DisplayName("a clock that is behind does not lose the kept policy")
    void clockThatIsBehind() throws Exception {
        int port = start(CERTIFICATE);
        assertEnforced(sts("a1", port).lookUp(DOMAIN));
        MtaSts without = sts(dns(), port);

        clock.advance(Duration.ofDays(-3650));
        assertThat(without.lookUp(DOMAIN).policy()).isEmpty();
        clock.advance(Duration.ofDays(3650));

        assertEnforced(without.lookUp(DOMAIN));
        assertThat(requests).hasValue(1);
    }

    @Test
    @DisplayName("an interrupt is no failure of the domain, and no reason for a pause")
    void interruptedFetch() throws Exception {
        Thread caller = Thread.currentThread();
        reply = (exchange, test) -> {
            caller.interrupt();
            test.hold();
        };
        MtaSts sts = sts("a1", start(CERTIFICATE));

        StsLookup found = sts.lookUp(DOMAIN);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(found).isEqualTo(new StsLookup(Optional.empty(), Optional.empty(), false));
        reply = MtaStsTest::replyWithPolicy;
        assertEnforced(sts.lookUp(DOMAIN));
        assertThat(requests).hasValue(2);
    }

    @Test
    @DisplayName("where our own DNS fails, the kept policy applies, and there is nothing to report to the domain")
    void ownDnsFails() throws Exception {
        int port = start(CERTIFICATE);
        assertEnforced(sts("a1", port).lookUp(DOMAIN));
        MtaSts sts = sts("b2", port);

        Thread.currentThread().interrupt();
        StsLookup found = sts.lookUp(DOMAIN);

        assertThat(Thread.interrupted()).isTrue();
        assertEnforced(found);
        assertThat(found.failure()).isEmpty();
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo_bar.example.org", "example.1a"})
    @DisplayName("a domain whose policy host has a name that no URL can have: a failure like any other")
    void hostOfNoUrl(String name) throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.record("_mta-sts.foo_bar TXT \"v=STSv1; id=a1;\""))
                .zone("example.1a", zone -> zone.record("_mta-sts TXT \"v=STSv1; id=a1;\"")));
        StsLookup found = sts(resolver(tree), start(CERTIFICATE)).lookUp(DomainName.of(name));

        assertThat(found.policy()).isEmpty();
        assertThat(failure(found)).isEqualTo(StsException.Kind.FETCH_ERROR);
        assertThat(found.failure().orElseThrow())
                .hasMessage("the policy host mta-sts." + name + " has a name that no URL can have");
    }

    @Test
    @DisplayName("a policy host that hangs delays no other domain")
    void hangingHostDelaysNoOther() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        reply = (exchange, test) -> {
            asked.countDown();
            test.hold();
        };
        MtaSts sts = sts("a1", start(CERTIFICATE));
        Future<StsLookup> hanging = threads.submit(() -> sts.lookUp(DOMAIN));
        asked.await();

        for (int i = 0; i < 200; i++) {
            assertThat(sts.lookUp(DomainName.of("other" + i + ".example.org")).policy())
                    .isEmpty();
        }

        assertThat(hanging.isDone()).isFalse();
    }

    @Test
    @DisplayName("threads that ask at the same time fetch once")
    void once() throws Exception {
        MtaSts sts = sts("a1", start(CERTIFICATE));
        List<Callable<StsLookup>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            work.add(() -> sts.lookUp(DOMAIN));
        }

        for (Future<StsLookup> each : threads.invokeAll(work)) {
            assertEnforced(each.get());
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    @DisplayName("a domain whose name is too long for a policy host has no policy")
    void longName() throws Exception {
        DomainName longest = DomainName.of(String.join(".", Collections.nCopies(126, "a")));

        assertThat(sts(dns(), start(CERTIFICATE)).lookUp(longest))
                .isEqualTo(new StsLookup(Optional.empty(), Optional.empty()));
    }

    @Test
    void patienceIsPositive() {
        MtaSts.Builder builder = MtaSts.builder(dns(), folder);

        assertThatThrownBy(() -> builder.patience(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.build()).isNotNull();
    }
}
