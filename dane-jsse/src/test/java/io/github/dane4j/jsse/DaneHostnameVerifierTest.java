package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaneHostnameVerifierTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    /** A session as a client sees it after the handshake. */
    private SSLSession session(String protocol, ConnectionTrustManager trust) throws Exception {
        TlsServer server = network.start(TlsServer.builder()
                .certificate(TestCertificate.builder().dnsNames("other.invalid").build())
                .tlsProtocols(protocol));
        OneShotSocketFactory factory = new OneShotSocketFactory(
                new OneShotContexts(),
                (host, port) -> new Connection(
                        trust,
                        Optional.of(Connection.serverNames(Optional.of(DomainName.of("www.example.test")))),
                        Optional.empty()));
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
                SSLSocket socket = (SSLSocket) factory.createSocket(plain, "www.example.test", server.port(), true)) {
            socket.startHandshake();
            return socket.getSession();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysYesForTheHostThatDaneAccepted(String protocol) throws Exception {
        SSLSession accepted =
                session(protocol, new MarkingTrustManager("WWW.example.test", new UnauthenticatedTrustManager()));
        HostnameVerifier verifier = DaneSslContext.hostnameVerifier((host, session) -> false);

        assertThat(verifier.verify("www.example.test", accepted)).isTrue();
        assertThat(verifier.verify("mail.example.test", accepted)).isFalse();
    }

    @Test
    void asksTheOtherVerifierAboutAllOtherSessions() throws Exception {
        SSLSession unmarked = session("TLSv1.3", new UnauthenticatedTrustManager());

        assertThat(DaneSslContext.hostnameVerifier((host, session) -> false).verify("www.example.test", unmarked))
                .isFalse();
        assertThat(DaneSslContext.hostnameVerifier((host, session) -> true).verify("www.example.test", unmarked))
                .isTrue();
    }
}
