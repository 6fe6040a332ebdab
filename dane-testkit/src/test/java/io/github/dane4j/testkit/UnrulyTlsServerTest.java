package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.UnrulyTlsServer.ChainPlace;
import io.github.dane4j.testkit.UnrulyTlsServer.Habit;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ServerOnlyTlsAuthentication;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does wrong, as the clients of the JDK and of Bouncy Castle meet it. */
class UnrulyTlsServerTest {
    private static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames("mx.example.org").build();

    private static UnrulyTlsServer orderly() {
        return new UnrulyTlsServer(Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der()));
    }

    private static SSLContext context() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", CERTIFICATE.certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static SSLSocket open(UnrulyTlsServer server) throws Exception {
        SSLSocket socket = (SSLSocket) context()
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("mx.example.org")));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static BufferedReader in(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void assertNoHandshake(UnrulyTlsServer server) throws Exception {
        try (server;
                SSLSocket socket = open(server.start())) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void withoutAHabitItAnswersAndCloses(String version) throws Exception {
        try (UnrulyTlsServer server = orderly().versions(version).start();
                SSLSocket socket = open(server)) {
            say(socket, "hello");

            assertThat(in(socket).readLine()).isEqualTo("ok");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(server.serverNames()).containsExactly("mx.example.org");
            assertThat(server.rawKeyOffers()).containsExactly(false);
            assertThat(server.chainPorts()).isEmpty();
        }
    }

    @Test
    void bytesThatAreNotACertificateAreSentAsTheyAre() throws Exception {
        UnrulyTlsServer server =
                new UnrulyTlsServer(Presented.certificates(CERTIFICATE.keyPair().getPrivate(), new byte[] {1, 2, 3}));

        try (server;
                SSLSocket socket = open(server.start())) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            assertThat(server.alert()).contains("certificate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatNobodyAskedForEndsTheHandshakeOfTheJdk(String version) throws Exception {
        byte[] key = CERTIFICATE.keyPair().getPublic().getEncoded();
        assertNoHandshake(
                new UnrulyTlsServer(Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der())
                                .andRawKeys(CERTIFICATE.keyPair().getPrivate(), key)
                                .toEveryClient())
                        .versions(version));
        assertNoHandshake(
                new UnrulyTlsServer(Presented.rawKeys(CERTIFICATE.keyPair().getPrivate(), key)).versions(version));
        assertNoHandshake(orderly().with(Habit.WRONG_ALPN).versions(version));
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, RIGHT, extensions",
        "TLSv1.3, RIGHT, certificate 0",
        "TLSv1.3, ENCRYPTED_EXTENSIONS, extensions",
        "TLSv1.3, SECOND_CERTIFICATE, certificate 1"
    })
    void aChainIsSentWhereItShouldBe(String version, ChainPlace place, String found) throws Exception {
        byte[] der = CERTIFICATE.der();
        try (UnrulyTlsServer server = new UnrulyTlsServer(
                        Presented.certificates(CERTIFICATE.keyPair().getPrivate(), der, der))
                .chain(new byte[] {0, 1}, place)
                .versions(version)
                .start()) {
            assertThat(new ChainClient(server).placesOfTheChain()).containsExactly(found);
            assertThat(server.chainPorts()).containsExactly(25);
        }
    }

    @Test
    void aRawKeyIsSentToAClientThatTakesIt() throws Exception {
        byte[] key = CERTIFICATE.keyPair().getPublic().getEncoded();
        try (UnrulyTlsServer server = new UnrulyTlsServer(
                        Presented.certificates(CERTIFICATE.keyPair().getPrivate(), CERTIFICATE.der())
                                .andRawKeys(CERTIFICATE.keyPair().getPrivate(), key))
                .start()) {
            ChainClient client = new ChainClient(server);
            client.placesOfTheChain();

            assertThat(client.certificate()).isEqualTo(key);
            assertThat(server.rawKeyOffers()).containsExactly(true);
        }
    }

    /** Bouncy Castle's client, which takes whatever comes, and asks for raw keys and a chain. */
    @SuppressWarnings({"JdkObsolete", "rawtypes", "unchecked"}) // Bouncy Castle's own signatures.
    private static final class ChainClient extends DefaultTlsClient {
        private static final Integer CHAIN = 59;

        private final UnrulyTlsServer server;
        private final List<String> places = new ArrayList<>();
        private byte[] certificate = {};

        ChainClient(UnrulyTlsServer server) {
            super(new BcTlsCrypto(new SecureRandom()));
            this.server = server;
        }

        List<String> placesOfTheChain() throws IOException {
            try (Socket socket =
                    new Socket(server.address().getAddress(), server.address().getPort())) {
                TlsClientProtocol protocol = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
                protocol.connect(this);
                protocol.close();
            }
            return places;
        }

        byte[] certificate() {
            return certificate;
        }

        @Override
        protected short[] getAllowedServerCertificateTypes() {
            return new short[] {CertificateType.RawPublicKey, CertificateType.X509};
        }

        @Override
        public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = super.getClientExtensions();
            extensions.put(CHAIN, new byte[] {0, 25});
            return extensions;
        }

        @Override
        public void processServerExtensions(Hashtable extensions) throws IOException {
            if (extensions.containsKey(CHAIN)) {
                places.add("extensions");
            }
            super.processServerExtensions(extensions);
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new ServerOnlyTlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate presented) throws IOException {
                    certificate = presented.getCertificate().getCertificateAt(0).getEncoded();
                    for (int i = 0; i < presented.getCertificate().getLength(); i++) {
                        Hashtable extensions = presented
                                .getCertificate()
                                .getCertificateEntryAt(i)
                                .getExtensions();
                        if (extensions != null && extensions.containsKey(CHAIN)) {
                            places.add("certificate " + i);
                        }
                    }
                }
            };
        }
    }

    @Test
    void hangsUp() throws Exception {
        assertNoHandshake(orderly().with(Habit.HANGS_UP));
    }

    @Test
    void endsWithoutAGoodbye() throws Exception {
        try (UnrulyTlsServer server = orderly().with(Habit.NO_CLOSE_NOTIFY).start();
                SSLSocket socket = open(server)) {
            say(socket, "hello");
            assertThat(in(socket).readLine()).isEqualTo("ok");
        }
    }

    @Test
    void cutsARecord() throws Exception {
        try (UnrulyTlsServer server = orderly().with(Habit.CUTS_A_RECORD).start();
                SSLSocket socket = open(server)) {
            say(socket, "hello");
            assertThat(firstByteOrEnd(socket)).isEqualTo(-1);
        }
    }

    private static int firstByteOrEnd(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void dripsAfterTheClientHello() throws Exception {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        try (UnrulyTlsServer server = orderly().with(Habit.DRIPS).start();
                Socket socket = new Socket(
                        server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream().write(hello.array(), 0, hello.position());

            assertThat(socket.getInputStream().readNBytes(7)).containsExactly(22, 3, 3, 0x40, 0, 0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "STOPS_READING"})
    void completesTheHandshakeAndSaysNothing(Habit habit) throws Exception {
        try (UnrulyTlsServer server = orderly().with(habit).start();
                SSLSocket socket = open(server)) {
            say(socket, "hello");
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void readsWhileItIsSilent() throws Exception {
        try (UnrulyTlsServer server = orderly().with(Habit.SILENT).start();
                SSLSocket socket = open(server)) {
            // Far more than the buffers between the two hold, so that it does not return unless somebody reads.
            socket.getOutputStream().write(new byte[16 << 20]);
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void updatesItsKeysBeforeEachAnswer() throws Exception {
        try (UnrulyTlsServer server =
                        orderly().with(Habit.UPDATES_KEYS).versions("TLSv1.3").start();
                SSLSocket socket = open(server)) {
            BufferedReader in = in(socket);
            for (int i = 0; i < 3; i++) {
                say(socket, "hello");
                assertThat(in.readLine()).isEqualTo("ok");
            }
        }
    }

    @Test
    void holdsAConversationAroundTls() throws Exception {
        UnrulyTlsServer.Conversation greeting = new UnrulyTlsServer.Conversation() {
            @Override
            public void inTheClear(InputStream in, OutputStream out) throws IOException {
                out.write('A');
                in.read();
            }

            @Override
            public void underTls(InputStream in, OutputStream out) throws IOException {
                out.write('B');
            }
        };
        try (UnrulyTlsServer server = orderly().holding(() -> greeting).start();
                Socket socket = new Socket(
                        server.address().getAddress(), server.address().getPort())) {
            assertThat(socket.getInputStream().read()).isEqualTo('A');
            socket.getOutputStream().write('!');
            try (SSLSocket secured =
                    (SSLSocket) context().getSocketFactory().createSocket(socket, "mx.example.org", 25, true)) {
                assertThat(secured.getInputStream().read()).isEqualTo('B');
            }
        }
    }

    @Test
    void anUnknownVersionIsRefused() {
        UnrulyTlsServer server = orderly();

        assertThatThrownBy(() -> server.versions("SSLv3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3, found SSLv3");
    }
}
