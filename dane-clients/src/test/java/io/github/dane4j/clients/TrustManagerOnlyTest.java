package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.clients.ClientCase.Visitor;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.ClientTls;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.jsse.ServerVerdict;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a client that takes a trust manager only asks it a second time: the table of docs/clients.md. */
class TrustManagerOnlyTest {
    private static final TestCertificate SERVER =
            TestCertificate.builder().dnsNames(Scenario.GOOD_KEY.host()).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final ClientsDocument document = new ClientsDocument();

    private static Map<String, ClientCase> clients() {
        Map<String, ClientCase> clients = new LinkedHashMap<>();
        clients.put("Netty's OpenSSL", new NettyOpenSsl());
        clients.put("Conscrypt", over(Conscrypt.newProvider()));
        clients.put("Bouncy Castle (BCJSSE)", over(new BouncyCastleJsseProvider()));
        clients.put("JDK", over(Objects.requireNonNull(Security.getProvider("SunJSSE"))));
        return clients;
    }

    /** Sockets of one context that has the trust manager. */
    private static ClientCase over(Provider provider) {
        return new ClientCase() {
            @Override
            public Protocol protocol() {
                return Protocol.HTTP;
            }

            @Override
            public Visitor open(ClientTls tls) throws Exception {
                SSLContext context = SSLContext.getInstance("TLS", provider);
                context.init(null, new TrustManager[] {tls.trustManager()}, new SecureRandom());
                return (host, port) -> {
                    try (SSLSocket socket =
                            (SSLSocket) context.getSocketFactory().createSocket(host, port)) {
                        socket.getOutputStream()
                                .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                        String page = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                        return page.substring(page.length() - WELCOME.length());
                    }
                };
            }
        };
    }

    static List<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        clients().forEach((name, client) -> {
            cells.add(Arguments.of(name, "TLS 1.2", client));
            cells.add(Arguments.of(name, "TLS 1.3", client));
        });
        return cells;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void cell(String name, String protocol, ClientCase client) throws Exception {
        TlsServer server =
                network.start(TlsServer.builder().certificate(SERVER).tlsProtocols(protocol.replace("TLS ", "TLSv")));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("good-key A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.good-key TLSA " + SERVER.tlsa(3, 1, 1))));
        List<ServerVerdict> judged = Collections.synchronizedList(new ArrayList<>());
        int visits = 4;
        try (DnssecResolver dns = DnssecResolver.builder()
                        .nameServers(tree.address())
                        .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                        .build();
                Visitor visitor = client.open(
                        DaneSslContext.builder(dns).listener(judged::add).clientTls())) {
            for (int i = 0; i < visits; i++) {
                assertThat(visitor.visit(Scenario.GOOD_KEY.host(), server.port()))
                        .isEqualTo(ClientCase.WELCOME);
            }
        }

        assertThat(document.row("TLS provider", name).get(protocol))
                .startsWith(judged.size() == visits ? "never resumed" : "**resumed**");
    }

    /** It has Netty's OpenSSL under another name. */
    @Test
    void grpcJudgesTheServerOfEachConnection() throws Exception {
        List<ServerVerdict> judged = Collections.synchronizedList(new ArrayList<>());
        try (Laboratory laboratory = new Laboratory();
                DnssecResolver dns = laboratory.resolver()) {
            ClientTls tls = DaneSslContext.builder(dns).listener(judged::add).clientTls();
            ManagedChannel channel = io.grpc.Grpc.newChannelBuilderForAddress(
                            Scenario.GOOD_KEY.host(),
                            laboratory.port(Protocol.GRPC, Scenario.GOOD_KEY),
                            TlsChannelCredentials.newBuilder()
                                    .trustManager(tls.trustManager())
                                    .build())
                    .build();
            for (int i = 0; i < 3; i++) {
                assertThat(Grpc.call(channel)).isEqualTo(ClientCase.WELCOME);
                // Drops the connection, but not what was set up for all of them.
                channel.enterIdle();
            }
            channel.shutdownNow();
        }

        assertThat(judged).hasSize(3);
    }

    private static Map<String, ClientCase> overTheJdk() {
        Map<String, ClientCase> clients = new LinkedHashMap<>();
        clients.put("gRPC, channel credentials", new GrpcCredentials());
        clients.put("Lettuce", new Lettuce());
        clients.put("AWS SDK 2, Netty", new AwsSdkAsync());
        clients.put("AWS SDK 2, URL connection", new AwsSdk(AwsSdk::urlConnection));
        clients.put("Vert.x, trust options", new VertxHttp(VertxHttp::trustManager));
        return clients;
    }

    static List<Arguments> whole() {
        return overTheJdk().entrySet().stream()
                .map(each -> Arguments.of(each.getKey(), each.getValue()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("whole")
    void aClientAsksAboutEachConnectionOrNot(String name, ClientCase client) throws Exception {
        List<ServerVerdict> judged = Collections.synchronizedList(new ArrayList<>());
        int visits = 4;
        try (Laboratory laboratory = new Laboratory();
                DnssecResolver dns = laboratory.resolver();
                Visitor visitor = client.open(
                        DaneSslContext.builder(dns).listener(judged::add).clientTls())) {
            for (int i = 0; i < visits; i++) {
                assertThat(visitor.visit(
                                Scenario.GOOD_KEY.host(), laboratory.port(client.protocol(), Scenario.GOOD_KEY)))
                        .isEqualTo(ClientCase.WELCOME);
            }
        }

        assertThat(document.row("client with a trust manager only", name).get("asks it about each connection"))
                .startsWith(judged.size() == visits ? "yes" : "**no**");
    }

    @Test
    void theTablesHaveNothingElse() {
        assertThat(document.table("client with a trust manager only"))
                .containsOnlyKeys(overTheJdk().keySet().toArray(String[]::new));
        assertThat(document.table("TLS provider"))
                .containsOnlyKeys(clients().keySet().toArray(String[]::new));
    }
}
