package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an application sets up beside DANE goes on to work: client certificates, its own choice of them, and ALPN; with
 * resumption or without, and with either provider.
 */
@ParameterizedClass
@EnumSource(names = {"JDK", "BOUNCY_CASTLE"})
class MutualTlsTest {
    private static final String HOST = "www.example.test";
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final TestCertificate SERVER =
            TestCertificate.builder().dnsNames("other.invalid").build();
    private static final TestCertificate CLIENT =
            TestCertificate.builder().subject("CN=client").build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final SwitchedResolver resolver = new SwitchedResolver(Duration.ofSeconds(20));

    private final X509Certificate[] shown = new X509Certificate[1];
    private final SSLServerSocket listener;
    private final TlsProvider provider;
    private final TlsProvider.Preferred preferred;

    MutualTlsTest(TlsProvider provider) throws Exception {
        SSLContext asking = SSLContext.getInstance("TLS");
        asking.init(keys(SERVER, TlsProvider.JDK), new TrustManager[] {new RememberingTrustManager(shown)}, null);
        listener = (SSLServerSocket)
                asking.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"dane4j", "http/1.1"});
        listener.setSSLParameters(parameters);
        Thread thread = new Thread(this::serve, "mutual-tls");
        thread.setDaemon(true);
        thread.start();
        this.provider = provider;
        preferred = provider.prefer();
    }

    private static KeyManager[] keys(TestCertificate certificate, TlsProvider provider) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", certificate.keyPair().getPrivate(), PASSWORD, new Certificate[] {certificate.certificate()});
        KeyManagerFactory factory = provider.keyManagerFactory();
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    private void serve() {
        boolean listening = true;
        while (listening) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.startHandshake();
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                                .getBytes(StandardCharsets.US_ASCII));
                // Not to be gone while the client still writes.
                socket.setSoTimeout(2000);
                socket.getInputStream().read(new byte[1000]);
            } catch (IOException e) {
                // What the client sees counts.
                listening = !listener.isClosed();
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        preferred.close();
        listener.close();
    }

    private DaneSslContext.Builder builder() {
        int port = listener.getLocalPort();
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("www A 127.0.0.1")
                                .record("_" + port + "._tcp.www TLSA " + SERVER.tlsa(3, 1, 1))));
        resolver.on(tree);
        return DaneSslContext.builder(resolver);
    }

    private SSLContext built(DaneSslContext.Builder builder) throws Exception {
        SSLContext context = builder.build();
        preferred.isOf(context);
        return context;
    }

    @ParameterizedTest
    @EnumSource
    void theClientShowsItsCertificate(Client client) throws Exception {
        SSLContext context = built(builder().keyManagers(keys(CLIENT, provider)));

        assertThat(client.get(context, HOST, listener.getLocalPort())).isEqualTo("ok");

        assertThat(shown).containsExactly(CLIENT.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void theClientShowsItsCertificateWhereSessionsAreResumed(Client client) throws Exception {
        SSLContext context = built(builder().keyManagers(keys(CLIENT, provider)).resumeSessions(Duration.ofHours(1)));

        assertThat(client.get(context, HOST, listener.getLocalPort())).isEqualTo("ok");
        assertThat(client.get(context, HOST, listener.getLocalPort())).isEqualTo("ok");

        assertThat(shown).containsExactly(CLIENT.certificate());
    }

    /** The manager is asked itself, and with the socket or the engine of the connection, from which it can tell the server. */
    @ParameterizedTest
    @EnumSource
    void theApplicationsOwnKeyManagerChooses(Client client) throws Exception {
        ChoosingKeyManager chooser = new ChoosingKeyManager(CLIENT);
        SSLContext context = built(builder().keyManagers(chooser));

        assertThat(client.get(context, HOST, listener.getLocalPort())).isEqualTo("ok");

        assertThat(shown).containsExactly(CLIENT.certificate());
        assertThat(chooser.peers()).isNotEmpty().containsOnly(HOST + ":" + listener.getLocalPort());
    }

    @Test
    void theApplicationProtocolOfASocketIsNegotiated() throws Exception {
        SSLContext context = built(builder().keyManagers(keys(CLIENT, provider)));

        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(HOST, listener.getLocalPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"unknown", "dane4j"});
            socket.setSSLParameters(parameters);
            assertThat(Client.get(socket, HOST)).isEqualTo("ok");
            assertThat(socket.getApplicationProtocol()).isEqualTo("dane4j");
        }
    }

    @ParameterizedTest
    @CsvSource({"'unknown,dane4j', dane4j", "http/1.1, http/1.1", "'', ''"})
    void theApplicationProtocolOfAnEngineIsNegotiated(String offered, String chosen) throws Exception {
        SSLContext context = built(builder().keyManagers(keys(CLIENT, provider)));
        SSLEngine engine = context.createSSLEngine(HOST, listener.getLocalPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(offered.isEmpty() ? new String[0] : offered.split(",", -1));
        engine.setSSLParameters(parameters);

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
            EngineHandshake.over(socket, engine);
        }

        assertThat(engine.getApplicationProtocol()).isEqualTo(chosen);
    }
}
