package io.github.dane4j.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.bctls.BouncyCastleTls;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippet of docs/bctls.md stands in this class, word for word, and is run. */
class BctlsDocTest {
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "dane4j", "acceptance", "readme", "BctlsDocTest.java");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private int talks;

    @Test
    void theSnippetStandsHere() {
        Readme document = Readme.read("docs/bctls.md");
        assertThat(document.blocks("java")).hasSize(1);
        assertThat(document.javaStandsIn(THIS)).isTrue();
    }

    @Test
    void theSnippetTalksToTheServerOfTheRecordsAndToNoOther() throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("other.invalid").build();
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("dns A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.dns TLSA " + certificate.tlsa(3, 1, 1))));
        try (DnssecResolver dns = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            connect(dns, server.port());
            assertThat(talks).isEqualTo(1);

            server.certificate(
                    TestCertificate.builder().dnsNames("dns.example.test").build());
            assertThatThrownBy(() -> connect(dns, server.port()))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasCauseInstanceOf(DaneCertificateException.class);
            assertThat(talks).isEqualTo(1);
        }
    }

    private void connect(DnssecResolver dns, int port) throws IOException {
        DomainName host = DomainName.of("dns.example.test");
        TlsaLookup lookup = TlsaLookup.perform(dns, new Service(host, port));
        if (lookup instanceof TlsaLookup.Found found) {
            BouncyCastleTls tls = BouncyCastleTls.authenticated(
                    DaneVerifier.create(),
                    found.records(),
                    ReferenceIdentifiers.of(found.baseDomain().toString()),
                    found.baseDomain(),
                    Clock.systemUTC());
            try (SSLSocket socket =
                    tls.connect(new InetSocketAddress(found.addresses().get(0), port), Duration.ofSeconds(10))) {
                talk(socket);
            }
            System.out.println(tls.result().orElseThrow());
        }
    }

    private void talk(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .endsWith("ok");
        talks++;
    }
}
