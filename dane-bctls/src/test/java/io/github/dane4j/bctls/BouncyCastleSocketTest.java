package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer.Habit;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket as JSSE's clients use it, and servers that make it hard. */
class BouncyCastleSocketTest {
    /** A thread for each: a common pool of one thread would let them wait for each other. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private static final TestCertificate SERVER =
            TestCertificate.builder().dnsNames(Expected.HOST).build();
    private static final String RECORD = SERVER.tlsa(3, 1, 1);

    private static UnrulyTlsServer server(Habit habit) {
        return new UnrulyTlsServer(Presented.certificates(SERVER.keyPair().getPrivate(), SERVER.der())).with(habit);
    }

    private static SSLSocket open(BouncyCastleTls tls, UnrulyTlsServer server) throws IOException {
        return (SSLSocket) tls.socketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void talksToTheServerOfTheJdk(String protocol) throws Exception {
        try (TlsServer server = TlsServer.builder()
                        .certificate(SERVER)
                        .tlsProtocols(protocol)
                        .start();
                Socket plain = new Socket(server.address(), server.port());
                SSLSocket socket = (SSLSocket)
                        Expected.by(RECORD).socketFactory().createSocket(plain, Expected.HOST, server.port(), true)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("ok");
            SSLSession session = socket.getSession();
            assertThat(session.getProtocol()).isEqualTo(protocol);
            assertThat(session.getPeerCertificates()).containsExactly(SERVER.certificate());
            assertThat(session.getPeerPrincipal())
                    .isEqualTo(SERVER.certificate().getSubjectX500Principal());
            assertThat(session.getPeerHost()).isEqualTo(Expected.HOST);
            assertThat(session.getPeerPort()).isEqualTo(server.port());
            assertThat(server.serverNames()).containsExactly(Expected.HOST);
        }
    }

    /** Many records each way at once: reader and writer do not wait for each other. */
    @Test
    void carriesMegabytesBothWaysAtOnce() throws Exception {
        byte[] data = new byte[3_000_000];
        new Random(7).nextBytes(data);
        SSLServerSocket listener = (SSLServerSocket) SERVER.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        try (listener) {
            CompletableFuture<Void> echo = CompletableFuture.runAsync(
                    () -> {
                        try (Socket accepted = listener.accept()) {
                            accepted.getInputStream().transferTo(accepted.getOutputStream());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    THREADS);
            try (Socket plain = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    SSLSocket socket = (SSLSocket)
                            Expected.by(RECORD).socketFactory().createSocket(plain, Expected.HOST, 0, true)) {
                socket.startHandshake();
                OutputStream out = socket.getOutputStream();
                CompletableFuture<Void> writer = CompletableFuture.runAsync(
                        () -> {
                            try {
                                out.write(data);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        THREADS);
                assertThat(socket.getInputStream().readNBytes(data.length)).isEqualTo(data);
                writer.get(30, TimeUnit.SECONDS);
            }
            echo.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void keyUpdatesAreAnswered() throws Exception {
        try (UnrulyTlsServer server =
                        server(Habit.UPDATES_KEYS).versions("TLSv1.3").start();
                SSLSocket socket = Expected.by(RECORD).connect(server.address(), Expected.CONNECT)) {
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("ok\n");
            }
        }
    }

    @Test
    void theEndWithoutCloseNotifyIsTheEnd() throws Exception {
        try (UnrulyTlsServer server = server(Habit.NO_CLOSE_NOTIFY).start()) {
            Expected.answer(Expected.by(RECORD), server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theEndInTheMiddleOfARecordIsAnError(String protocol) throws Exception {
        try (UnrulyTlsServer server = server(Habit.CUTS_A_RECORD).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            socket.setEnabledProtocols(new String[] {protocol});
            assertThatThrownBy(() -> Expected.ask(socket))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("in the middle of a TLS record");
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServerThatHangsUpIsNamed() throws Exception {
        try (UnrulyTlsServer server = server(Habit.HANGS_UP).start()) {
            Throwable failed = catchThrowable(() -> Expected.by(RECORD).connect(server.address(), Expected.CONNECT));
            // What the server had not read may come back as a reset.
            assertThat(failed).isInstanceOfAny(SSLHandshakeException.class, SocketException.class);
        }
    }

    /** The socket's own timeout bounds one read, and each byte that drips begins it anew. */
    @Test
    void aHandshakeThatDripsEndsAtItsDeadline() throws Exception {
        BouncyCastleOptions options = BouncyCastleOptions.standard().handshakeTimeout(Duration.ofMillis(400));
        try (UnrulyTlsServer server = server(Habit.DRIPS).start()) {
            BouncyCastleTls tls = Expected.by(options, RECORD);
            assertThatThrownBy(() -> tls.connect(server.address(), Expected.CONNECT))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("not complete within 400 ms");
            assertThat(tls.accepted()).isFalse();
        }
    }

    @Test
    void theSocketsOwnTimeoutBoundsAReadOfTheHandshake() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket plain = new Socket(silent.getInetAddress(), silent.getLocalPort());
                SSLSocket socket =
                        (SSLSocket) Expected.by(RECORD).socketFactory().createSocket(plain, Expected.HOST, 0, true)) {
            socket.setSoTimeout(100);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("has already failed");
            assertThat(plain.isClosed()).isTrue();
        }
    }

    @Test
    void aReadThatTimesOutCanGoOn() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            socket.setSoTimeout(50);
            assertThat(socket.getSoTimeout()).isEqualTo(50);
            InputStream in = socket.getInputStream();
            socket.setSoTimeout((int) Expected.CONNECT.toMillis());
            socket.startHandshake();
            socket.setSoTimeout(50);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            assertThat(Expected.ask(socket)).isEqualTo("ok\n");
        }
    }

    /** The server's buffers fill, the writer waits; whoever closes the socket does not. */
    @Test
    void closeFreesAWriterWhoseServerStopsReading() throws Exception {
        try (UnrulyTlsServer server = server(Habit.STOPS_READING).start()) {
            SSLSocket socket = Expected.by(RECORD).connect(server.address(), Expected.CONNECT);
            OutputStream out = socket.getOutputStream();
            CompletableFuture<Void> started = new CompletableFuture<>();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(
                    () -> {
                        byte[] data = new byte[1 << 16];
                        try {
                            while (true) {
                                out.write(data);
                                started.complete(null);
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    THREADS);
            started.get(30, TimeUnit.SECONDS);
            socket.close();
            assertThatThrownBy(() -> writer.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .isInstanceOf(IOException.class);
            assertThat(socket.isClosed()).isTrue();
        }
    }

    /** Wherever the reader is just then, it must not take the end that was made here for one of the server's data. */
    @RepeatedTest(50)
    void closeFreesAReader() throws Exception {
        try (UnrulyTlsServer server = server(Habit.SILENT).start()) {
            SSLSocket socket = Expected.by(RECORD).connect(server.address(), Expected.CONNECT);
            InputStream in = socket.getInputStream();
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return in.read();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    THREADS);
            socket.close();
            assertThatThrownBy(() -> reader.get(30, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
            assertThatThrownBy(socket::getOutputStream).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void closeTellsTheServer() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start()) {
            Expected.by(RECORD).connect(server.address(), Expected.CONNECT).close();
            assertThat(server.alert()).isEqualTo("close_notify");
        }
    }

    @Test
    void aSocketThatWasLentStaysOpen() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                Socket plain = new Socket(
                        server.address().getAddress(), server.address().getPort())) {
            SSLSocket socket =
                    (SSLSocket) Expected.by(RECORD).socketFactory().createSocket(plain, Expected.HOST, 0, false);
            assertThat(Expected.ask(socket)).isEqualTo("ok\n");
            socket.close();
            assertThat(socket.isClosed()).isTrue();
            assertThat(plain.isClosed()).isFalse();
        }
    }

    @Test
    void aSocketClosedBeforeItsHandshakeMakesNone() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start()) {
            SSLSocket socket = open(Expected.by(RECORD), server);
            socket.close();
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SocketException.class);
            assertThat(socket.getSession().isValid()).isFalse();
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("SSL_NULL_WITH_NULL_NULL");
            assertThat(socket.getSession().getProtocol()).isEqualTo("NONE");
            assertThatThrownBy(() -> socket.getSession().getPeerCertificates())
                    .isInstanceOf(SSLPeerUnverifiedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void agreesOnAnApplicationProtocol(String protocol) throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY)
                        .applicationProtocols("imap", "dot")
                        .start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "dot"});
            parameters.setProtocols(new String[] {protocol});
            socket.setSSLParameters(parameters);
            assertThat(socket.getApplicationProtocol()).isNull();
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("dot");
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    @Test
    void withoutAgreementThereIsNoApplicationProtocol() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anApplicationProtocolThatWasNotOfferedIsRefused(String protocol) throws Exception {
        try (UnrulyTlsServer server = server(Habit.WRONG_ALPN).start()) {
            BouncyCastleTls tls = Expected.by(RECORD);
            try (SSLSocket socket = open(tls, server)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                parameters.setProtocols(new String[] {protocol});
                socket.setSSLParameters(parameters);
                assertThatThrownBy(socket::startHandshake)
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("not offered");
                assertThat(tls.accepted()).isFalse();
            }
        }
    }

    @Test
    void aClientMayNarrowTheOfferAndNotWidenIt() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            socket.setEnabledCipherSuites(
                    new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
            socket.setEnabledProtocols(new String[] {"TLSv1", "TLSv1.2", "TLSv1.3"});
            assertThat(socket.getEnabledCipherSuites()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
            assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(socket.getSupportedProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(socket.getSupportedCipherSuites()).hasSize(9).contains("TLS_AES_256_GCM_SHA384");
            assertThat(Expected.ask(socket)).isEqualTo("ok\n");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(socket)
                    .hasToString("BouncyCastleSocket[127.0.0.1:" + socket.getPort()
                            + ", TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]");
        }
    }

    @Test
    void anEmptyOfferIsAnErrorAndNotADefault() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start()) {
            for (String[] choice : new String[][] {{"TLSv1.1"}, {}}) {
                try (SSLSocket socket = open(Expected.by(RECORD), server)) {
                    socket.setEnabledProtocols(choice);
                    assertThatThrownBy(socket::startHandshake)
                            .isInstanceOf(SSLException.class)
                            .hasMessageContaining("no protocol version with a cipher suite is left");
                }
            }
            try (SSLSocket socket = open(Expected.by(RECORD), server)) {
                socket.setEnabledProtocols(new String[] {"TLSv1.3"});
                socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    /** DANE never lowers what the application asks for: what cannot be kept is refused. */
    @Test
    void algorithmConstraintsAreRefused() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            SSLParameters parameters = new SSLParameters();
            AlgorithmConstraints constraints = new AlgorithmConstraints() {
                @Override
                public boolean permits(
                        Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
                    return true;
                }

                @Override
                public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
                    return true;
                }

                @Override
                public boolean permits(
                        Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
                    return true;
                }
            };
            parameters.setAlgorithmConstraints(constraints);
            assertThatThrownBy(() -> socket.setSSLParameters(parameters))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not supported");
        }
    }

    /** RFC 7671 section 10.2, and section 5.1 for the name check: the records decide, not the client. */
    @Test
    void serverNamesAndEndpointIdentificationChangeNothing() throws Exception {
        TestCertificate otherName =
                TestCertificate.builder().dnsNames("other.invalid").build();
        try (UnrulyTlsServer server = new UnrulyTlsServer(
                                Presented.certificates(otherName.keyPair().getPrivate(), otherName.der()))
                        .start();
                SSLSocket socket = open(Expected.by(otherName.tlsa(3, 1, 1)), server)) {
            SSLParameters parameters = socket.getSSLParameters();
            assertThat(parameters.getServerNames()).hasSize(1);
            parameters.setServerNames(List.of(new SNIHostName("elsewhere.example")));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            assertThat(socket.getSSLParameters().getEndpointIdentificationAlgorithm())
                    .isEqualTo("HTTPS");
            assertThat(Expected.ask(socket)).isEqualTo("ok\n");
            assertThat(server.serverNames()).containsExactly(Expected.HOST);
        }
    }

    @Test
    void listenersHearOfACompleteHandshake() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            CompletableFuture<SSLSession> heard = new CompletableFuture<>();
            socket.addHandshakeCompletedListener(event -> heard.complete(event.getSession()));
            socket.startHandshake();
            socket.startHandshake();
            assertThat(heard.get(30, TimeUnit.SECONDS)).isSameAs(socket.getSession());
            assertThatThrownBy(() -> socket.removeHandshakeCompletedListener(event -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isAClientAndNothingElse() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            socket.setUseClientMode(true);
            assertThat(socket.getUseClientMode()).isTrue();
            assertThatThrownBy(() -> socket.setUseClientMode(false)).isInstanceOf(IllegalArgumentException.class);
            socket.setNeedClientAuth(true);
            socket.setWantClientAuth(true);
            assertThat(socket.getNeedClientAuth() || socket.getWantClientAuth()).isFalse();
            assertThat(socket.getHandshakeSession()).isNull();
            assertThat(socket.getHandshakeApplicationProtocol()).isNull();
            assertThat(socket.getEnableSessionCreation()).isTrue();
            socket.setEnableSessionCreation(false);
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("forbids");
        }
    }

    @Test
    void optionsOfTheSocketAreThoseOfThePlainOne() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                Socket plain = new Socket(
                        server.address().getAddress(), server.address().getPort());
                SSLSocket socket =
                        (SSLSocket) Expected.by(RECORD).socketFactory().createSocket(plain, null, 0, true)) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setOption(StandardSocketOptions.SO_LINGER, 1);
            assertThat(plain.getTcpNoDelay() && plain.getKeepAlive()).isTrue();
            assertThat(socket.getSoLinger()).isEqualTo(1);
            assertThat(socket.getInetAddress()).isEqualTo(plain.getInetAddress());
            assertThat(socket.getRemoteSocketAddress()).isEqualTo(plain.getRemoteSocketAddress());
            assertThat(socket.getLocalPort()).isEqualTo(plain.getLocalPort());
            assertThat(socket.isConnected() && socket.isBound()).isTrue();
            assertThat(socket.supportedOptions()).contains(StandardSocketOptions.TCP_NODELAY);
            assertThat(socket.getChannel()).isNull();
            assertThatThrownBy(() -> socket.sendUrgentData(1)).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> socket.connect(server.address())).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> socket.bind(null)).isInstanceOf(SocketException.class);
            assertThatThrownBy(socket::shutdownOutput).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(socket::shutdownInput).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> socket.setSoTimeout(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(socket.getSession().getPeerHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void valuesOfASessionAreKeptAndTold() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start();
                SSLSocket socket = open(Expected.by(RECORD), server)) {
            SSLSession session = socket.getSession();
            StringBuilder told = new StringBuilder();
            SSLSessionBindingListener value = new SSLSessionBindingListener() {
                @Override
                public void valueBound(SSLSessionBindingEvent event) {
                    told.append('+').append(event.getName());
                }

                @Override
                public void valueUnbound(SSLSessionBindingEvent event) {
                    told.append('-').append(event.getName());
                }
            };
            session.putValue("a", value);
            assertThat(session.getValue("a")).isSameAs(value);
            assertThat(session.getValueNames()).containsExactly("a");
            session.putValue("a", "other");
            session.putValue("b", value);
            session.removeValue("b");
            assertThat(told).hasToString("+a-a+b-b");
            assertThat(session.getId()).isEmpty();
            assertThat(session.getSessionContext()).isNull();
            assertThat(session.getLocalCertificates()).isNull();
            assertThat(session.getLocalPrincipal()).isNull();
            assertThat(session.getCreationTime()).isEqualTo(session.getLastAccessedTime());
            assertThat(session.getPacketBufferSize()).isGreaterThan(session.getApplicationBufferSize());
            session.invalidate();
            assertThat(session.isValid()).isFalse();
        }
    }

    /** So {@code HttpsURLConnection} connects by itself, and then comes with host and port. */
    @Test
    void theFactoryMakesNoUnconnectedSockets() throws Exception {
        SSLSocketFactory factory = Expected.by(RECORD).socketFactory();
        assertThatThrownBy(factory::createSocket)
                .isInstanceOf(SocketException.class)
                .hasCauseInstanceOf(UnsupportedOperationException.class);
        try (Socket unconnected = new Socket()) {
            assertThatThrownBy(() -> factory.createSocket(unconnected, Expected.HOST, 443, true))
                    .isInstanceOf(SocketException.class);
        }
        assertThat(factory.getDefaultCipherSuites()).isEqualTo(factory.getSupportedCipherSuites());
    }

    @Test
    void theFactoryConnectsInEveryWayThatJsseHas() throws Exception {
        try (UnrulyTlsServer server = server(Habit.ORDERLY).start()) {
            SSLSocketFactory factory = Expected.by(RECORD).socketFactory();
            int port = server.address().getPort();
            InetAddress here = server.address().getAddress();
            for (Socket socket : new Socket[] {
                factory.createSocket("127.0.0.1", port),
                factory.createSocket("127.0.0.1", port, here, 0),
                factory.createSocket(here, port),
                factory.createSocket(here, port, here, 0)
            }) {
                try (socket) {
                    assertThat(Expected.ask((SSLSocket) socket)).isEqualTo("ok\n");
                }
            }
            assertThatThrownBy(() -> Expected.by(RECORD).connect(server.address(), Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFactoryThatCannotConnectSaysSo() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        SSLSocketFactory factory = Expected.by(RECORD).socketFactory();
        assertThatThrownBy(() -> factory.createSocket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(Habit.class)
    void streamsOfAClosedSocketDoNotWait(Habit habit) throws Exception {
        try (UnrulyTlsServer server = server(habit).start()) {
            SSLSocket socket = open(Expected.by(RECORD), server);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            in.close();
            assertThat(socket.isClosed()).isTrue();
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
            assertThat(in.available()).isZero();
            assertThatCode(out::close).doesNotThrowAnyException();
        }
    }
}
