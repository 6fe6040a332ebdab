package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.SmtpDane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A common name is a host name in SMTP (RFC 7672 section 3.2.3), and nowhere else (RFC 9525 section 2). */
class CommonNameTest {
    private static final String HOST = "www.example.test";
    private static final TestCertificate CA = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private static final TestCertificate SERVER =
            TestCertificate.builder().subject("CN=" + HOST).issuedBy(CA).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final SwitchedResolver resolver = new SwitchedResolver(Duration.ofSeconds(20));

    /** By which way a server is judged. */
    enum Door {
        SMTP(true) {
            @Override
            void visit(SwitchedResolver resolver, int port) throws IOException {
                judgedBy(new SmtpDane(resolver, DaneMode.OPPORTUNISTIC).verifier(), port);
            }
        },
        VERIFIER(false) {
            @Override
            void visit(SwitchedResolver resolver, int port) throws IOException {
                judgedBy(DaneVerifier.create(), port);
            }
        },
        MANDATORY(false) {
            @Override
            void visit(SwitchedResolver resolver, int port) throws IOException {
                layered(DaneSslContext.mandatory(resolver).getSocketFactory(), port);
            }
        },
        DANE_OR_PKIX(false) {
            @Override
            void visit(SwitchedResolver resolver, int port) throws IOException {
                layered(ClientTls.daneOrPkix(resolver).socketFactory(), port);
            }
        },
        DANE_OR_UNAUTHENTICATED(false) {
            @Override
            void visit(SwitchedResolver resolver, int port) throws IOException {
                SSLContext context = DaneSslContext.builder(resolver)
                        .mode(DaneMode.OPPORTUNISTIC)
                        .unauthenticatedWithoutDane()
                        .build();
                layered(context.getSocketFactory(), port);
            }
        },
        TRUST_MANAGER(false) {
            @Override
            void visit(SwitchedResolver resolver, int port) throws Exception {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(
                        null, new TrustManager[] {ClientTls.mandatory(resolver).trustManager()}, null);
                layered(context.getSocketFactory(), port);
            }
        },
        ESTABLISHED_SESSION(false) {
            @Override
            void visit(SwitchedResolver resolver, int port) throws Exception {
                X509TrustManager anyone = new UnauthenticatedTrustManager();
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {anyone}, null);
                try (SSLSocket socket = layered(context.getSocketFactory(), port)) {
                    ClientTls.mandatory(resolver).verify(socket.getSession());
                }
            }
        };

        private final boolean accepts;

        Door(boolean accepts) {
            this.accepts = accepts;
        }

        abstract void visit(SwitchedResolver resolver, int port) throws Exception;

        private static void judgedBy(DaneVerifier verifier, int port) throws IOException {
            DomainName name = DomainName.of(HOST);
            SingleConnectionTls tls = SingleConnectionTls.authenticated(
                    verifier,
                    List.of(TlsaRecord.parse(CA.tlsa(2, 1, 1))),
                    ReferenceIdentifiers.of(HOST),
                    name,
                    Clock.systemUTC());
            layered(tls.socketFactory(), port);
        }

        private static SSLSocket layered(SSLSocketFactory factory, int port) throws IOException {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            SSLSocket socket = (SSLSocket) factory.createSocket(plain, HOST, port, true);
            assertThat(Client.get(socket, HOST)).isEqualTo("ok");
            return socket;
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsInSmtpAlone(Door door) throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(SERVER).chain(SERVER.chain()));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("www A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.www TLSA " + CA.tlsa(2, 1, 1))));
        resolver.on(tree);

        if (door.accepts) {
            door.visit(resolver, server.port());
            return;
        }
        DaneCertificateException refused =
                Refused.with(DaneCertificateException.class, () -> door.visit(resolver, server.port()));
        assertThat(Optional.of(refused.reason())).contains(Reason.NAME_MISMATCH);
    }
}
