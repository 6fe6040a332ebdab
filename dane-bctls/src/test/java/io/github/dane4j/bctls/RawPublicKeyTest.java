package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import java.net.Socket;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers with a raw public key (RFC 7250, RFC 7671 section 5.1). */
class RawPublicKeyTest {
    private static final KeyPair KEYS = KeyAlgorithm.EC_P256.generate();
    private static final KeyPair OTHERS = KeyAlgorithm.EC_P256.generate();
    private static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames(Expected.HOST).build();

    static List<String> versions() {
        return List.of("TLSv1.2", "TLSv1.3");
    }

    private static String record(KeyPair keys) {
        return TlsaRecord.matchingPublicKey(keys.getPublic().getEncoded(), MatchingType.SHA2_256)
                .toString();
    }

    private static byte[] key(KeyPair keys) {
        return keys.getPublic().getEncoded();
    }

    private static Presented only(KeyPair keys) {
        return Presented.rawKeys(keys.getPrivate(), key(keys));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aRawKeyThatMatchesIsAccepted(String version) throws Exception {
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(only(KEYS)).versions(version).start()) {
            BouncyCastleTls tls = Expected.by(record(KEYS));
            Expected.answer(tls, server);
            DaneResult.Authenticated proof =
                    (DaneResult.Authenticated) tls.result().orElseThrow();
            assertThat(proof.bareKey()).isTrue();
            assertThat(proof.path()).isEmpty();
            assertThat(server.rawKeyOffers()).containsExactly(true);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"RSA_2048", "EC_P256", "ED25519"})
    void everyKindOfKeyInBothVersions(KeyAlgorithm algorithm) throws Exception {
        KeyPair keys = algorithm.generate();
        for (String version : versions()) {
            try (UnrulyTlsServer server =
                    new UnrulyTlsServer(only(keys)).versions(version).start()) {
                Expected.answer(Expected.by(record(keys)), server);
            }
        }
    }

    /**
     * The offer goes out only if a raw key can match, and no usable record asks for a certificate. R is the record of the
     * server's key, C that of its certificate.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            # records,                               offered
            R,                                       true
            R / 3 1 7 00,                            true
            R / 0 0 1 00,                            true
            R / 0 0 1 %1$s,                          true
            R / 3 0 1 %1$s,                          false
            R / 2 1 1 %1$s,                          false
            R / 3 1 2 %1$s%1$s,                      true
            3 0 1 %1$s,                              false
            2 1 1 %1$s,                              false
            3 1 7 00,                                false
            '',                                      false
            """)
    void offeredOnlyIfEveryUsableRecordNamesAKey(String records, boolean offered) throws Exception {
        String[] texts = records.isEmpty()
                ? new String[0]
                : records.replace("R", record(KEYS))
                        .replace("%1$s", "ab".repeat(32))
                        .split(" / ");
        BouncyCastleTls tls = Expected.by(texts);
        assertThat(tls.offersRawPublicKeys()).isEqualTo(offered);
        try (UnrulyTlsServer server = new UnrulyTlsServer(
                        Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der()))
                .start()) {
            Expected.failure(tls, server);
            assertThat(server.rawKeyOffers()).containsExactly(offered);
        }
        assertThat(Expected.by(BouncyCastleOptions.standard().withoutRawPublicKeys(), texts)
                        .offersRawPublicKeys())
                .isFalse();
    }

    @Test
    void aServerWithoutRawKeysSendsItsCertificate() throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(
                        Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der()))
                .start()) {
            Expected.answer(Expected.by(CERTIFICATE.tlsa(3, 1, 1)), server);
            assertThat(server.rawKeyOffers()).containsExactly(true);
        }
    }

    /** RFC 8446 section 4.4.2 allows one. In TLS 1.2 there is no place for a second. */
    @ParameterizedTest
    @MethodSource("versions")
    void twoRawKeysAreRefusedAlthoughTheFirstMatches(String version) throws Exception {
        Presented two = Presented.rawKeys(KEYS.getPrivate(), key(KEYS), key(OTHERS));
        try (UnrulyTlsServer server = new UnrulyTlsServer(two).versions(version).start()) {
            BouncyCastleTls tls = Expected.by(record(KEYS));
            SSLHandshakeException failed = Expected.failure(tls, server);
            if (version.equals("TLSv1.3")) {
                assertThat(failed).hasMessageContaining("2 raw public keys; exactly one is allowed");
                assertThat(server.alert()).isEqualTo("illegal_parameter");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anothersRawKeyIsNeverAccepted(String version) throws Exception {
        Presented stolen = Presented.rawKeys(OTHERS.getPrivate(), key(KEYS));
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(stolen).versions(version).start()) {
            assertThat(Expected.failure(Expected.by(record(KEYS)), server)).hasMessageContaining("decrypt_error");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aRawKeyThatWasNotAskedForIsRefused(String version) throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(only(KEYS).toEveryClient())
                .versions(version)
                .start()) {
            BouncyCastleTls tls = Expected.by(BouncyCastleOptions.standard().withoutRawPublicKeys(), record(KEYS));
            Expected.failure(tls, server);
            assertThat(tls.result()).isEmpty();
        }
    }

    /** Not laid out like a key: it matches nothing, although the bytes are those of a record. */
    @ParameterizedTest
    @MethodSource("versions")
    void bytesThatAreNoKeyProveNothing(String version) throws Exception {
        byte[] junk = {0x30, 0x03, 0x02, 0x01, 0x05};
        Presented shown = Presented.rawKeys(KEYS.getPrivate(), junk);
        String record = TlsaRecord.parse("3 1 1 "
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(junk)))
                .toString();
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(shown).versions(version).start()) {
            assertThat(Expected.failure(Expected.by(record), server).getCause()).isNotNull();
        }
    }

    /** A server may have a raw key that is not the key of its certificate, which alone is published. */
    @ParameterizedTest
    @MethodSource("versions")
    void aRawKeyThatMatchesNothingIsFollowedByTheCertificate(String version) throws Exception {
        Presented both = Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der())
                .andRawKeys(KEYS.getPrivate(), key(KEYS));
        try (UnrulyTlsServer server =
                new UnrulyTlsServer(both).versions(version).start()) {
            BouncyCastleTls tls = Expected.by(CERTIFICATE.tlsa(3, 1, 1));

            Expected.answer(tls, server);

            assertThat(server.rawKeyOffers()).containsExactly(true, false);
            assertThat(tls.offersRawPublicKeys()).isFalse();
        }
    }

    @Test
    void theSecondAttemptMustMatchTheSameRecords() throws Exception {
        Presented both = Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der())
                .andRawKeys(KEYS.getPrivate(), key(KEYS));
        try (UnrulyTlsServer server = new UnrulyTlsServer(both).start()) {
            BouncyCastleTls tls = Expected.by(record(OTHERS));

            assertThat(Expected.refusal(tls, server).reason()).isEqualTo(Reason.LEAF_MISMATCH);

            assertThat(server.rawKeyOffers()).containsExactly(true, false);
        }
    }

    /** A certificate that matches nothing is final: the same server would show the same. */
    @Test
    void aRefusedCertificateIsNotTriedAgain() throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(
                        Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der()))
                .start()) {
            Expected.refusal(Expected.by(record(KEYS)), server);
            assertThat(server.rawKeyOffers()).containsExactly(true);
        }
    }

    @Test
    void theSocketFactoryLeavesTheOfferOutTheNextTime() throws Exception {
        Presented both = Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der())
                .andRawKeys(KEYS.getPrivate(), key(KEYS));
        try (UnrulyTlsServer server = new UnrulyTlsServer(both).start()) {
            BouncyCastleTls tls = Expected.by(CERTIFICATE.tlsa(3, 1, 1));
            try (Socket first = tls.socketFactory()
                    .createSocket(
                            server.address().getAddress(), server.address().getPort())) {
                assertThatThrownBy(((SSLSocket) first)::startHandshake).isInstanceOf(SSLHandshakeException.class);
            }
            try (Socket second = tls.socketFactory()
                    .createSocket(
                            server.address().getAddress(), server.address().getPort())) {
                assertThat(Expected.ask((SSLSocket) second)).isEqualTo("ok\n");
            }
            assertThat(tls.accepted()).isTrue();
        }
    }

    @Test
    void theSessionHasNoCertificate() throws Exception {
        try (UnrulyTlsServer server = new UnrulyTlsServer(only(KEYS)).start();
                SSLSocket socket = Expected.by(record(KEYS)).connect(server.address(), Expected.CONNECT)) {
            assertThatThrownBy(() -> socket.getSession().getPeerCertificates())
                    .isInstanceOf(SSLPeerUnverifiedException.class)
                    .hasMessageContaining("raw public key");
            assertThatThrownBy(() -> socket.getSession().getPeerPrincipal())
                    .isInstanceOf(SSLPeerUnverifiedException.class);
            assertThat(socket.getSession().isValid()).isTrue();
        }
    }
}
