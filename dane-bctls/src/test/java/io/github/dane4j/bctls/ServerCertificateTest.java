package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Reason;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers with certificates, judged by the bytes (RFC 6698 section 2.1, RFC 7671 section 5). */
class ServerCertificateTest {
    private static final TestCertificate AUTHORITY =
            TestCertificate.builder().certificateAuthority().build();
    private static final TestCertificate SERVER = TestCertificate.builder()
            .dnsNames(Expected.HOST)
            .issuedBy(AUTHORITY)
            .build();
    private static final TestCertificate STRANGER =
            TestCertificate.builder().dnsNames(Expected.HOST).build();

    static List<String> versions() {
        return List.of("TLSv1.2", "TLSv1.3");
    }

    private static Presented chain(TestCertificate leaf, byte[]... others) {
        List<byte[]> all = new ArrayList<>(List.of(others));
        all.add(0, leaf.der());
        return Presented.certificates(leaf.keyPair().getPrivate(), all.toArray(byte[][]::new));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void acceptsTheServerThatMatchesAndTellsByWhat(String version) throws Exception {
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(chain(SERVER)).versions(version).start()) {
            BouncyCastleTls tls = Expected.by(SERVER.tlsa(3, 1, 1));
            assertThat(tls.accepted()).isFalse();
            assertThat(tls.result()).isEmpty();

            Expected.answer(tls, server);

            assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.AUTHENTICATED);
            assertThat(server.serverNames()).containsExactly(Expected.HOST);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void refusesAnotherServerWithTheWholeExplanation(String version) throws Exception {
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(chain(STRANGER)).versions(version).start()) {
            BouncyCastleTls tls = Expected.by(SERVER.tlsa(3, 1, 1));

            DaneCertificateException refused = Expected.refusal(tls, server);

            assertThat(refused.reason()).isEqualTo(Reason.LEAF_MISMATCH);
            assertThat(refused).hasMessageStartingWith("DANE refused " + Expected.HOST + ", not authenticated");
            assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.NOT_AUTHENTICATED);
            assertThat(server.alert()).isEqualTo("certificate_unknown");
            assertThat(tls.hint(Expected.failure(tls, server))).isEmpty();
        }
    }

    @Test
    void refusesEveryServerIfNoRecordIsUsable() throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(chain(SERVER)).start()) {
            assertThat(Expected.refusal(Expected.by("3 1 7 00ff"), server).reason())
                    .isEqualTo(Reason.NO_USABLE_RECORDS);
        }
    }

    /** Anybody can show a certificate that is public. The verifier agrees to it, and the handshake fails. */
    @ParameterizedTest
    @MethodSource("versions")
    void aServerThatDoesNotOwnItsKeyIsNeverAccepted(String version) throws Exception {
        Presented stolen = Presented.certificates(STRANGER.keyPair().getPrivate(), SERVER.der());
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(stolen).versions(version).start()) {
            BouncyCastleTls tls = Expected.by(SERVER.tlsa(3, 1, 1));

            assertThat(Expected.failure(tls, server)).hasMessageContaining("decrypt_error");

            assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.AUTHENTICATED);
            assertThat(tls.accepted()).isFalse();
            assertThat(server.alert()).isEqualTo("decrypt_error");
        }
    }

    /** A certificate with dates that no calendar has: JDK's parser refuses it, and DANE-EE does not care. */
    static byte[] unparseable(TestCertificate certificate) {
        byte[] der = certificate.der();
        for (int i = 0; i < der.length - 15; i++) {
            // UTCTime of 13 characters: yymmddhhmmssZ.
            if (der[i] == 0x17 && der[i + 1] == 13 && der[i + 14] == 'Z') {
                der[i + 4] = '9';
                der[i + 5] = '9';
                return der;
            }
        }
        throw new AssertionError("the certificate has no UTCTime");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aCertificateThatTheJvmCannotParseStillMatches(String version) throws Exception {
        byte[] odd = unparseable(SERVER);
        assertThatThrownBy(() ->
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(odd)))
                .isInstanceOf(CertificateException.class);
        Presented shown = Presented.certificates(SERVER.keyPair().getPrivate(), odd);
        EncodedCertificate encoded = EncodedCertificate.of(odd);
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(shown).versions(version).start()) {
            for (Selector selector : Selector.values()) {
                String record = TlsaRecord.matching(encoded, CertificateUsage.DANE_EE, selector, MatchingType.SHA2_256)
                        .toString();
                Expected.answer(Expected.by(record), server);
            }
            assertThat(Expected.refusal(Expected.by(STRANGER.tlsa(3, 1, 1)), server)
                            .reason())
                    .isEqualTo(Reason.LEAF_MISMATCH);
            BouncyCastleTls tls = Expected.by(SERVER.tlsa(3, 1, 1));
            try (SSLSocket socket = tls.connect(server.address(), Expected.CONNECT)) {
                assertThatThrownBy(() -> socket.getSession().getPeerCertificates())
                        .isInstanceOf(SSLPeerUnverifiedException.class)
                        .hasMessageContaining("cannot parse");
            }
        }
    }

    /** What the handshake cannot check a signature with is refused, whatever the record says. */
    @ParameterizedTest
    @MethodSource("versions")
    void bytesThatAreNoCertificateProveNothing(String version) throws Exception {
        byte[] junk = "certificate".getBytes(StandardCharsets.US_ASCII);
        Presented shown = Presented.certificates(SERVER.keyPair().getPrivate(), junk);
        String record = TlsaRecord.of(
                        CertificateUsage.DANE_EE,
                        Selector.CERT,
                        MatchingType.SHA2_256,
                        MessageDigest.getInstance("SHA-256").digest(junk))
                .toString();
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(shown).versions(version).start()) {
            assertThat(Expected.failure(Expected.by(record), server)).hasMessageContaining("bad_certificate");
            assertThat(Expected.refusal(Expected.by(SERVER.tlsa(3, 1, 1)), server)
                            .reason())
                    .isEqualTo(Reason.UNREADABLE_CERTIFICATE);
        }
    }

    /** RFC 7671 section 5.1: nothing but the first certificate counts. JSSE parses all, and takes no more than ten. */
    @Test
    void junkBesideAMatchingCertificateIsIgnored() throws Exception {
        byte[][] junk = new byte[40][];
        Arrays.setAll(junk, i -> new byte[] {1, 2, 3, (byte) i});
        try (UnrulyTlsServer server = new UnrulyTlsServer(chain(SERVER, junk)).start()) {
            Expected.answer(Expected.by(SERVER.tlsa(3, 1, 1)), server);
        }
    }

    @Test
    void moreThanAHundredCertificatesEndTheHandshake() throws Exception {
        byte[][] junk = new byte[100][];
        Arrays.fill(junk, new byte[] {1, 2, 3});
        try (UnrulyTlsServer server = new UnrulyTlsServer(chain(SERVER, junk)).start()) {
            assertThat(Expected.failure(Expected.by(SERVER.tlsa(3, 1, 1)), server))
                    .hasMessageContaining("Certificate chain longer than maximum (100)");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aChainOfNinetyKilobytesIsTaken(String version) throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(chain(SERVER, new byte[90_000]))
                .versions(version)
                .start()) {
            Expected.answer(Expected.by(SERVER.tlsa(3, 1, 1)), server);
        }
    }

    @Test
    void aChainOfMoreThanAHundredKilobytesIsNot() throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(chain(SERVER, new byte[103_000])).start()) {
            assertThat(Expected.failure(Expected.by(SERVER.tlsa(3, 1, 1)), server))
                    .hasMessageContaining("exceeds the maximum");
        }
    }

    @Test
    void aTrustAnchorVouchesForTheServersName() throws Exception {
        TestCertificate otherName = TestCertificate.builder()
                .dnsNames("other.example.test")
                .issuedBy(AUTHORITY)
                .build();
        try (UnrulyTlsServer right = new UnrulyTlsServer(chain(SERVER, AUTHORITY.der())).start();
                UnrulyTlsServer wrong = new UnrulyTlsServer(chain(otherName, AUTHORITY.der())).start()) {
            BouncyCastleTls tls = Expected.by(AUTHORITY.tlsa(2, 1, 1));
            Expected.answer(tls, right);
            assertThat(Expected.refusal(tls, wrong).reason()).isEqualTo(Reason.NAME_MISMATCH);
        }
    }

    /** RFC 7671 section 5.1: DANE-EE asks for no name, no date and no key usage. */
    @Test
    void namesDatesAndKeyUsageSayNothingToDaneEe() throws Exception {
        TestCertificate stale = TestCertificate.builder()
                .dnsNames("other.invalid")
                .notBefore(Instant.parse("2001-01-01T00:00:00Z"))
                .notAfter(Instant.parse("2002-01-01T00:00:00Z"))
                .keyUsage(KeyUsage.keyCertSign)
                .build();
        try (UnrulyTlsServer server = new UnrulyTlsServer(chain(stale)).start()) {
            Expected.answer(Expected.by(stale.tlsa(3, 0, 1)), server);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"RSA_2048", "EC_P256", "ED25519"})
    void everyKindOfKeyInBothVersions(KeyAlgorithm algorithm) throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().keyAlgorithm(algorithm).build();
        for (String version : versions()) {
            try (UnrulyTlsServer server =
                    new UnrulyTlsServer(chain(certificate)).versions(version).start()) {
                Expected.answer(Expected.by(certificate.tlsa(3, 1, 1)), server);
            }
        }
    }

    /** RFC 7671 section 10.2: the TLSA base domain is sent as it is. */
    @Test
    void sendsAServerNameWithAnUnderscore() throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(chain(SERVER)).start()) {
            Expected.answer(
                    Expected.at("mx_a.example.test", BouncyCastleOptions.standard(), SERVER.tlsa(3, 1, 1)), server);
            assertThat(server.serverNames()).containsExactly("mx_a.example.test");
        }
    }

    @Test
    void aSecondConnectionIsJudgedAnew() throws Exception {
        try (UnrulyTlsServer right = new UnrulyTlsServer(chain(SERVER)).start();
                UnrulyTlsServer wrong = new UnrulyTlsServer(chain(STRANGER)).start()) {
            BouncyCastleTls tls = Expected.by(SERVER.tlsa(3, 1, 1));
            Expected.answer(tls, right);
            Expected.refusal(tls, wrong);
            assertThat(tls.result()).map(DaneResult::kind).contains(DaneResult.Kind.NOT_AUTHENTICATED);
            Expected.answer(tls, right);
        }
    }
}
