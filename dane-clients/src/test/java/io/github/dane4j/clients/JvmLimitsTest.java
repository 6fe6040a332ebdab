package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.ClientTls;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TlsServer;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** The limits of the JDK's TLS that SECURITY.md names, and the properties that lift them. */
class JvmLimitsTest {
    private static final int MORE_THAN_THE_JDK_TAKES = 11;

    @Test
    void elevenCertificatesNeedTheProperty() throws Exception {
        assertThat(ChildJvm.run(Eleven.class)).contains("SSL").contains("-Djdk.tls.maxCertificateChainLength=N");
        assertThat(ChildJvm.run(Eleven.class, "-Djdk.tls.maxCertificateChainLength=20"))
                .isEqualTo(ClientCase.WELCOME);
    }

    /** Newer releases have a property for clients, which comes first. */
    @Test
    @EnabledForJreRange(minVersion = 25)
    void elevenCertificatesNeedTheNewerPropertyIfItIsSet() throws Exception {
        String both = "-Djdk.tls.maxCertificateChainLength=20";
        assertThat(ChildJvm.run(Eleven.class)).contains("-Djdk.tls.client.maxInboundCertificateChainLength=N");
        assertThat(ChildJvm.run(Eleven.class, "-Djdk.tls.client.maxInboundCertificateChainLength=20"))
                .isEqualTo(ClientCase.WELCOME);
        assertThat(ChildJvm.run(Eleven.class, both, "-Djdk.tls.client.maxInboundCertificateChainLength=10"))
                .contains("SSL");
    }

    @Test
    void aLongMessageNeedsTheProperty() throws Exception {
        assertThat(ChildJvm.run(Large.class)).contains("-Djdk.tls.maxHandshakeMessageSize=BYTES");
        assertThat(ChildJvm.run(Large.class, "-Djdk.tls.maxHandshakeMessageSize=65536"))
                .isEqualTo(ClientCase.WELCOME);
    }

    /** With sockets the exception is the JDK's own. */
    @Test
    void theExceptionOfASocketIsExplained() throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames(Scenario.GOOD_KEY.host()).build();
        Throwable failure = catchThrowable(() -> attempt(new UrlConnection(), certificate, MORE_THAN_THE_JDK_TAKES));

        Optional<String> hint = ClientTls.hint(failure);

        assertThat(hint).get(STRING).contains("-Djdk.tls.maxCertificateChainLength=N");
        assertThat(ClientTls.hint(new IOException("reset"))).isEmpty();
    }

    /** Visits a server that sends that many certificates. */
    static final class Eleven {
        private Eleven() {}

        public static void main(String[] arguments) throws Exception {
            TestCertificate certificate =
                    TestCertificate.builder().dnsNames(Scenario.GOOD_KEY.host()).build();
            System.out.println(visit(certificate, MORE_THAN_THE_JDK_TAKES));
        }
    }

    /** Visits a server whose certificates are larger than the JDK takes. */
    static final class Large {
        private Large() {}

        public static void main(String[] arguments) throws Exception {
            TestCertificate certificate = TestCertificate.builder()
                    .dnsNames(Scenario.GOOD_KEY.host())
                    .extension("1.3.6.1.4.1.55555.1", false, new byte[20_000])
                    .build();
            System.out.println(visit(certificate, 2));
        }
    }

    private static String visit(TestCertificate certificate, int sent) throws Exception {
        try {
            return attempt(new JdkHttpClient(), certificate, sent);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private static String attempt(ClientCase client, TestCertificate certificate, int sent) throws Exception {
        String host = Scenario.GOOD_KEY.host();
        try (TlsServer server = TlsServer.builder()
                        .certificate(certificate)
                        .chain(Collections.nCopies(sent, certificate.certificate()))
                        .start();
                DnsTree tree = DnsTree.builder()
                        .zone(
                                "example.test",
                                zone -> zone.record("good-key A 127.0.0.1")
                                        .record("_" + server.port() + "._tcp.good-key TLSA "
                                                + certificate.tlsa(3, 1, 1)))
                        .start();
                DnssecResolver dns = DnssecResolver.builder()
                        .nameServers(tree.address())
                        .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                        .build()) {
            return client.open(ClientTls.mandatory(dns)).visit(host, server.port());
        }
    }
}
