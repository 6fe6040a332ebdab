package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleConnectionTlsTest {
    private static final TestCertificate SERVER =
            TestCertificate.builder().dnsNames("other.invalid").build();
    private static final TestCertificate STRANGER =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private static final Set<CryptoPrimitive> KEY_AGREEMENT = Set.of(CryptoPrimitive.KEY_AGREEMENT);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private static SingleConnectionTls expecting(TestCertificate certificate) {
        return expecting(certificate, "mx.example.test");
    }

    private static SingleConnectionTls expecting(TestCertificate certificate, String baseDomain) {
        return SingleConnectionTls.authenticated(
                DaneVerifier.create(),
                List.of(TlsaRecord.parse(certificate.tlsa(3, 1, 1))),
                ReferenceIdentifiers.of(baseDomain),
                DomainName.of(baseDomain),
                Clock.systemUTC());
    }

    private static SSLSocket connect(SSLSocketFactory factory, int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        return (SSLSocket) factory.createSocket(plain, "mx.example.test", port, true);
    }

    private static String page(SingleConnectionTls tls, TlsServer server) throws IOException {
        try (SSLSocket socket = connect(tls.socketFactory(), server.port())) {
            return Client.get(socket, "mx.example.test");
        }
    }

    @Test
    void acceptsTheServerThatMatchesAndTellsByWhat() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER));
        SingleConnectionTls tls = expecting(SERVER);
        assertThat(tls.accepted()).isFalse();
        assertThat(tls.result()).isEmpty();

        assertThat(page(tls, server)).isEqualTo("ok");

        assertThat(tls.accepted()).isTrue();
        assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.AUTHENTICATED);
        assertThat(server.serverNames()).containsExactly("mx.example.test");
    }

    @Test
    void refusesAnotherServerAndTellsWhy() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(STRANGER));
        SingleConnectionTls tls = expecting(SERVER);

        DaneCertificateException refused = Refused.with(DaneCertificateException.class, () -> page(tls, server));

        assertThat(refused.reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(refused).hasMessageStartingWith("DANE refused mx.example.test, not authenticated");
        assertThat(tls.accepted()).isFalse();
        assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.NOT_AUTHENTICATED);
    }

    @Test
    void refusesEveryServerIfNoRecordIsUsable() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER));
        SingleConnectionTls tls = SingleConnectionTls.authenticated(
                DaneVerifier.create(),
                List.of(TlsaRecord.parse("3 1 7 00ff")),
                ReferenceIdentifiers.of("mx.example.test"),
                DomainName.of("mx.example.test"),
                Clock.systemUTC());

        DaneCertificateException refused = Refused.with(DaneCertificateException.class, () -> page(tls, server));

        assertThat(refused.reason()).isEqualTo(Reason.NO_USABLE_RECORDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSecondSocketIsJudgedAnewAndNotResumed(String protocol) throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER).tlsProtocols(protocol));
        SingleConnectionTls tls = expecting(SERVER);
        SSLSocketFactory factory = tls.socketFactory();
        try (SSLSocket first = connect(factory, server.port())) {
            Client.get(first, "mx.example.test");
        }
        assertThat(tls.accepted()).isTrue();

        try (SSLSocket second = connect(factory, server.port())) {
            assertThat(tls.accepted()).isFalse();
            assertThat(tls.result()).isEmpty();
            Client.get(second, "mx.example.test");
        }

        assertThat(tls.accepted()).isTrue();
        assertThat(server.handshakes())
                .hasSize(2)
                .extracting(Handshake::resumed)
                .containsOnly(false);
    }

    @Test
    void aNameCheckThatTheClientAsksForChangesNothing() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER));
        SingleConnectionTls tls = expecting(SERVER);

        try (SSLSocket socket = connect(tls.socketFactory(), server.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("LDAPS");
            socket.setSSLParameters(parameters);
            assertThat(Client.get(socket, "mx.example.test")).isEqualTo("ok");
        }
    }

    @Test
    void sendsTheBaseDomainEvenIfItIsOneLabel() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER));

        page(expecting(SERVER, "mx"), server);

        assertThat(server.serverNames()).containsExactly("mx");
    }

    @Test
    void withoutAuthenticationWhoeverAnswersIsFine() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(STRANGER));
        SingleConnectionTls named = SingleConnectionTls.unauthenticated(Optional.of(DomainName.of("a.example.test")));
        SingleConnectionTls unnamed = SingleConnectionTls.unauthenticated(Optional.empty());

        assertThat(page(named, server)).isEqualTo("ok");
        assertThat(page(unnamed, server)).isEqualTo("ok");

        assertThat(named.accepted()).isTrue();
        assertThat(named.result()).isEmpty();
        assertThat(server.handshakes())
                .extracting(Handshake::serverName)
                .containsExactly(Optional.of("a.example.test"), Optional.empty());
    }

    @Test
    void takesNothingOlderThanTls12() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER));

        try (SSLSocket socket = connect(expecting(SERVER).socketFactory(), server.port())) {
            assertThat(socket.getEnabledProtocols()).isSubsetOf("TLSv1.2", "TLSv1.3");
        }
        SSLParameters obsolete = SSLContext.getDefault().getDefaultSSLParameters();
        obsolete.setProtocols(new String[] {"SSLv3", "TLSv1", "TLSv1.1"});
        ConnectionSetup connection =
                new ConnectionSetup(new UnauthenticatedTrustManager(), List.of(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> connection.configure(obsolete))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("SSLv3, TLSv1, TLSv1.1");
        SSLParameters mixed = SSLContext.getDefault().getDefaultSSLParameters();
        mixed.setProtocols(new String[] {"TLSv1.1", "TLSv1.2"});
        assertThat(connection.configure(mixed).getProtocols()).containsExactly("TLSv1.2");
    }

    @Test
    void takesNoCipherSuiteWithoutAuthenticationOrEncryption() throws Exception {
        ConnectionSetup connection =
                new ConnectionSetup(new UnauthenticatedTrustManager(), List.of(), Optional.empty(), Optional.empty());
        SSLParameters mixed = SSLContext.getDefault().getDefaultSSLParameters();
        mixed.setCipherSuites(new String[] {
            "TLS_DH_anon_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_NULL_SHA256"
        });

        SSLParameters configured = connection.configure(mixed);

        assertThat(configured.getCipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
        mixed.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        assertThat(connection.configure(mixed).getCipherSuites())
                .as("nothing to take away")
                .isNull();
        // For what is enabled later.
        assertThat(configured.getAlgorithmConstraints().permits(KEY_AGREEMENT, "TLS_ECDH_anon_WITH_NULL_SHA", null))
                .isFalse();
        assertThat(configured
                        .getAlgorithmConstraints()
                        .permits(
                                KEY_AGREEMENT,
                                "TLS_ECDHE_RSA_WITH_NULL_SHA",
                                SERVER.keyPair().getPublic(),
                                null))
                .isFalse();
        assertThat(configured.getAlgorithmConstraints().permits(KEY_AGREEMENT, "TLS_AES_128_GCM_SHA256", null))
                .isTrue();
        assertThat(configured
                        .getAlgorithmConstraints()
                        .permits(KEY_AGREEMENT, SERVER.keyPair().getPublic()))
                .isTrue();
        SSLParameters unsafe = SSLContext.getDefault().getDefaultSSLParameters();
        unsafe.setCipherSuites(new String[] {"TLS_ECDH_anon_WITH_AES_128_CBC_SHA"});
        assertThatThrownBy(() -> connection.configure(unsafe))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
    }

    /** What the JVM disables stays disabled, and so does what we do, whatever a client enables. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_ECDHE_RSA_WITH_NULL_SHA"})
    void takesNoCipherSuiteThatTheJvmDisables(String suite) throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER));

        try (SSLSocket socket = connect(expecting(SERVER).socketFactory(), server.port())) {
            socket.setEnabledCipherSuites(new String[] {suite});

            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("cipher suites are inappropriate");
        }
    }

    /** Whatever the JVM's own list says of them, which comes on top of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_RSA_WITH_NULL_SHA", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"})
    void socketRefusesUnsafeCipherSuites(String suite) throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER));

        try (SSLSocket socket = connect(expecting(SERVER).socketFactory(), server.port())) {
            AlgorithmConstraints constraints = socket.getSSLParameters().getAlgorithmConstraints();

            assertThat(constraints.permits(KEY_AGREEMENT, suite, null)).isFalse();
        }
    }

    @Test
    void namesTheLimitOfTheJvmBehindAHandshakeThatNeverReachedDane() throws Exception {
        List<X509Certificate> eleven = new ArrayList<>(Collections.nCopies(11, STRANGER.certificate()));
        eleven.set(0, SERVER.certificate());
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER).chain(eleven));
        SingleConnectionTls tls = expecting(SERVER);

        IOException failure = (IOException) catchThrowable(() -> page(tls, server));

        assertThat(tls.hint(failure)).get(STRING).contains("jdk.tls.maxCertificateChainLength");
        assertThat(tls.hint(new IOException("reset"))).isEmpty();
        assertThat(expecting(SERVER).hint(failure)).isEmpty();
    }

    @Test
    void aRefusalByDaneIsNoLimitOfTheJvm() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(STRANGER));
        SingleConnectionTls tls = expecting(SERVER);

        IOException failure = (IOException) catchThrowable(() -> page(tls, server));

        assertThat(tls.hint(failure)).isEmpty();
    }

    @Test
    void showsTheClientsCertificateIfThereIsOne() throws Exception {
        TestCertificate client = TestCertificate.builder().subject("CN=client").build();
        X509Certificate[] shown = new X509Certificate[1];
        SSLContext asking = SSLContext.getInstance("TLS");
        asking.init(
                new KeyManager[] {new SwitchingKeyManager(SERVER, SERVER)},
                new TrustManager[] {new RememberingTrustManager(shown)},
                new SecureRandom());
        SingleConnectionTls tls = expecting(SERVER);

        try (SSLServerSocket listening = listen(asking)) {
            listening.setNeedClientAuth(true);
            CompletableFuture<Void> served =
                    serve(listening, socket -> socket.getOutputStream().write('!'));
            KeyManager own = new SwitchingKeyManager(client, client);
            try (SSLSocket socket = connect(tls.socketFactory(own), listening.getLocalPort())) {
                assertThat(socket.getInputStream().read()).isEqualTo('!');
            }
            served.get(30, TimeUnit.SECONDS);
        }

        assertThat(shown[0]).isEqualTo(client.certificate());
    }

    @Test
    void aRenegotiationIsJudgedLikeTheFirstHandshake() throws Exception {
        assertThat(renegotiate(SERVER, SERVER)).isTrue();
    }

    @Test
    void aRenegotiationCannotChangeTheServer() throws Exception {
        assertThat(renegotiate(SERVER, STRANGER)).isFalse();
    }

    /** Whether the connection survives a renegotiation with the second certificate. */
    private static boolean renegotiate(TestCertificate first, TestCertificate second) throws Exception {
        SwitchingKeyManager keys = new SwitchingKeyManager(first, second);
        SSLContext context = withoutTickets(keys);
        SingleConnectionTls tls = expecting(SERVER);
        try (SSLServerSocket listening = listen(context)) {
            listening.setEnabledProtocols(new String[] {"TLSv1.2"});
            CompletableFuture<Void> served = serve(listening, socket -> {
                socket.getOutputStream().write('1');
                socket.getSession().invalidate();
                socket.startHandshake();
                socket.getOutputStream().write('2');
                // Comes after the client's new hello, and the answer goes after the server's new certificate.
                socket.getInputStream().read();
                socket.getOutputStream().write('3');
                // Not to be gone while the client still ends its handshake.
                socket.getInputStream().read();
            });
            try (SSLSocket socket = connect(tls.socketFactory(), listening.getLocalPort())) {
                assertThat(socket.getInputStream().read()).isEqualTo('1');
                assertThat(tls.accepted()).isTrue();
                assertThat(socket.getInputStream().read()).isEqualTo('2');
                socket.getOutputStream().write('?');
                try {
                    assertThat(socket.getInputStream().read()).isEqualTo('3');
                    assertThat(keys.handshakes).hasValue(2);
                } catch (SSLException e) {
                    assertThat(e).hasCauseInstanceOf(DaneCertificateException.class);
                    assertThat(tls.accepted()).isFalse();
                    assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.NOT_AUTHENTICATED);
                    return false;
                }
                assertThat(tls.accepted()).isTrue();
                socket.getOutputStream().write('!');
                served.get(30, TimeUnit.SECONDS);
                return true;
            }
        }
    }

    /** With a ticket, a server on JDK 17 takes its first session up again, and shows no certificate. */
    private static SSLContext withoutTickets(KeyManager keys) throws Exception {
        String property = "jdk.tls.server.enableSessionTicketExtension";
        System.setProperty(property, "false");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, new SecureRandom());
            return context;
        } finally {
            System.clearProperty(property);
        }
    }

    private static SSLServerSocket listen(SSLContext context) throws IOException {
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @FunctionalInterface
    private interface Talk {
        void with(SSLSocket socket) throws IOException;
    }

    private static CompletableFuture<Void> serve(SSLServerSocket listening, Talk talk) {
        return CompletableFuture.runAsync(() -> {
            try (SSLSocket socket = (SSLSocket) listening.accept()) {
                talk.with(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Presents one certificate the first time, and another from then on. */
    private static final class SwitchingKeyManager extends X509ExtendedKeyManager {
        private final TestCertificate first;
        private final TestCertificate second;
        private final AtomicInteger handshakes = new AtomicInteger();

        SwitchingKeyManager(TestCertificate first, TestCertificate second) {
            this.first = first;
            this.second = second;
        }

        private static String[] aliases(String keyType) {
            return keyType.equals("EC") ? new String[] {"first", "second"} : new String[0];
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return aliases(keyType);
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return "first";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return aliases(keyType);
        }

        @Override
        @SuppressWarnings("NullAway")
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            if (!keyType.startsWith("EC")) {
                return null;
            }
            return handshakes.incrementAndGet() == 1 ? "first" : "second";
        }

        private TestCertificate of(String alias) {
            return alias.equals("first") ? first : second;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {of(alias).certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return of(alias).keyPair().getPrivate();
        }
    }
}
