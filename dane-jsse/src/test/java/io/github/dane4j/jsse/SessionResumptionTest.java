package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.testkit.ZoneBuilder;
import io.github.dane4j.verify.DaneResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that are bound to the records by which their server was judged, with each provider that is allowed to have any. */
@ParameterizedClass
@EnumSource(names = {"JDK", "BOUNCY_CASTLE"})
class SessionResumptionTest {
    private static final Duration AGE = Duration.ofHours(1);
    private static final String HOST = "www.example.test";
    private static final TestCertificate CA = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private static final TestCertificate SERVER = TestCertificate.builder()
            .dnsNames(HOST, "alias.example.test")
            .issuedBy(CA)
            .build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final SwitchedResolver resolver = new SwitchedResolver(Duration.ofSeconds(20));

    private final TlsProvider provider;
    private final SettableClock clock = new SettableClock();
    private TlsProvider.Preferred preferred = TlsProvider.Preferred.NOTHING;
    private @Nullable DnsTree tree;

    SessionResumptionTest(TlsProvider provider) {
        this.provider = provider;
    }

    @AfterEach
    void forgetProvider() {
        preferred.close();
    }

    /** Clients only: it is called when servers have been made. */
    private void preferProvider() throws NoSuchAlgorithmException {
        preferred = provider.prefer();
    }

    /** How a server remembers a session. */
    enum Memory {
        TLS12_SESSION_ID("TLSv1.2", false),
        TLS12_TICKET("TLSv1.2", true),
        TLS13("TLSv1.3", true);

        private final String protocol;
        private final boolean tickets;

        Memory(String protocol, boolean tickets) {
            this.protocol = protocol;
            this.tickets = tickets;
        }

        TlsServer.Builder server(TestCertificate certificate, List<X509Certificate> chain) {
            String property = "jdk.tls.server.enableSessionTicketExtension";
            System.setProperty(property, Boolean.toString(tickets));
            try {
                return TlsServer.builder().tls(certificate.serverContext(chain)).tlsProtocols(protocol);
            } finally {
                System.clearProperty(property);
            }
        }
    }

    /** How a client uses the context. */
    enum Via {
        SOCKET {
            @Override
            SSLSession visit(SSLContext context, String host, int port) throws IOException {
                try (SSLSocket socket = SessionResumptionTest.open(context, host, port)) {
                    assertThat(Client.get(socket, host)).isEqualTo("ok");
                    return socket.getSession();
                }
            }
        },
        ENGINE {
            @Override
            SSLSession visit(SSLContext context, String host, int port) throws IOException, InterruptedException {
                var response = HttpClient.newBuilder()
                        .sslContext(context)
                        .build()
                        .send(
                                HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + "/"))
                                        .timeout(Client.LIMIT)
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo("ok");
                return response.sslSession().orElseThrow();
            }
        };

        abstract SSLSession visit(SSLContext context, String host, int port) throws IOException, InterruptedException;
    }

    private static List<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (Memory memory : Memory.values()) {
            for (Via via : Via.values()) {
                ways.add(Arguments.of(memory, via));
            }
        }
        return ways;
    }

    private static SSLSocket open(SSLContext context, String host, int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        return (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    }

    private TlsServer serve(Memory memory) throws NoSuchAlgorithmException {
        return serve(memory, SERVER, SERVER.chain());
    }

    private TlsServer serve(Memory memory, TestCertificate certificate, List<X509Certificate> chain)
            throws NoSuchAlgorithmException {
        TlsServer server = network.start(memory.server(certificate, chain));
        preferProvider();
        return server;
    }

    /** Bouncy Castle resumes nothing in TLS 1.3. */
    private boolean resumes(Memory memory) {
        return provider == TlsProvider.JDK || memory != Memory.TLS13;
    }

    private void dns(Consumer<ZoneBuilder> zone) {
        DnsTree started = network.start(DnsTree.builder().zone("example.test", zone));
        resolver.on(started);
        tree = started;
    }

    private void change(Consumer<ZoneBuilder> zone) {
        Objects.requireNonNull(tree).replaceZone("example.test", zone);
        resolver.forget();
    }

    private static Consumer<ZoneBuilder> tlsa(TlsServer server, String data) {
        return zone -> zone.record("www A 127.0.0.1").record("_" + server.port() + "._tcp.www TLSA " + data);
    }

    private DaneSslContext.Builder builder() {
        return DaneSslContext.builder(resolver).clock(clock).resumeSessions(AGE);
    }

    private SSLContext built(DaneSslContext.Builder builder) throws Exception {
        SSLContext context = builder.build();
        preferred.isOf(context);
        return context;
    }

    private SSLContext daneOrPkix() throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("ca", CA.certificate());
        return built(builder().mode(DaneMode.OPPORTUNISTIC).pkixRoots(roots));
    }

    private static ServerVerdict verdict(SSLSession session) {
        return ServerVerdict.of(session).orElseThrow();
    }

    private static List<Boolean> resumed(TlsServer server) {
        return server.handshakes().stream().map(Handshake::resumed).toList();
    }

    // 1

    @ParameterizedTest
    @MethodSource("ways")
    void theSameRecordsAllowToResume(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));
        SSLContext context = built(builder());

        ServerVerdict first = verdict(via.visit(context, HOST, server.port()));
        clock.advance(AGE.minusSeconds(1));
        ServerVerdict second = verdict(via.visit(context, HOST, server.port()));

        assertThat(resumed(server)).containsExactly(false, resumes(memory));
        assertThat(second.basis()).isEqualTo(ServerVerdict.Basis.DANE);
        assertThat(first.judged()).isBefore(clock.instant());
        assertThat(second.judged()).isEqualTo(resumes(memory) ? first.judged() : clock.instant());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void withoutDaneSessionsAreResumedToo(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(zone -> zone.record("www A 127.0.0.1"));
        SSLContext context = daneOrPkix();

        via.visit(context, HOST, server.port());
        via.visit(context, HOST, server.port());

        assertThat(resumed(server)).containsExactly(false, resumes(memory));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void byDefaultNothingIsResumed(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));
        SSLContext context = built(builder().resumeSessions(Duration.ZERO));

        via.visit(context, HOST, server.port());
        via.visit(context, HOST, server.port());

        assertThat(resumed(server)).containsExactly(false, false);
    }

    // 2

    @ParameterizedTest
    @MethodSource("ways")
    void changedRecordsRefuseAndTheOldOnesBeginAnew(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));
        SSLContext context = built(builder());
        via.visit(context, HOST, server.port());

        change(tlsa(server, CA.tlsa(3, 1, 1)));
        Refused.with(DaneCertificateException.class, () -> via.visit(context, HOST, server.port()));
        change(tlsa(server, SERVER.tlsa(3, 1, 1)));
        via.visit(context, HOST, server.port());

        assertThat(resumed(server)).containsExactly(false, false);
    }

    // 3

    @ParameterizedTest
    @MethodSource("ways")
    void pastTheMaximumAgeTheHandshakeIsFull(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));
        SSLContext context = built(builder());

        via.visit(context, HOST, server.port());
        clock.advance(AGE);
        ServerVerdict second = verdict(via.visit(context, HOST, server.port()));
        clock.advance(Duration.ofDays(-1));
        via.visit(context, HOST, server.port());

        assertThat(resumed(server)).containsExactly(false, false, false);
        assertThat(second.judged()).isAfter(clock.instant());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void underATrustAnchorNoSessionOutlivesACertificate(Memory memory, Via via) throws Exception {
        TestCertificate shortLived = TestCertificate.builder()
                .subject("CN=short-lived")
                .notAfter(clock.instant().plus(Duration.ofMinutes(30)))
                .build();
        List<X509Certificate> chain = new ArrayList<>(SERVER.chain());
        chain.add(shortLived.certificate());
        TlsServer server = serve(memory, SERVER, chain);
        dns(tlsa(server, CA.tlsa(2, 1, 1)));
        SSLContext context = built(builder());

        via.visit(context, HOST, server.port());
        clock.advance(Duration.ofMinutes(29));
        via.visit(context, HOST, server.port());
        clock.advance(Duration.ofMinutes(2));
        via.visit(context, HOST, server.port());

        assertThat(resumed(server)).containsExactly(false, resumes(memory), false);
    }

    @Test
    void anExpiredServerIsRefusedAndNotResumed() throws Exception {
        TestCertificate shortLived = TestCertificate.builder()
                .dnsNames(HOST)
                .issuedBy(CA)
                .notAfter(clock.instant().plus(Duration.ofMinutes(30)))
                .build();
        TlsServer server = serve(Memory.TLS13, shortLived, shortLived.chain());
        dns(tlsa(server, CA.tlsa(2, 1, 1)));
        SSLContext context = built(builder());

        Via.SOCKET.visit(context, HOST, server.port());
        clock.advance(Duration.ofMinutes(31));

        assertThat(Refused.with(DaneCertificateException.class, () -> Via.SOCKET.visit(context, HOST, server.port()))
                        .reason())
                .isEqualTo(Reason.EXPIRED);
    }

    // 4

    @ParameterizedTest
    @MethodSource("ways")
    void anotherServerNameIsAnotherService(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));
        SSLContext context = built(builder());
        via.visit(context, HOST, server.port());

        change(zone -> zone.record("www CNAME base")
                .record("base A 127.0.0.1")
                .record("_" + server.port() + "._tcp.base TLSA " + SERVER.tlsa(3, 1, 1)));
        via.visit(context, HOST, server.port());

        assertThat(resumed(server)).containsExactly(false, false);
        assertThat(server.serverNames()).containsExactly(HOST, "base.example.test");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anotherHostOfTheSameServerIsAnotherService(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(zone -> zone.record("www A 127.0.0.1")
                .record("_" + server.port() + "._tcp.www TLSA " + SERVER.tlsa(3, 1, 1))
                .record("alias CNAME www"));
        SSLContext context = built(builder());

        via.visit(context, HOST, server.port());
        // The same TLSA base domain and records, but other names that the certificate may have.
        via.visit(context, "alias.example.test", server.port());

        assertThat(resumed(server)).containsExactly(false, false);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anotherClientIdentityHasSessionsOfItsOwn(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));

        via.visit(builder().build(), HOST, server.port());
        via.visit(builder().build(), HOST, server.port());

        assertThat(resumed(server)).containsExactly(false, false);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whenRecordsAppearTheSessionsFromBeforeAreGone(Memory memory, Via via) throws Exception {
        TlsServer server = serve(memory);
        dns(zone -> zone.record("www A 127.0.0.1"));
        SSLContext context = daneOrPkix();
        assertThat(verdict(via.visit(context, HOST, server.port())).basis()).isEqualTo(ServerVerdict.Basis.PKIX);

        change(tlsa(server, SERVER.tlsa(3, 1, 1)));
        assertThat(verdict(via.visit(context, HOST, server.port())).basis()).isEqualTo(ServerVerdict.Basis.DANE);
        change(zone -> zone.record("www A 127.0.0.1"));
        assertThat(verdict(via.visit(context, HOST, server.port())).basis()).isEqualTo(ServerVerdict.Basis.PKIX);

        assertThat(resumed(server)).containsExactly(false, false, false);
    }

    // 5

    @ParameterizedTest
    @ValueSource(strings = {"TLS12_SESSION_ID", "TLS12_TICKET", "TLS13"})
    void aSocketMadeBeforeTheChangeShakesHandsInFull(Memory memory) throws Exception {
        TlsServer server = serve(memory);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));
        SSLContext context = built(builder());
        Via.SOCKET.visit(context, HOST, server.port());
        try (SSLSocket before = open(context, HOST, server.port())) {
            change(tlsa(server, CA.tlsa(3, 1, 1)));
            Refused.with(DaneCertificateException.class, () -> Via.SOCKET.visit(context, HOST, server.port()));

            assertThat(Client.get(before, HOST)).isEqualTo("ok");
        }

        assertThat(resumed(server)).containsExactly(false, false);
    }

    // 6

    @Test
    void ticketsThatAreReadLateBelongToTheOldSessions() throws Exception {
        TlsServer server = serve(Memory.TLS13);
        dns(tlsa(server, SERVER.tlsa(3, 1, 1)));
        SSLContext context = built(builder());
        try (SSLSocket slow = open(context, HOST, server.port())) {
            slow.startHandshake();
            clock.advance(AGE);
            ServerVerdict second = verdict(Via.SOCKET.visit(context, HOST, server.port()));

            assertThat(Client.get(slow, HOST)).isEqualTo("ok");
            ServerVerdict third = verdict(Via.SOCKET.visit(context, HOST, server.port()));

            assertThat(third.judged()).isEqualTo(second.judged()).isEqualTo(clock.instant());
        }
    }

    // 7

    @Test
    void noThreadIsAcceptedByOtherRecordsThanThoseItLookedUp() throws Exception {
        TlsServer server = serve(provider == TlsProvider.JDK ? Memory.TLS13 : Memory.TLS12_TICKET);
        List<String> records = List.of(SERVER.tlsa(3, 1, 1), SERVER.tlsa(3, 0, 1));
        List<DnssecResolver> both = new ArrayList<>();
        for (String record : records) {
            dns(tlsa(server, record));
            both.add(new SwitchedResolver(Duration.ofSeconds(20)).on(Objects.requireNonNull(tree)));
        }
        ThreadLocal<Integer> choice = ThreadLocal.withInitial(() -> 0);
        SSLContext context = built(DaneSslContext.builder(new DnssecResolver() {
                    @Override
                    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
                        return both.get(choice.get()).query(name, type);
                    }

                    @Override
                    public void close() {
                        both.forEach(DnssecResolver::close);
                    }
                })
                .resumeSessions(AGE));

        together(6, 20, round -> {
            choice.set(round % 2);
            ServerVerdict verdict = verdict(Via.SOCKET.visit(context, HOST, server.port()));
            assertThat(((DaneResult.Authenticated) verdict.result().orElseThrow())
                            .record()
                            .toString())
                    .isEqualToIgnoringCase(records.get(choice.get()));
        });
        both.forEach(DnssecResolver::close);
    }

    @FunctionalInterface
    private interface Round {
        void run(int number) throws Exception;
    }

    private static void together(int threads, int rounds, Round round) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                done.add(pool.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        round.run(first + i);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    // 8

    private ConnectionSetup connection(int number) {
        return new ConnectionSetup(
                new UnauthenticatedTrustManager(),
                List.of(),
                Optional.empty(),
                Optional.of(new ResumableSessions(
                        new ResumableSessions.ServiceKey("host" + number + ".example.test", 443),
                        ResumableSessions.Judgement.byPkix(List.of()))));
    }

    @Test
    void remembersNoMoreThan256Services() throws Exception {
        preferProvider();
        SessionContexts contexts = new SessionContexts(new OneShotContexts(), AGE, clock);
        SSLContext first = contexts.of(connection(0)).orElseThrow();
        SSLContext second = contexts.of(connection(1)).orElseThrow();

        for (int i = 2; i < 300; i++) {
            // The first stays in use.
            contexts.of(connection(0));
            contexts.of(connection(i));
        }

        assertThat(contexts.size()).isEqualTo(256);
        assertThat(contexts.of(connection(0))).containsSame(first);
        assertThat(contexts.of(connection(1))).isPresent().get().isNotSameAs(second);
    }

    @Test
    void keepsFewSessionsForEachService() throws Exception {
        TlsServer server = serve(provider == TlsProvider.JDK ? Memory.TLS13 : Memory.TLS12_TICKET);
        OneShotContexts oneShot = new OneShotContexts();
        SessionContexts contexts = new SessionContexts(oneShot, AGE, clock);
        OneShotSocketFactory factory = new OneShotSocketFactory(oneShot, contexts, (host, port) -> connection(0));

        together(8, 25, round -> {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    SSLSocket socket = (SSLSocket) factory.createSocket(plain, HOST, server.port(), true)) {
                assertThat(Client.get(socket, HOST)).isEqualTo("ok");
            }
        });

        assertThat(resumed(server)).hasSize(200).contains(true);
        SSLContext context = contexts.of(connection(0)).orElseThrow();
        preferred.isOf(context);
        assertThat(Collections.list(context.getClientSessionContext().getIds())).hasSizeBetween(1, 16);
    }

    // 9: OtherProviderResumptionTest.

    // The setting.

    @Test
    void theAgeIsAtMostADay() {
        assertThatThrownBy(() -> builder().resumeSessions(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().resumeSessions(Duration.ofDays(1).plusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().resumeSessions(Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
