package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer.ChainPlace;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that send their DNSSEC chain (RFC 9102): DANE without DNS. */
class StapledChainTest {
    private static final int PORT = 853;
    private static final TestCertificate SERVER = TestCertificate.builder().build();
    private static final TestCertificate STRANGER = TestCertificate.builder().build();

    private static DnsTree tree = DnsTree.builder().start();

    @BeforeAll
    static void sign() {
        tree.close();
        tree = DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("server A 127.0.0.1")
                                .record("_853._tcp.server TLSA " + SERVER.tlsa(3, 1, 1)))
                .zone(
                        "unsigned.test",
                        zone -> zone.unsigned()
                                .record("server A 127.0.0.1")
                                .record("_853._tcp.server TLSA " + SERVER.tlsa(3, 1, 1)))
                .start();
    }

    @AfterAll
    static void close() {
        tree.close();
    }

    static List<String> versions() {
        return List.of("TLSv1.2", "TLSv1.3");
    }

    private static BouncyCastleTls expecting(String host, int port, Clock clock) {
        return BouncyCastleTls.stapled(
                DaneVerifier.create(),
                new Service(DomainName.of(host), port),
                TrustAnchors.of(tree.trustAnchors()),
                clock,
                BouncyCastleOptions.standard());
    }

    private static BouncyCastleTls expecting(String host) {
        return expecting(host, PORT, Clock.systemUTC());
    }

    private static BouncyCastleTls expecting() {
        return expecting(Expected.HOST);
    }

    private static byte[] chain() {
        return ChainOfTree.of(tree, "_853._tcp.server.example.test");
    }

    private static UnrulyTlsServer showing(TestCertificate certificate) {
        return new UnrulyTlsServer(
                Presented.certificates(certificate.keyPair().getPrivate(), certificate.der(), STRANGER.der()));
    }

    private static Reason refusal(BouncyCastleTls tls, UnrulyTlsServer server) {
        SSLHandshakeException failed = Expected.failure(tls, server);
        assertThat(failed).isInstanceOf(StapledChainException.class).hasMessageStartingWith("DANE refused ");
        DaneRefusal refusal = DaneRefusal.in(failed).orElseThrow();
        assertThat(refusal.server()).endsWith(".test:" + server.chainPorts().get(0));
        assertThat(refusal.explain()).isEqualTo(failed.getMessage());
        assertThat(refusal.records()).isEmpty();
        assertThat(refusal.culprit()).isEmpty();
        return refusal.reason();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aChainUpToTheRootIsEnough(String version) throws Exception {
        try (UnrulyTlsServer server = showing(SERVER)
                .chain(chain(), ChainPlace.RIGHT)
                .versions(version)
                .start()) {
            BouncyCastleTls tls = expecting();
            Expected.answer(tls, server);
            assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.AUTHENTICATED);
            assertThat(server.serverNames()).containsExactly(Expected.HOST);
            assertThat(server.chainPorts()).containsExactly(PORT);
            assertThat(server.rawKeyOffers()).containsExactly(false);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theServerMustMatchTheRecordsOfTheChain(String version) throws Exception {
        try (UnrulyTlsServer server = showing(STRANGER)
                .chain(chain(), ChainPlace.RIGHT)
                .versions(version)
                .start()) {
            assertThat(Expected.refusal(expecting(), server).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aServerWithoutAChainIsRefused(String version) throws Exception {
        try (UnrulyTlsServer server = showing(SERVER).versions(version).start()) {
            assertThat(refusal(expecting(), server)).isEqualTo(Reason.NO_TLSA);
        }
    }

    @Test
    void aChainThatProvesThatThereAreNoRecordsIsARefusal() throws Exception {
        byte[] denial = ChainOfTree.of(tree, "_25._tcp.server.example.test");
        try (UnrulyTlsServer server =
                showing(SERVER).chain(denial, ChainPlace.RIGHT).start()) {
            assertThat(refusal(expecting(Expected.HOST, 25, Clock.systemUTC()), server))
                    .isEqualTo(Reason.NO_TLSA);
            assertThat(server.alert()).isEqualTo("certificate_unknown");
        }
    }

    @Test
    void aChainIntoAnUnsignedZoneIsARefusalAlthoughItsRecordMatches() throws Exception {
        byte[] unsigned = ChainOfTree.of(tree, "_853._tcp.server.unsigned.test");
        try (UnrulyTlsServer server =
                showing(SERVER).chain(unsigned, ChainPlace.RIGHT).start()) {
            assertThat(refusal(expecting("server.unsigned.test"), server)).isEqualTo(Reason.HOST_INSECURE);
        }
    }

    @Test
    void aChainForAnotherServiceProvesNothing() throws Exception {
        try (UnrulyTlsServer server =
                showing(SERVER).chain(chain(), ChainPlace.RIGHT).start()) {
            assertThat(refusal(expecting("other.example.test"), server)).isNotEqualTo(Reason.NO_TLSA);
        }
    }

    @Test
    void anExpiredChainProvesNothing() throws Exception {
        try (UnrulyTlsServer server =
                showing(SERVER).chain(chain(), ChainPlace.RIGHT).start()) {
            Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(3650));
            assertThat(refusal(expecting(Expected.HOST, PORT, later), server)).isEqualTo(Reason.TRUST_ANCHOR_FAILED);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aMalformedChainIsNamed(String version) throws Exception {
        byte[] chain = chain();
        for (byte[] malformed : new byte[][] {{}, {1}, Arrays.copyOf(chain, chain.length - 1)}) {
            try (UnrulyTlsServer server = showing(SERVER)
                    .chain(malformed, ChainPlace.RIGHT)
                    .versions(version)
                    .start()) {
                assertThat(refusal(expecting(), server)).isEqualTo(Reason.DNS_MALFORMED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aChainOfSixtyThousandBytesIsTaken(String version) throws Exception {
        byte[] chain = chain();
        // An address record with data of that length is left out: it says nothing about TLSA records.
        int filling = 60_000 - chain.length;
        byte[] padded = Arrays.copyOf(chain, chain.length + 11 + filling);
        byte[] header = {0, 0, 1, 0, 1, 0, 0, 0, 0, (byte) (filling >> 8), (byte) filling};
        System.arraycopy(header, 0, padded, chain.length, header.length);
        try (UnrulyTlsServer server = showing(SERVER)
                .chain(padded, ChainPlace.RIGHT)
                .versions(version)
                .start()) {
            Expected.answer(expecting(), server);
        }
    }

    @Test
    void aChainInTheWrongPlaceIsRefused() throws Exception {
        for (ChainPlace place : List.of(ChainPlace.ENCRYPTED_EXTENSIONS, ChainPlace.SECOND_CERTIFICATE)) {
            try (UnrulyTlsServer server =
                    showing(SERVER).chain(chain(), place).versions("TLSv1.3").start()) {
                assertThat(Expected.failure(expecting(), server))
                        .as(place.name())
                        .hasMessageContaining("in the wrong place");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aChainThatNobodyAskedForIsRefused(String version) throws IOException {
        try (UnrulyTlsServer server = showing(SERVER)
                .chain(chain(), ChainPlace.RIGHT)
                .chainUnasked()
                .versions(version)
                .start()) {
            BouncyCastleTls tls = Expected.by(SERVER.tlsa(3, 1, 1));
            Expected.failure(tls, server);
            assertThat(server.chainPorts()).isEmpty();
        }
    }
}
