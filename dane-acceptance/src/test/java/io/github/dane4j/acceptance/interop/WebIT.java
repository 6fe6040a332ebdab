package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.DaneSslContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of the JDK with a DANE context against {@code openssl s_server}. */
@ExtendWith(LaboratoryExtension.class)
@Timeout(60)
class WebIT {
    private final Laboratory laboratory;
    private final DnssecResolver resolver;
    private final SSLContext dane;

    WebIT(Laboratory laboratory) {
        this.laboratory = laboratory;
        resolver = laboratory.resolver(NameServer.UNBOUND);
        dane = DaneSslContext.mandatory(resolver);
    }

    @AfterEach
    void closeResolver() {
        resolver.close();
    }

    @Test
    void httpClientAcceptsAServerWithThePublishedKeyUnderAnotherName() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(dane).build();
        assertThat(get(client, laboratory.webPort())).contains("New, TLSv1.3");
    }

    @Test
    void httpClientRefusesAServerWithAnotherKeyUnderTheRightName() {
        HttpClient client = HttpClient.newBuilder().sslContext(dane).build();
        assertRefused(() -> get(client, laboratory.impostorPort()));
    }

    @Test
    void httpClientWithoutDaneRefusesBoth() {
        HttpClient client = HttpClient.newHttpClient();
        assertThatThrownBy(() -> get(client, laboratory.webPort())).isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> get(client, laboratory.impostorPort())).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void socketsAcceptAServerWithThePublishedKeyUnderAnotherName() throws Exception {
        assertThat(getThroughSocket(laboratory.webPort())).contains("New, TLSv1.3");
    }

    @Test
    void socketsRefuseAServerWithAnotherKeyUnderTheRightName() {
        assertRefused(() -> getThroughSocket(laboratory.impostorPort()));
    }

    private static String get(HttpClient client, int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + Laboratory.WEB_HOST + ":" + port + "/"))
                .timeout(Duration.ofSeconds(30))
                .build();
        InputStream body =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
        // Not to the end of the body: there the server waits for the client to close, and HttpClient for the server.
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.contains("Cipher is"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String getThroughSocket(int port) throws IOException {
        SSLSocketFactory factory = dane.getSocketFactory();
        try (Socket connected = Loopback.connect(port);
                Socket socket = factory.createSocket(connected, Laboratory.WEB_HOST, port, true)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(ThrowingCallable connecting) {
        assertThatThrownBy(connecting)
                .isInstanceOf(SSLHandshakeException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        DaneCertificateException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.LEAF_MISMATCH));
    }
}
