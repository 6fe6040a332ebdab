package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.bctls.BouncyCastleTls;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509TrustManager;
import okhttp3.Handshake;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets of {@code dane-bctls} in HTTP clients that take a socket factory, to a server with a raw public key (RFC 7250). */
class BouncyCastleSocketTest {
    private static final String HOST = Scenario.GOOD_KEY.host();
    private static final KeyPair KEYS = KeyAlgorithm.EC_P256.generate();
    private static final KeyPair OTHERS = KeyAlgorithm.EC_P256.generate();

    private final List<String> heard = new CopyOnWriteArrayList<>();

    enum Client {
        URL_CONNECTION {
            @Override
            String get(BouncyCastleTls tls, URL url) throws IOException {
                HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
                connection.setSSLSocketFactory(tls.socketFactory());
                connection.setHostnameVerifier((host, session) -> tls.accepted());
                try (InputStream in = connection.getInputStream()) {
                    assertThatThrownBy(connection::getServerCertificates)
                            .isInstanceOf(SSLPeerUnverifiedException.class);
                    return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                }
            }
        },
        OK_HTTP {
            @Override
            String get(BouncyCastleTls tls, URL url) throws IOException {
                OkHttpClient client = new OkHttpClient.Builder()
                        .sslSocketFactory(tls.socketFactory(), new NobodyTrustManager())
                        .hostnameVerifier((host, session) -> tls.accepted())
                        .build();
                try (Response response =
                        client.newCall(new Request.Builder().url(url).build()).execute()) {
                    Handshake handshake = Objects.requireNonNull(response.handshake());
                    assertThatThrownBy(handshake::peerCertificates).isInstanceOf(NoSuchElementException.class);
                    return Objects.requireNonNull(response.body()).string();
                } finally {
                    client.connectionPool().evictAll();
                    client.dispatcher().executorService().shutdownNow();
                }
            }
        };

        abstract String get(BouncyCastleTls tls, URL url) throws IOException;
    }

    private UnrulyTlsServer serve(KeyPair keys) {
        return new UnrulyTlsServer(
                        Presented.rawKeys(keys.getPrivate(), keys.getPublic().getEncoded()))
                .holding(Page::new)
                .start();
    }

    private static BouncyCastleTls expecting(KeyPair keys) {
        TlsaRecord record = TlsaRecord.matchingPublicKey(keys.getPublic().getEncoded(), MatchingType.SHA2_256);
        return BouncyCastleTls.authenticated(
                DaneVerifier.create(),
                List.of(record),
                ReferenceIdentifiers.of(HOST),
                DomainName.of(HOST),
                Clock.systemUTC());
    }

    private static URL url(UnrulyTlsServer server) throws IOException {
        return URI.create("https://" + HOST + ":" + server.address().getPort() + "/page")
                .toURL();
    }

    @ParameterizedTest
    @EnumSource
    void talksToTheServerWhoseRawKeyMatches(Client client) throws Exception {
        try (UnrulyTlsServer server = serve(KEYS)) {
            BouncyCastleTls tls = expecting(KEYS);

            assertThat(client.get(tls, url(server))).isEqualTo(ClientCase.WELCOME);

            assertThat(((DaneResult.Authenticated) tls.result().orElseThrow()).bareKey())
                    .isTrue();
            assertThat(heard).first().asString().startsWith("GET /page HTTP/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsAServerWithAnotherRawKeyNothing(Client client) throws Exception {
        try (UnrulyTlsServer server = serve(OTHERS)) {
            BouncyCastleTls tls = expecting(KEYS);

            Throwable failure = catchThrowable(() -> client.get(tls, url(server)));

            assertThat(failure).isInstanceOf(IOException.class);
            assertThat(Refusals.reason(failure)).contains(Reason.LEAF_MISMATCH);
            assertThat(tls.accepted()).isFalse();
            assertThat(heard).isEmpty();
        }
    }

    /** One page for each connection. */
    private final class Page implements UnrulyTlsServer.Conversation {
        @Override
        public void inTheClear(InputStream in, OutputStream out) {}

        @Override
        public void underTls(InputStream in, OutputStream out) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean inHeader = true;
            while (inHeader) {
                int read = in.read();
                if (read == '\n' || read < 0) {
                    String text = line.toString(StandardCharsets.US_ASCII).strip();
                    line.reset();
                    inHeader = read >= 0 && !text.isEmpty();
                    heard.add(text);
                } else {
                    line.write(read);
                }
            }
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n" + ClientCase.WELCOME)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    /** OkHttp wants one, and must not ask it. */
    private static final class NobodyTrustManager implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("nobody is trusted");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("nobody is trusted");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
