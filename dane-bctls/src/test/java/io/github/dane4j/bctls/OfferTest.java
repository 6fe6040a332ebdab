package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client offers: each entry has a server that knows nothing else. */
class OfferTest {
    private static final TestCertificate CURVE = TestCertificate.builder().build();
    private static final TestCertificate RSA =
            TestCertificate.builder().keyAlgorithm(KeyAlgorithm.RSA_2048).build();
    private static final BouncyCastleOptions STANDARD = BouncyCastleOptions.standard();

    private static UnrulyTlsServer server(TestCertificate certificate) {
        return new UnrulyTlsServer(Presented.certificates(certificate.keyPair().getPrivate(), certificate.der()));
    }

    private static TestCertificate keyFor(String suite) {
        return suite.contains("_RSA_") ? RSA : CURVE;
    }

    private static int number(Class<?> constants, String name) throws ReflectiveOperationException {
        Field field = constants.getField(name);
        return field.getInt(null);
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void aServerThatKnowsOneCipherSuiteOnly(Suite suite) throws Exception {
        TestCertificate certificate = keyFor(suite.name());
        String record = certificate.tlsa(3, 1, 1);
        boolean modern = Suite.of(STANDARD).contains(suite);
        try (UnrulyTlsServer server = server(certificate)
                .suites(suite.number())
                .versions(suite.version().equals(ProtocolVersion.TLSv13) ? "TLSv1.3" : "TLSv1.2")
                .start()) {
            BouncyCastleTls compatible = Expected.by(STANDARD.compatible(), record);
            try (SSLSocket socket = compatible.connect(server.address(), Expected.CONNECT)) {
                assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite.name());
                assertThat(Expected.ask(socket)).isEqualTo("ok\n");
            }
            if (modern) {
                Expected.answer(Expected.by(record), server);
            } else {
                Expected.failure(Expected.by(record), server);
            }
        }
    }

    /** Static RSA, no forward secrecy; and suites that neither list has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_NULL_SHA",
                "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"
            })
    void cipherSuitesThatAreNeverOffered(String suite) throws Exception {
        try (UnrulyTlsServer server = server(RSA)
                .suites(number(CipherSuite.class, suite))
                .versions("TLSv1.2")
                .start()) {
            Expected.failure(Expected.by(STANDARD.compatible(), RSA.tlsa(3, 1, 1)), server);
        }
    }

    /** In TLS 1.3 only x25519 is ready in the client hello: the server asks for the others by a HelloRetryRequest. */
    @ParameterizedTest
    @ValueSource(strings = {"x25519", "secp256r1", "secp384r1", "secp521r1"})
    void aServerThatKnowsOneGroupOnly(String group) throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (UnrulyTlsServer server = server(CURVE)
                    .groups(number(NamedGroup.class, group))
                    .versions(version)
                    .start()) {
                Expected.answer(Expected.by(CURVE.tlsa(3, 1, 1)), server);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x448", "brainpoolP256r1", "sect283r1", "secp256k1"})
    void groupsThatAreNeverOffered(String group) throws Exception {
        try (UnrulyTlsServer server = server(CURVE)
                .groups(number(NamedGroup.class, group))
                .versions("TLSv1.2")
                .start()) {
            Expected.failure(Expected.by(STANDARD.compatible(), CURVE.tlsa(3, 1, 1)), server);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rsa_pkcs1_sha256, TLSv1.2, true",
        "rsa_pkcs1_sha384, TLSv1.2, true",
        "rsa_pkcs1_sha512, TLSv1.2, true",
        "rsa_pss_rsae_sha384, TLSv1.2, true",
        "rsa_pss_rsae_sha512, TLSv1.3, true",
        "rsa_pkcs1_sha1, TLSv1.2, false",
        "rsa_pkcs1_sha1, TLSv1.3, false",
        "rsa_pkcs1_sha256, TLSv1.3, false"
    })
    void signaturesOfTheHandshake(String scheme, String protocol, boolean taken) throws Exception {
        try (UnrulyTlsServer server = server(RSA)
                .signature(number(SignatureScheme.class, scheme))
                .versions(protocol)
                .start()) {
            BouncyCastleTls tls = Expected.by(RSA.tlsa(3, 1, 1));
            if (taken) {
                Expected.answer(tls, server);
            } else {
                Expected.failure(tls, server);
            }
        }
    }

    @Test
    void ecdsaWithSha1IsRefused() throws Exception {
        try (UnrulyTlsServer server = server(CURVE)
                .signature(SignatureScheme.ecdsa_sha1)
                .versions("TLSv1.2")
                .start()) {
            Expected.failure(Expected.by(CURVE.tlsa(3, 1, 1)), server);
        }
    }

    /** RFC 8996. */
    @Test
    void nothingOlderThanTls12() throws Exception {
        try (UnrulyTlsServer server = server(RSA)
                .suites(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA)
                .versions("TLSv1.1", "TLSv1")
                .start()) {
            Expected.failure(Expected.by(STANDARD.compatible(), RSA.tlsa(3, 1, 1)), server);
        }
    }

    @Test
    void everyCipherSuiteHasTheNumberThatIanaGivesItsName() throws Exception {
        for (Suite suite : Suite.values()) {
            assertThat(suite.number()).isEqualTo(number(CipherSuite.class, suite.name()));
            assertThat(Suite.name(suite.number())).isEqualTo(suite.name());
        }
        assertThat(Arrays.stream(Suite.values()).map(Suite::number)).doesNotHaveDuplicates();
    }

    @Test
    void aTimeoutOutOfRangeIsAnError() {
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-5), Duration.ofDays(2))) {
            assertThatThrownBy(() -> STANDARD.handshakeTimeout(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("between 1 ms and 1 day");
        }
    }
}
