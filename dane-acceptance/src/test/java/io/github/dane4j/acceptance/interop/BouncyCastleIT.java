package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.bctls.BouncyCastleOptions;
import io.github.dane4j.bctls.BouncyCastleTls;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dane-bctls} with servers of GnuTLS and OpenSSL: raw public keys, and a certificate that JSSE cannot handle. */
@Timeout(60)
// A server is there to be stopped.
@SuppressWarnings("try")
class BouncyCastleIT {
    private static final String HOST = "server.example.test";
    private static final String ANY = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

    @TempDir
    Path folder;

    private static BouncyCastleTls expecting(String digest, BouncyCastleOptions options) {
        return BouncyCastleTls.authenticated(
                DaneVerifier.create(),
                List.of(TlsaRecord.parse("3 1 1 " + digest)),
                ReferenceIdentifiers.of(HOST),
                DomainName.of(HOST),
                Clock.systemUTC(),
                options);
    }

    private static BouncyCastleTls expecting(String digest) {
        return expecting(digest, BouncyCastleOptions.standard());
    }

    private static SSLSocket connect(BouncyCastleTls tls, int port) throws IOException {
        return tls.connect(Loopback.at(port), Duration.ofSeconds(30));
    }

    private static void echo(SSLSocket socket) throws IOException {
        socket.setSoTimeout(30_000);
        byte[] line = "hello\n".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(line);
        assertThat(socket.getInputStream().readNBytes(line.length)).isEqualTo(line);
    }

    private Path key(String label, String... kind) {
        Path key = folder.resolve(label + ".key");
        String[] arguments = new String[kind.length + 3];
        arguments[0] = "genpkey";
        System.arraycopy(kind, 0, arguments, 1, kind.length);
        arguments[kind.length + 1] = "-out";
        arguments[kind.length + 2] = key.toString();
        Command.run(Program.OPENSSL, arguments);
        return key;
    }

    private static String digest(Path privateKey) {
        Path der = privateKey.resolveSibling(privateKey.getFileName() + ".der");
        Command.run(
                Program.OPENSSL,
                "pkey",
                "-in",
                privateKey.toString(),
                "-pubout",
                "-outform",
                "DER",
                "-out",
                der.toString());
        String line = Command.run(Program.OPENSSL, "dgst", "-sha256", "-r", der.toString());
        return line.substring(0, line.indexOf(' '));
    }

    private Path curveKey(String label) {
        return key(label, "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, EC", "TLSv1.3, RSA", "TLSv1.3, ED25519",
        "TLSv1.2, EC", "TLSv1.2, RSA", "TLSv1.2, ED25519"
    })
    void rawPublicKeysOfGnuTls(String version, String algorithm) throws Exception {
        Path key = algorithm.equals("EC") ? curveKey("server") : key("server", "-algorithm", algorithm);
        int port = Loopback.freePort();
        String priority = "NORMAL:-VERS-ALL:+VERS-" + version.replace("TLSv", "TLS");
        try (GnuTlsServer server = GnuTlsServer.start(folder, port, Optional.of(key), Optional.empty(), priority)) {
            BouncyCastleTls tls = expecting(digest(key));
            try (SSLSocket socket = connect(tls, port)) {
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                echo(socket);
            }
            assertThat(tls.accepted()).isTrue();
            assertThat(tls.result().orElseThrow())
                    .isInstanceOfSatisfying(
                            DaneResult.Authenticated.class,
                            proof -> assertThat(proof.bareKey()).isTrue());

            BouncyCastleTls other = expecting("ab".repeat(32));
            assertThatThrownBy(() -> connect(other, port)).isInstanceOf(SSLHandshakeException.class);
            assertThat(other.accepted()).isFalse();
        }
    }

    /** The certificate has another key. Whichever of the two is published is enough. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS1.3", "TLS1.2"})
    void rawKeyAndCertificateOfOneServer(String version) throws Exception {
        Path key = curveKey("raw");
        Certificate certificate = Certificate.selfSigned(folder, "server", HOST);
        int port = Loopback.freePort();
        try (GnuTlsServer server = GnuTlsServer.start(
                folder, port, Optional.of(key), Optional.of(certificate), "NORMAL:-VERS-ALL:+VERS-" + version)) {
            BouncyCastleTls raw = expecting(digest(key));
            try (SSLSocket socket = connect(raw, port)) {
                echo(socket);
            }
            assertThat(raw.offersRawPublicKeys()).isTrue();

            BouncyCastleTls published = expecting(certificate.keyDigest());
            try (SSLSocket socket = connect(published, port)) {
                echo(socket);
            }
            assertThat(published.offersRawPublicKeys()).isFalse();

            assertThatThrownBy(() -> connect(expecting("ab".repeat(32)), port))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasCauseInstanceOf(DaneCertificateException.class);
        }
    }

    @Test
    void aServerOfGnuTlsWithoutRawKeys() throws Exception {
        Certificate certificate = Certificate.selfSigned(folder, "server", HOST);
        int port = Loopback.freePort();
        try (GnuTlsServer server = GnuTlsServer.start(folder, port, Optional.empty(), Optional.of(certificate), ANY)) {
            BouncyCastleTls tls = expecting(certificate.keyDigest());
            try (SSLSocket socket = connect(tls, port)) {
                echo(socket);
            }
            assertThat(tls.offersRawPublicKeys()).isTrue();
        }
    }

    /** RFC 5746. */
    @Test
    void aServerWithoutSecureRenegotiationNeedsTheOptionCompatible() throws Exception {
        Certificate certificate = Certificate.selfSigned(folder, "server", HOST);
        int port = Loopback.freePort();
        try (GnuTlsServer server = GnuTlsServer.start(
                folder,
                port,
                Optional.empty(),
                Optional.of(certificate),
                "NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION")) {
            assertThatThrownBy(() -> connect(expecting(certificate.keyDigest()), port))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("secure renegotiation");
            BouncyCastleOptions compatible = BouncyCastleOptions.standard().compatible();
            try (SSLSocket socket = connect(expecting(certificate.keyDigest(), compatible), port)) {
                echo(socket);
            }
        }
    }

    /** A key with the parameters of its curve spelt out, which JSSE does not take. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void explicitCurveParametersOfOpenSsl(String version) throws Exception {
        Certificate certificate = new Certificate(folder.resolve("server.pem"), folder.resolve("server.key"));
        Command.run(
                Program.OPENSSL,
                "ecparam",
                "-name",
                "prime256v1",
                "-param_enc",
                "explicit",
                "-genkey",
                "-noout",
                "-out",
                certificate.key().toString());
        Command.run(
                Program.OPENSSL,
                "req",
                "-x509",
                "-key",
                certificate.key().toString(),
                "-subj",
                "/CN=" + HOST,
                "-days",
                "30",
                "-out",
                certificate.chain().toString());
        int port = Loopback.freePort();
        try (OpenSslServer server =
                OpenSslServer.showing(folder, port, certificate.chain(), certificate.key(), Optional.empty())) {
            BouncyCastleTls tls = expecting(certificate.keyDigest());
            try (Socket plain = Loopback.connect(port);
                    SSLSocket socket = (SSLSocket) tls.socketFactory().createSocket(plain, HOST, port, true)) {
                socket.setEnabledProtocols(new String[] {version});
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains(version);
            }
            assertThat(tls.accepted()).isTrue();

            SingleConnectionTls jsse = SingleConnectionTls.authenticated(
                    DaneVerifier.create(),
                    List.of(TlsaRecord.parse("3 1 1 " + certificate.keyDigest())),
                    ReferenceIdentifiers.of(HOST),
                    DomainName.of(HOST),
                    Clock.systemUTC());
            try (Socket plain = Loopback.connect(port);
                    SSLSocket socket = (SSLSocket) jsse.socketFactory().createSocket(plain, HOST, port, true)) {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }
}
