package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import java.net.Socket;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTlsTest {
    private static final TestCertificate CA = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private static final TestCertificate SELF_SIGNED =
            TestCertificate.builder().dnsNames("other.invalid").build();
    private static final TestCertificate ISSUED = TestCertificate.builder()
            .dnsNames("www.example.test", "alias.example.test", "plain.unsigned.test")
            .issuedBy(CA)
            .build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final SwitchedResolver resolver = new SwitchedResolver(Duration.ofSeconds(20));

    private TlsServer serve(TestCertificate certificate, String protocol) {
        return network.start(TlsServer.builder().certificate(certificate).tlsProtocols(protocol));
    }

    private TlsServer serve(TestCertificate certificate) {
        return serve(certificate, "TLSv1.3");
    }

    private DnsTree dns(TlsServer server, String tlsa) {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("www A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.www TLSA " + tlsa)
                                .record("alias A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("plain A 127.0.0.1")));
        resolver.on(tree);
        return tree;
    }

    private ClientTls daneOrPkix() throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("ca", CA.certificate());
        return DaneSslContext.builder(resolver)
                .mode(DaneMode.OPPORTUNISTIC)
                .pkixRoots(roots)
                .clientTls();
    }

    /** A context as a client makes it that takes nothing but a trust manager. */
    private static SSLContext owned(TrustManager trustManager) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trustManager}, null);
        return context;
    }

    /** The session of a connection that read its page. */
    private static SSLSession visit(SSLContext context, String host, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            assertThat(Client.get(socket, host)).isEqualTo("ok");
            return socket.getSession();
        }
    }

    // The trust manager alone.

    @ParameterizedTest
    @EnumSource(names = {"HTTP_CLIENT", "SOCKET", "LAYERED_SOCKET", "HTTPS_URL_CONNECTION"})
    void theTrustManagerLooksUpHostAndPortOfTheConnection(Client client) throws Exception {
        TlsServer server = serve(ISSUED);
        dns(server, ISSUED.tlsa(3, 1, 1));
        SSLContext context = owned(ClientTls.mandatory(resolver).trustManager());

        assertThat(client.get(context, "www.example.test", server.port())).isEqualTo("ok");
        DaneLookupException refused =
                Refused.with(DaneLookupException.class, () -> client.get(context, "alias.example.test", server.port()));
        assertThat(refused.reason()).isEqualTo(Reason.NO_TLSA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theTrustManagerRefusesAnotherKey(String protocol) throws Exception {
        TlsServer server = serve(ISSUED, protocol);
        dns(server, SELF_SIGNED.tlsa(3, 1, 1));
        SSLContext context = owned(ClientTls.mandatory(resolver).trustManager());

        DaneCertificateException refused =
                Refused.with(DaneCertificateException.class, () -> visit(context, "www.example.test", server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.LEAF_MISMATCH);
    }

    @Test
    void theTrustManagerRefusesAnEngineWithoutHost() throws Exception {
        TlsServer server = serve(ISSUED);
        dns(server, ISSUED.tlsa(3, 1, 1));
        X509ExtendedTrustManager trustManager = daneOrPkix().trustManager();
        SSLEngine unnamed = SSLContext.getDefault().createSSLEngine();

        assertThatThrownBy(() -> trustManager.checkServerTrusted(chain(), "UNKNOWN", unnamed))
                .isInstanceOf(CertificateException.class);
        SessionView portless = new SessionView(unnamed.getSession(), new SSLParameters());
        assertThatThrownBy(() -> trustManager.checkServerTrusted(chain(), "UNKNOWN", portless))
                .isInstanceOf(CertificateException.class)
                .hasCauseInstanceOf(DaneLookupException.class);
    }

    private static X509Certificate[] chain() {
        return new X509Certificate[] {ISSUED.certificate()};
    }

    @Test
    @SuppressWarnings("NullAway")
    void theTrustManagerRefusesOutsideOfAHandshakeAndClients() throws Exception {
        X509ExtendedTrustManager trustManager = ClientTls.mandatory(resolver).trustManager();

        assertThatThrownBy(() -> trustManager.checkServerTrusted(chain(), "UNKNOWN"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("X509ExtendedTrustManager");
        assertThatThrownBy(() -> trustManager.checkServerTrusted(chain(), "UNKNOWN", new Socket()))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trustManager.checkServerTrusted(chain(), "UNKNOWN", (SSLEngine) null))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trustManager.checkClientTrusted(chain(), "UNKNOWN"))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trustManager.checkClientTrusted(chain(), "UNKNOWN", (Socket) null))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trustManager.checkClientTrusted(chain(), "UNKNOWN", (SSLEngine) null))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void issuersAreThoseOfPkix() throws Exception {
        assertThat(ClientTls.mandatory(resolver).trustManager().getAcceptedIssuers())
                .isEmpty();
        assertThat(daneOrPkix().trustManager().getAcceptedIssuers()).containsExactly(CA.certificate());
        assertThat(ClientTls.daneOrPkix(resolver).trustManager().getAcceptedIssuers())
                .isNotEmpty();
    }

    @Test
    void theTrustManagerKeepsSessionsOfTls12FromBeingResumed() throws Exception {
        TlsServer server = serve(ISSUED, "TLSv1.2");
        dns(server, ISSUED.tlsa(3, 1, 1));
        SSLContext context = owned(ClientTls.mandatory(resolver).trustManager());

        visit(context, "www.example.test", server.port());
        visit(context, "www.example.test", server.port());

        assertThat(server.handshakes()).extracting(Handshake::resumed).containsExactly(false, false);
    }

    // After the handshake.

    @Test
    void aResumedSessionIsJudgedByTheRecordsOfNow() throws Exception {
        TlsServer server = serve(ISSUED);
        DnsTree tree = dns(server, ISSUED.tlsa(3, 1, 1));
        ClientTls tls = ClientTls.mandatory(resolver);
        SSLContext context = owned(tls.trustManager());
        SSLSession first = visit(context, "www.example.test", server.port());
        assertThatCode(() -> tls.verify(first)).doesNotThrowAnyException();
        assertThat(tls.hostnameVerifier().verify("www.example.test", first)).isTrue();

        tree.replaceZone(
                "example.test",
                zone -> zone.record("www A 127.0.0.1")
                        .record("_" + server.port() + "._tcp.www TLSA " + SELF_SIGNED.tlsa(3, 1, 1)));
        resolver.forget();
        SSLSession second = visit(context, "www.example.test", server.port());

        // What the documentation warns of: the JDK's TLS 1.3 asks no trust manager here.
        assertThat(server.handshakes()).extracting(Handshake::resumed).containsExactly(false, true);
        assertThatThrownBy(() -> tls.verify(second))
                .isInstanceOf(SSLPeerUnverifiedException.class)
                .hasCauseInstanceOf(DaneCertificateException.class);
        assertThat(tls.hostnameVerifier().verify("www.example.test", second)).isFalse();
    }

    @Test
    void theVerifierAcceptsASessionForItsOwnHostOnly() throws Exception {
        TlsServer server = serve(ISSUED);
        dns(server, ISSUED.tlsa(3, 1, 1));
        ClientTls tls = ClientTls.mandatory(resolver);
        SSLSession session = visit(tls.context(), "www.example.test", server.port());
        HostnameVerifier verifier = tls.hostnameVerifier();

        assertThat(verifier.verify("WWW.example.test.", session)).isTrue();
        // The certificate has this name too.
        assertThat(verifier.verify("alias.example.test", session)).isFalse();
        assertThat(verifier.verify("not a name", session)).isFalse();
        assertThat(verifier.verify(
                        "www.example.test",
                        SSLContext.getDefault().createSSLEngine().getSession()))
                .isFalse();
    }

    @Test
    void withoutDaneTheVerifierAsksPkix() throws Exception {
        TlsServer server = serve(ISSUED);
        dns(server, SELF_SIGNED.tlsa(3, 1, 1));
        ClientTls tls = daneOrPkix();
        SSLSession session = visit(tls.context(), "plain.unsigned.test", server.port());

        assertThat(tls.hostnameVerifier().verify("plain.unsigned.test", session))
                .isTrue();
        assertThatThrownBy(() -> ClientTls.mandatory(resolver).verify(session)).isInstanceOf(DaneLookupException.class);
        // Other roots.
        assertThat(ClientTls.daneOrPkix(resolver).hostnameVerifier().verify("plain.unsigned.test", session))
                .isFalse();
    }

    @Test
    void withoutDaneTheVerifierChecksTheName() throws Exception {
        TestCertificate other =
                TestCertificate.builder().dnsNames("other.invalid").issuedBy(CA).build();
        TlsServer server = serve(other);
        dns(server, other.tlsa(3, 1, 1));
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("ca", CA.certificate());
        TrustManagerFactory lax = TrustManagerFactory.getInstance("PKIX");
        lax.init(roots);
        SSLContext context = owned(lax.getTrustManagers()[0]);
        SSLSession session;
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("plain.unsigned.test", server.port())) {
            assertThat(Client.get(socket, "plain.unsigned.test")).isEqualTo("ok");
            session = socket.getSession();
        }

        assertThat(daneOrPkix().hostnameVerifier().verify("plain.unsigned.test", session))
                .isFalse();
    }

    // The factory of trust managers.

    @Test
    void theFactoryHasTheTrustManagerAndNeedsNoSetUp() throws Exception {
        ClientTls tls = ClientTls.mandatory(resolver);
        TrustManagerFactory factory = tls.trustManagerFactory();
        assertThat(factory.getTrustManagers()).containsExactly(tls.trustManager());

        factory.init((KeyStore) null);

        assertThat(factory.getTrustManagers()).containsExactly(tls.trustManager());
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        assertThatThrownBy(() -> factory.init(roots))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("pkixRoots");
        assertThatThrownBy(() -> factory.init(new ManagerFactoryParameters() {}))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    /** So that nobody can take it for an engine. */
    @Test
    void theViewOfASessionCanDoNothing() throws Exception {
        SSLSession session = SSLContext.getDefault().createSSLEngine().getSession();
        SessionView view = new SessionView(session, new SSLParameters());

        assertThat(view.getSession()).isSameAs(session);
        assertThat(view.getUseClientMode()).isTrue();
        assertThat(view.isInboundDone()).isTrue();
        assertThat(view.isOutboundDone()).isTrue();
        assertThat(view.getSupportedProtocols()).containsExactly("NONE");
        assertThat(view.getSupportedCipherSuites()).containsExactly("SSL_NULL_WITH_NULL_NULL");
        assertThatThrownBy(view::beginHandshake).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(view::closeOutbound).isInstanceOf(UnsupportedOperationException.class);
    }
}
