package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The table of what is asked, what DNS says, and what the server has. */
class DaneModeTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final TestCertificate CA = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private static final TestCertificate GOOD = TestCertificate.builder()
            .dnsNames(
                    "match.example.test",
                    "mismatch.example.test",
                    "unusable.example.test",
                    "none.example.test",
                    "bogus.example.test",
                    "insecure.unsigned.test")
            .issuedBy(CA)
            .build();
    private static final TestCertificate BAD =
            TestCertificate.builder().dnsNames("other.invalid").build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final SwitchedResolver resolver = new SwitchedResolver(Duration.ofSeconds(20));

    private final List<ServerVerdict> verdicts = new ArrayList<>();

    private TlsServer serve(TestCertificate certificate) {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        String prefix = "_" + server.port() + "._tcp.";
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("match A 127.0.0.1")
                                .record(prefix + "match TLSA " + certificate.tlsa(3, 1, 1))
                                .record("mismatch A 127.0.0.1")
                                .record(prefix + "mismatch TLSA " + CA.tlsa(3, 1, 1))
                                .record("unusable A 127.0.0.1")
                                .record(prefix + "unusable TLSA 3 1 7 00ff")
                                .record("none A 127.0.0.1")
                                .record("bogus A 127.0.0.1")
                                .record(prefix + "bogus TLSA " + certificate.tlsa(3, 1, 1)))
                .zone("unsigned.test", zone -> zone.unsigned().record("insecure A 127.0.0.1")));
        tree.fault(prefix + "bogus.example.test", "TLSA", Fault.CORRUPT_SIGNATURES);
        resolver.on(tree);
        return server;
    }

    private DaneSslContext.Builder builder() {
        return DaneSslContext.builder(resolver)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .listener(verdicts::add);
    }

    private static KeyStore roots() throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("ca", CA.certificate());
        return roots;
    }

    private static SSLSession visit(SSLContext context, String host, int port) throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
            assertThat(Client.get(socket, host)).isEqualTo("ok");
            return socket.getSession();
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "modes.txt", delimiter = '|')
    void table(DaneMode mode, String without, String records, String pkix, String outcome, Reason reason)
            throws Exception {
        TlsServer server = serve(pkix.equals("good") ? GOOD : BAD);
        String host = records + (records.equals("insecure") ? ".unsigned.test" : ".example.test");
        DaneSslContext.Builder builder = builder().mode(mode);
        boolean unauthenticated = without.equals("nothing");
        if (unauthenticated) {
            builder.unauthenticatedWithoutDane();
        }
        if (new ModeRules(mode, Map.of(), Map.of(), unauthenticated).anyAsksPkix()) {
            builder.pkixRoots(roots());
        }
        SSLContext context = builder.build();

        if (outcome.startsWith("refused")) {
            Throwable thrown = catchThrowable(() -> visit(context, host, server.port()));
            assertThat(refusal(thrown)).isEqualTo(Optional.ofNullable(reason));
            if (outcome.equals("refused by PKIX")) {
                assertThat(thrown).isInstanceOf(SSLHandshakeException.class);
            }
            assertThat(server.handshakes()).isEmpty();
            assertThat(verdicts).isEmpty();
            return;
        }
        SSLSession session = visit(context, host, server.port());

        ServerVerdict verdict = ServerVerdict.of(session).orElseThrow();
        assertThat(verdicts).containsExactly(verdict);
        assertThat(verdict.basis()).isEqualTo(ServerVerdict.Basis.valueOf(outcome));
        assertThat(verdict.reason()).isEqualTo(Optional.ofNullable(reason));
        assertThat(verdict.host()).isEqualTo(host);
        assertThat(verdict.port()).isEqualTo(server.port());
        assertThat(verdict.judged()).isEqualTo(NOW);
        assertThat(verdict.result().isPresent())
                .isEqualTo(mode != DaneMode.NONE && List.of("match", "mismatch").contains(records));
        // As without DANE, also for the server name.
        assertThat(server.serverNames()).containsExactly(host);
    }

    private static Optional<Reason> refusal(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneCertificateException refused) {
                return Optional.of(refused.reason());
            }
            if (cause instanceof DaneLookupException refused) {
                return Optional.of(refused.reason());
            }
        }
        return Optional.empty();
    }

    @Test
    void theVerdictReadsWell() throws Exception {
        TlsServer server = serve(GOOD);

        visit(builder().build(), "match.example.test", server.port());
        SSLContext audit = builder().mode(DaneMode.AUDIT).pkixRoots(roots()).build();
        visit(audit, "match.example.test", server.port());
        visit(audit, "mismatch.example.test", server.port());
        SSLContext lax = builder()
                .mode(DaneMode.OPPORTUNISTIC)
                .unauthenticatedWithoutDane()
                .build();
        visit(lax, "none.example.test", server.port());

        String by = GOOD.tlsa(3, 1, 1);
        assertThat(verdicts)
                .extracting(ServerVerdict::toString)
                .containsExactly(
                        "match.example.test:" + server.port() + " authenticated by DANE, " + by,
                        "match.example.test:" + server.port() + " authenticated by PKIX; DANE agrees, " + by,
                        "mismatch.example.test:" + server.port() + " authenticated by PKIX; without DANE: "
                                + Reason.LEAF_MISMATCH.description(),
                        "none.example.test:" + server.port() + " encrypted, not authenticated; without DANE: "
                                + Reason.NO_TLSA.description());
    }

    @Test
    void aSessionThatNobodyJudgedHasNoVerdict() throws Exception {
        assertThat(ServerVerdict.of(SSLContext.getDefault().createSSLEngine().getSession()))
                .isEmpty();
    }

    @Test
    void theMostSpecificRuleCounts() throws Exception {
        TlsServer server = serve(GOOD);
        SSLContext context = builder()
                .modeBelow(DomainName.of("test"), DaneMode.OPPORTUNISTIC)
                .modeBelow(DomainName.of("example.test"), DaneMode.MANDATORY)
                .modeFor(DomainName.of("bogus.example.test"), DaneMode.NONE)
                .pkixRoots(roots())
                .build();

        assertThat(basis(context, "insecure.unsigned.test", server)).isEqualTo(ServerVerdict.Basis.PKIX);
        assertThat(basis(context, "bogus.example.test", server)).isEqualTo(ServerVerdict.Basis.PKIX);
        assertThat(basis(context, "match.example.test", server)).isEqualTo(ServerVerdict.Basis.DANE);
        assertThat(refusal(catchThrowable(() -> visit(context, "none.example.test", server.port()))))
                .contains(Reason.NO_TLSA);
        // Mandatory is what is asked of everything else, such as a name that a rule for what is below it does not mean.
        assertThat(refusal(catchThrowable(() -> visit(context, "test", server.port()))))
                .isPresent();
        assertThat(refusal(catchThrowable(() -> visit(context, "127.0.0.1", server.port()))))
                .contains(Reason.ADDRESS_LITERAL);
    }

    private static ServerVerdict.Basis basis(SSLContext context, String host, TlsServer server) throws Exception {
        return ServerVerdict.of(visit(context, host, server.port()))
                .orElseThrow()
                .basis();
    }

    @Test
    void anAddressIsEncryptedWithoutAuthenticationIfThatIsAllowed() throws Exception {
        TlsServer server = serve(BAD);
        SSLContext context = builder()
                .mode(DaneMode.OPPORTUNISTIC)
                .unauthenticatedWithoutDane()
                .build();

        assertThat(basis(context, "127.0.0.1", server)).isEqualTo(ServerVerdict.Basis.NOTHING);
        assertThat(verdicts.get(0).reason()).contains(Reason.ADDRESS_LITERAL);
        assertThat(server.serverNames()).isEmpty();
    }

    @Test
    void anExceptionOfTheListenerEndsTheHandshake() throws Exception {
        TlsServer server = serve(GOOD);
        SSLContext context = DaneSslContext.builder(resolver)
                .listener(verdict -> {
                    throw new IllegalStateException("not that server");
                })
                .build();

        assertThat(catchThrowable(() -> visit(context, "match.example.test", server.port())))
                .hasRootCauseMessage("not that server");
    }
}
