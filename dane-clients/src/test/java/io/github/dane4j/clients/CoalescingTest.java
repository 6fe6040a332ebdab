package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.clients.ClientCase.Visitor;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.ClientTls;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * Two names at one address, with one certificate for both, over HTTP/2 (RFC 9113 section 9.1.1). DNS names the key for one of
 * them only: a request for the other must never travel over the connection that was judged for the first.
 */
class CoalescingTest {
    private static final String JUDGED = "good-key.example.test";
    private static final String OTHER = "wrong-key.example.test";
    private static final TestCertificate CA = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private static final TestCertificate BOTH =
            TestCertificate.builder().dnsNames(JUDGED, OTHER).issuedBy(CA).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private DisposableServer server;
    private DnssecResolver dns;

    @BeforeEach
    void start() {
        SslContext tls = new JdkSslContext(
                BOTH.serverContext(),
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "h2"),
                ClientAuth.NONE,
                null,
                false);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2)
                .secure(spec -> spec.sslContext(tls))
                .doOnChannelInit((observer, channel, address) -> connections.incrementAndGet())
                .handle((request, response) -> {
                    requests.incrementAndGet();
                    return response.sendString(Mono.just(ClientCase.WELCOME));
                })
                .bindNow();
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("good-key A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.good-key TLSA " + BOTH.tlsa(3, 1, 1))
                                .record("wrong-key A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.wrong-key TLSA " + CA.tlsa(3, 1, 1))));
        dns = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        dns.close();
    }

    private ClientTls tls() throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("ca", CA.certificate());
        return DaneSslContext.builder(dns)
                .mode(DaneMode.OPPORTUNISTIC)
                .pkixRoots(roots)
                .clientTls();
    }

    private static Visitor okHttp(int version, ClientTls tls, boolean withVerifier) throws Exception {
        if (version == 4) {
            return withVerifier ? new OkHttp().open(tls) : OkHttp.withoutVerifier(tls);
        }
        return withVerifier ? new OkHttp5().open(tls) : new OkHttp5().withoutVerifier(tls);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void withTheVerifierEachNameHasAConnectionOfItsOwn(int version) throws Exception {
        try (Visitor client = okHttp(version, tls(), true)) {
            assertThat(client.visit(JUDGED, server.port())).isEqualTo(ClientCase.WELCOME);
            assertThat(client.visit(JUDGED, server.port())).isEqualTo(ClientCase.WELCOME);
            assertThat(connections).hasValue(1);

            Throwable refused = Assertions.catchThrowable(() -> client.visit(OTHER, server.port()));

            assertThat(Refusals.reason(refused)).contains(Reason.LEAF_MISMATCH);
            assertThat(requests).hasValue(2);
        }
    }

    /** The trap that the document warns of. If OkHttp gives it up, the warning can go. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void withoutTheVerifierARequestTravelsOverAConnectionJudgedForAnotherName(int version) throws Exception {
        try (Visitor client = okHttp(version, tls(), false)) {
            client.visit(JUDGED, server.port());

            client.visit(OTHER, server.port());

            assertThat(connections).hasValue(1);
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void bothVersionsAreTested() throws Exception {
        assertThat(List.of(okhttp3.OkHttp.VERSION, new OkHttp5().version()))
                .extracting(version -> version.substring(0, 2))
                .containsExactly("4.", "5.");
    }

    @Test
    void theJdksClientUsesNoConnectionForAnotherName() throws Exception {
        try (Visitor client = new JdkHttpClient().open(tls())) {
            client.visit(JUDGED, server.port());

            Throwable refused = Assertions.catchThrowable(() -> client.visit(OTHER, server.port()));

            assertThat(Refusals.reason(refused)).contains(Reason.LEAF_MISMATCH);
        }
    }
}
