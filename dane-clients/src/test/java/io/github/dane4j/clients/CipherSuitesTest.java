package io.github.dane4j.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.testkit.DnsTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In an anonymous cipher suite the server shows no certificate, so that no trust manager is asked. Even in a JVM that allows
 * them, and for a client that enables them, a DANE context must not use them.
 */
class CipherSuitesTest {
    private static final String ANONYMOUS = "TLS_DH_anon_WITH_AES_128_GCM_SHA256";

    @TempDir
    Path folder;

    @Test
    void noServerWithoutCertificateIsTalkedTo() throws Exception {
        Path security = Files.writeString(
                folder.resolve("security"), "jdk.tls.disabledAlgorithms=\njdk.certpath.disabledAlgorithms=\n");

        assertThat(ChildJvm.run(Anonymous.class, "-Djava.security.properties=" + security))
                .isEqualToNormalizingNewlines("""
                        JDK: connected
                        MANDATORY: refused
                        unauthenticated: refused""");
    }

    /** Enables an anonymous suite on sockets that were made before. */
    static final class Anonymous {
        private Anonymous() {}

        public static void main(String[] arguments) throws Exception {
            SSLContext serving = SSLContext.getInstance("TLS");
            serving.init(null, null, null);
            try (SSLServerSocket listener = (SSLServerSocket)
                    serving.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                listener.setEnabledCipherSuites(new String[] {ANONYMOUS});
                Thread server = new Thread(() -> serve(listener), "server");
                server.setDaemon(true);
                server.start();
                int port = listener.getLocalPort();
                try (DnsTree tree = DnsTree.builder()
                                .zone(
                                        "example.test",
                                        zone -> zone.record("good-key A 127.0.0.1")
                                                .record("_" + port + "._tcp.good-key TLSA 3 1 1 " + "ab".repeat(32)))
                                .start();
                        DnssecResolver dns = DnssecResolver.builder()
                                .nameServers(tree.address())
                                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                                .build()) {
                    System.out.println("JDK: " + attempt(serving, port));
                    System.out.println("MANDATORY: " + attempt(DaneSslContext.mandatory(dns), port));
                    System.out.println("unauthenticated: "
                            + attempt(
                                    DaneSslContext.builder(dns)
                                            .mode(DaneMode.OPPORTUNISTIC)
                                            .unauthenticatedWithoutDane()
                                            .build(),
                                    port));
                }
            }
        }

        private static void serve(SSLServerSocket listener) {
            boolean listening = true;
            while (listening) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.startHandshake();
                } catch (IOException e) {
                    // What the client sees counts.
                    listening = !listener.isClosed();
                }
            }
        }

        private static String attempt(SSLContext context, int port) throws IOException {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                    SSLSocket socket = (SSLSocket)
                            context.getSocketFactory().createSocket(plain, Scenario.GOOD_KEY.host(), port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setProtocols(new String[] {"TLSv1.2"});
                parameters.setCipherSuites(new String[] {ANONYMOUS});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return "connected";
            } catch (IOException e) {
                return "refused";
            }
        }
    }
}
