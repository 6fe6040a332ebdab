package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.TestCertificate;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway")
class ConnectionTrustManagerTest {
    private static final X509Certificate[] CHAIN = {
        TestCertificate.builder().dnsNames("www.example.test").build().certificate()
    };

    private final ConnectionTrustManager anyone = new UnauthenticatedTrustManager();

    @BeforeEach
    void acceptOnce() throws Exception {
        anyone.checkServerTrusted(CHAIN, "UNKNOWN", SSLContext.getDefault().createSSLEngine());
        assertThat(anyone.accepted()).isTrue();
    }

    @Test
    void refusesOutsideOfAHandshake() {
        assertThatThrownBy(() -> anyone.checkServerTrusted(CHAIN, "UNKNOWN"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("handshake");
        assertThat(anyone.accepted()).isFalse();
    }

    @Test
    void refusesAPlainSocketAndNone() {
        assertThatThrownBy(() -> anyone.checkServerTrusted(CHAIN, "UNKNOWN", new Socket()))
                .isInstanceOf(CertificateException.class);
        assertThat(anyone.accepted()).isFalse();
        assertThatThrownBy(() -> anyone.checkServerTrusted(CHAIN, "UNKNOWN", (Socket) null))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> anyone.checkServerTrusted(CHAIN, "UNKNOWN", (SSLEngine) null))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void trustsNoClient() {
        assertThatThrownBy(() -> anyone.checkClientTrusted(CHAIN, "UNKNOWN")).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> anyone.checkClientTrusted(CHAIN, "UNKNOWN", (Socket) null))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> anyone.checkClientTrusted(CHAIN, "UNKNOWN", (SSLEngine) null))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void namesNoIssuersButNeverNull() {
        assertThat(anyone.getAcceptedIssuers()).isEmpty();
    }

    @Test
    void refusesAsLongAsItIsNotDecidedWhoJudges() throws Exception {
        DeferredTrustManager deferred = new DeferredTrustManager();
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();

        assertThatThrownBy(() -> deferred.checkServerTrusted(CHAIN, "UNKNOWN", engine))
                .isInstanceOf(CertificateException.class);
        assertThat(deferred.result()).isEmpty();

        deferred.decide(anyone);

        deferred.checkServerTrusted(CHAIN, "UNKNOWN", engine);
        assertThat(deferred.accepted()).isTrue();
        assertThat(deferred.result()).isEmpty();
    }

    @Test
    void pkixIsNotAskedWithoutASessionToCheck() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        PkixTrustManager pkix =
                new PkixTrustManager((X509ExtendedTrustManager) factory.getTrustManagers()[0], List.of());

        assertThatThrownBy(() -> pkix.checkServerTrusted(
                        CHAIN, "UNKNOWN", SSLContext.getDefault().createSSLEngine()))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("session");
        assertThatThrownBy(() -> pkix.checkServerTrusted(
                        CHAIN, "UNKNOWN", SSLSocketFactory.getDefault().createSocket()))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("session");
    }
}
