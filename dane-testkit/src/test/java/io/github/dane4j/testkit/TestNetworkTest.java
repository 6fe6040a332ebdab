package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class TestNetworkTest {

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames("mx.example.org").build();

    /** The worked example of the package documentation. */
    @Test
    void aMailServerIsFoundAndProven() throws IOException {
        SmtpServer mx = network.start(SmtpServer.builder("mx.example.org").certificate(certificate));
        DnsTree dns = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + mx.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1))));

        Message tlsa = new Validator(dns).ask("_" + mx.port() + "._tcp.mx.example.org", "TLSA");
        TrustAnything trust = new TrustAnything();
        try (SmtpClient client = new SmtpClient(mx)) {
            client.read();
            client.say("EHLO client");
            client.say("STARTTLS");
            client.startTls(trust.clientContext(), "mx.example.org");
        }

        assertThat(tlsa.getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(tlsa.getSection(Section.ANSWER))
                .filteredOn(each -> each.getType() == Type.TLSA)
                .singleElement()
                .satisfies(each -> assertThat(each.rdataToString()).isEqualToIgnoringCase(certificate.tlsa(3, 1, 1)));
        List<X509Certificate> shown = trust.chains().get(0);
        assertThat(shown).containsExactly(certificate.certificate());
    }

    @Test
    void closesWhatItStarted() throws IOException {
        TestNetwork other = new TestNetwork();
        DnsTree dns = other.start(DnsTree.builder());
        SmtpServer smtp = other.start(SmtpServer.builder("mx.example.org"));
        TlsServer tls = other.start(TlsServer.builder().certificate(certificate));
        List<InetSocketAddress> open = List.of(
                dns.address(),
                new InetSocketAddress(smtp.address(), smtp.port()),
                new InetSocketAddress(tls.address(), tls.port()));
        for (InetSocketAddress each : open) {
            new Socket(each.getAddress(), each.getPort()).close();
        }

        other.closeAll();

        for (InetSocketAddress each : open) {
            assertThatThrownBy(() -> new Socket(each.getAddress(), each.getPort()))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void closesTheRestEvenIfOneFails() {
        TestNetwork other = new TestNetwork();
        StringBuilder closed = new StringBuilder();
        other.closeLater(() -> closed.append("first"));
        other.closeLater(() -> {
            throw new IllegalStateException("second");
        });
        other.closeLater(() -> {
            throw new IllegalStateException("third");
        });

        assertThatThrownBy(other::closeAll)
                .hasMessage("third")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(each -> assertThat(each).hasMessage("second")));
        assertThat(closed).hasToString("first");
    }

    @Test
    void trustAnchorsAreALineOfAZoneFile() {
        DnsTree dns = network.start(DnsTree.builder());

        assertThat(dns.trustAnchors()).matches("\\. IN DS \\d+ 13 2 [0-9A-F]{64}");
        assertThat(ZoneBuilder.parse(dns.trustAnchors(), Name.root))
                .singleElement()
                .satisfies(each -> assertThat(each.getType()).isEqualTo(Type.DS));
    }
}
