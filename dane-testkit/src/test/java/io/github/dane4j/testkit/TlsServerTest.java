package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsServerTest {

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final TestCertificate root =
            TestCertificate.builder().subject("CN=Root").certificateAuthority().build();
    private final TestCertificate leaf = TestCertificate.builder()
            .dnsNames("localhost", "www.example.org")
            .issuedBy(root)
            .build();
    private final TrustAnything trust = new TrustAnything();
    private final SSLContext client = trust.clientContext();

    private static String get(SSLContext context, TlsServer server, String serverName) throws IOException {
        Socket plain = new Socket(server.address(), server.port());
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, server.port(), true)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void answersTheHttpClientOfTheJdk() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(leaf));
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        HttpClient http = HttpClient.newBuilder().sslContext(context).build();

        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/any"))
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
    }

    @Test
    void remembersTheNameAskedFor() throws IOException {
        TlsServer server = network.start(TlsServer.builder().certificate(leaf));

        get(client, server, "www.example.org");
        get(client, server, "127.0.0.1");

        assertThat(server.serverNames()).containsExactly("www.example.org");
        assertThat(server.handshakes())
                .extracting(Handshake::serverName)
                .containsExactly(Optional.of("www.example.org"), Optional.empty());
    }

    @Test
    void sendsTheChainWithoutItsRoot() throws IOException {
        TlsServer server = network.start(TlsServer.builder().certificate(leaf));

        get(client, server, "www.example.org");

        assertThat(trust.chains()).containsExactly(List.of(leaf.certificate()));
    }

    @Test
    void sendsExactlyTheListItIsGiven() throws IOException {
        X509Certificate stranger =
                TestCertificate.builder().dnsNames("other.invalid").build().certificate();
        List<X509Certificate> list = List.of(
                leaf.certificate(), stranger, root.certificate(), stranger, leaf.certificate(), root.certificate());
        TlsServer server = network.start(TlsServer.builder().certificate(leaf).chain(list));

        get(client, server, "www.example.org");

        assertThat(trust.chains()).containsExactly(list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesSessions(String protocol) throws IOException {
        TlsServer server = network.start(TlsServer.builder().certificate(leaf).tlsProtocols(protocol));

        get(client, server, "www.example.org");
        get(client, server, "www.example.org");
        get(trust.clientContext(), server, "www.example.org");

        assertThat(server.handshakes())
                .extracting(Handshake::protocol, Handshake::resumed)
                .containsExactly(tuple(protocol, false), tuple(protocol, true), tuple(protocol, false));
        assertThat(trust.chains()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void servesEveryKindOfKey(KeyAlgorithm algorithm) throws IOException {
        TestCertificate certificate = TestCertificate.builder()
                .dnsNames("www.example.org")
                .keyAlgorithm(algorithm)
                .build();
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));

        assertThat(get(client, server, "www.example.org")).startsWith("HTTP/1.1 200");
        assertThat(trust.chains()).containsExactly(List.of(certificate.certificate()));
    }

    @Test
    void presentsAnotherCertificateWhenTold() throws IOException {
        TlsServer server = network.start(TlsServer.builder().certificate(leaf));
        TestCertificate next =
                TestCertificate.builder().dnsNames("www.example.org").build();

        get(client, server, "www.example.org");
        server.certificate(next);
        get(client, server, "www.example.org");

        assertThat(trust.chains()).containsExactly(List.of(leaf.certificate()), List.of(next.certificate()));
        assertThat(server.handshakes()).extracting(Handshake::resumed).containsExactly(false, false);
    }

    @Test
    void countsHandshakesThatTheClientBreaksOff() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(leaf));

        assertThatThrownBy(() -> get(SSLContext.getDefault(), server, "www.example.org"))
                .isInstanceOf(SSLHandshakeException.class);
        server.awaitClosed(1, Duration.ofSeconds(10));

        assertThat(server.handshakes()).isEmpty();
        assertThat(server.failedHandshakes()).isEqualTo(1);
        assertThat(server.serverNames()).containsExactly("www.example.org");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void saysHowManyConnectionsItSawWhenTooFew() throws IOException {
        TlsServer server =
                network.start(TlsServer.builder().tls(leaf.serverContext()).address(InetAddress.getLoopbackAddress()));

        get(client, server, "www.example.org");
        server.awaitConnections(1, Duration.ofSeconds(10));

        assertThatThrownBy(() -> server.awaitConnections(2, Duration.ofMillis(10)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("for 2 connections accepted, saw 1");
    }

    @Test
    void needsACertificate() {
        assertThatThrownBy(() -> TlsServer.builder().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void freesItsPortAndThreadsWhenClosed() throws IOException {
        TlsServer first = TlsServer.builder().certificate(leaf).start();
        int port = first.port();
        try (Socket idle = new Socket(first.address(), port)) {
            first.awaitConnections(1, Duration.ofSeconds(10));
            first.close();
            assertThat(idle.isConnected()).isTrue();
        }

        TlsServer second = network.start(TlsServer.builder().certificate(leaf).port(port));

        assertThat(get(client, second, "www.example.org")).endsWith("ok");
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(each -> each.getName().equals("tls-server-" + port))
                .allSatisfy(each -> assertThat(each.isDaemon()).isTrue());
    }
}
