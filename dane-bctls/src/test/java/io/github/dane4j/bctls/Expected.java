package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dane4j.DomainName;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/** Connections to the server that these tests expect, {@code server.example.test}, and what comes of them. */
final class Expected {
    static final String HOST = "server.example.test";
    static final Duration CONNECT = Duration.ofSeconds(30);

    private Expected() {}

    static BouncyCastleTls by(String... records) {
        return by(BouncyCastleOptions.standard(), records);
    }

    static BouncyCastleTls by(BouncyCastleOptions options, String... records) {
        return at(HOST, options, records);
    }

    static BouncyCastleTls at(String baseDomain, BouncyCastleOptions options, String... records) {
        return BouncyCastleTls.authenticated(
                DaneVerifier.create(),
                Stream.of(records).map(TlsaRecord::parse).toList(),
                ReferenceIdentifiers.of(baseDomain),
                DomainName.of(baseDomain),
                Clock.systemUTC(),
                options);
    }

    /** Connects, asks and hears the answer; fails if there is none. */
    static void answer(BouncyCastleTls tls, UnrulyTlsServer server) throws IOException {
        try (SSLSocket socket = tls.connect(server.address(), CONNECT)) {
            assertThat(ask(socket)).isEqualTo("ok\n");
        }
        assertThat(tls.accepted()).isTrue();
    }

    static String ask(SSLSocket socket) throws IOException {
        socket.setSoTimeout((int) CONNECT.toMillis());
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** Connects and is refused by DANE. */
    static DaneCertificateException refusal(BouncyCastleTls tls, UnrulyTlsServer server) {
        SSLHandshakeException failed = failure(tls, server);
        assertThat(failed).hasCauseInstanceOf(DaneCertificateException.class);
        DaneCertificateException refused = (DaneCertificateException) Objects.requireNonNull(failed.getCause());
        assertThat(failed).hasMessage(refused.getMessage());
        return refused;
    }

    /** Connects, and the handshake fails. */
    static SSLHandshakeException failure(BouncyCastleTls tls, UnrulyTlsServer server) {
        Throwable failed = catchThrowable(() -> tls.connect(server.address(), CONNECT));
        assertThat(failed).isInstanceOf(SSLHandshakeException.class);
        assertThat(tls.accepted()).isFalse();
        return (SSLHandshakeException) failed;
    }
}
