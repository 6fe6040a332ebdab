package io.github.dane4j.jsse;

import static io.github.dane4j.DaneMode.MANDATORY;
import static io.github.dane4j.DaneMode.OPPORTUNISTIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DaneSslContextTest {
    private static final TestCertificate CA = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private static final TestCertificate SELF_SIGNED =
            TestCertificate.builder().dnsNames("other.invalid").build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final SwitchedResolver resolver = new SwitchedResolver(Duration.ofSeconds(20));

    private static TestCertificate issued(String name) {
        return TestCertificate.builder().dnsNames(name).issuedBy(CA).build();
    }

    private TlsServer serve(TestCertificate certificate) {
        return network.start(TlsServer.builder().certificate(certificate));
    }

    private DnsTree dns(Consumer<ZoneBuilder> example) {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", example)
                .zone("unsigned.test", zone -> zone.unsigned().record("plain A 127.0.0.1")));
        resolver.on(tree);
        return tree;
    }

    /** The zone of a server with this TLSA record. */
    private static Consumer<ZoneBuilder> tlsa(TlsServer server, String data) {
        return zone -> zone.record("www A 127.0.0.1").record("_" + server.port() + "._tcp.www TLSA " + data);
    }

    private SSLContext mandatory() {
        return DaneSslContext.mandatory(resolver);
    }

    private SSLContext daneOrPkix() throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("ca", CA.certificate());
        return DaneSslContext.builder(resolver)
                .mode(OPPORTUNISTIC)
                .pkixRoots(roots)
                .build();
    }

    private SSLContext context(DaneMode mode) throws Exception {
        return mode == MANDATORY ? mandatory() : daneOrPkix();
    }

    // What the server must prove.

    @ParameterizedTest
    @EnumSource
    void acceptsTheKeyThatDnsNamesWhateverTheCertificateSays(Client client) throws Exception {
        TlsServer server = serve(SELF_SIGNED);
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));

        assertThat(client.get(mandatory(), "www.example.test", server.port())).isEqualTo("ok");
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnotherKeyAndSaysWhy(Client client) throws Exception {
        TestCertificate published = issued("www.example.test");
        TestCertificate other = issued("www.example.test");
        TlsServer server = serve(other);
        dns(tlsa(server, published.tlsa(3, 1, 1)));

        DaneCertificateException refused = Refused.with(
                DaneCertificateException.class, () -> client.get(mandatory(), "www.example.test", server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(refused)
                .hasMessageStartingWith("DANE refused www.example.test:" + server.port())
                .hasMessageContaining("_" + server.port() + "._tcp.www.example.test")
                .hasMessageContaining(other.tlsa(3, 1, 1))
                .hasMessageContaining("hint");
        assertThat(server.handshakes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_CLIENT, TLSv1.2", "HTTP_CLIENT, TLSv1.3",
        "HTTPS_URL_CONNECTION, TLSv1.2", "HTTPS_URL_CONNECTION, TLSv1.3",
        "SOCKET, TLSv1.2", "SOCKET, TLSv1.3",
        "LAYERED_SOCKET, TLSv1.2", "LAYERED_SOCKET, TLSv1.3"
    })
    void aChangedRecordRefusesTheNextConnectionOfTheSameContext(Client client, String protocol) throws Exception {
        TlsServer server =
                network.start(TlsServer.builder().certificate(SELF_SIGNED).tlsProtocols(protocol));
        DnsTree dns = dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));
        SSLContext context = mandatory();
        client.get(context, "www.example.test", server.port());
        client.get(context, "www.example.test", server.port());

        dns.replaceZone("example.test", tlsa(server, CA.tlsa(3, 1, 1)));
        resolver.forget();

        Refused.with(DaneCertificateException.class, () -> client.get(context, "www.example.test", server.port()));
        assertThat(server.handshakes())
                .hasSize(2)
                .extracting(Handshake::resumed)
                .containsOnly(false);
        assertThat(server.handshakes()).extracting(Handshake::protocol).containsOnly(protocol);
    }

    @ParameterizedTest
    @EnumSource
    void sendsTheBaseDomainBehindAnAliasAsServerName(Client client) throws Exception {
        TlsServer server = serve(SELF_SIGNED);
        dns(zone -> zone.record("alias CNAME www")
                .record("www A 127.0.0.1")
                .record("_" + server.port() + "._tcp.www TLSA " + SELF_SIGNED.tlsa(3, 1, 1)));

        client.get(mandatory(), "alias.example.test", server.port());

        assertThat(server.serverNames()).containsExactly("www.example.test");
    }

    @ParameterizedTest
    @CsvSource({"www.example.test, true", "alias.example.test, true", "other.example.test, false"})
    void underATrustAnchorTheNameIsTheBaseDomainOrTheHost(String certified, boolean accepted) throws Exception {
        TestCertificate certificate = issued(certified);
        TlsServer server =
                network.start(TlsServer.builder().certificate(certificate).chain(certificate.chain()));
        dns(zone -> zone.record("alias CNAME www")
                .record("www A 127.0.0.1")
                .record("_" + server.port() + "._tcp.www TLSA " + CA.tlsa(2, 1, 1)));

        if (accepted) {
            assertThat(Client.SOCKET.get(mandatory(), "alias.example.test", server.port()))
                    .isEqualTo("ok");
        } else {
            DaneCertificateException refused = Refused.with(
                    DaneCertificateException.class,
                    () -> Client.SOCKET.get(mandatory(), "alias.example.test", server.port()));
            assertThat(refused.reason()).isEqualTo(Reason.NAME_MISMATCH);
        }
    }

    @Test
    void theClockDecidesAboutDates() throws Exception {
        TestCertificate certificate = issued("www.example.test");
        TlsServer server =
                network.start(TlsServer.builder().certificate(certificate).chain(certificate.chain()));
        dns(tlsa(server, CA.tlsa(2, 0, 1)));
        Clock inAYear = Clock.fixed(Instant.now().plus(Duration.ofDays(365)), ZoneOffset.UTC);
        SSLContext context = DaneSslContext.builder(resolver).clock(inAYear).build();

        DaneCertificateException refused = Refused.with(
                DaneCertificateException.class, () -> Client.SOCKET.get(context, "www.example.test", server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.EXPIRED);
    }

    // What DNS says.

    @ParameterizedTest
    @EnumSource
    void mandatoryRefusesAnUnsignedZoneBeforeSayingAnything(Client client) throws Exception {
        TlsServer server = serve(issued("plain.unsigned.test"));
        dns(zone -> {});

        DaneLookupException refused = Refused.with(
                DaneLookupException.class, () -> client.get(mandatory(), "plain.unsigned.test", server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_INSECURE);
        assertThat(refused).hasMessageStartingWith("DANE refused plain.unsigned.test:" + server.port());
        assertThat(server.serverNames()).isEmpty();
    }

    @Test
    void mandatoryRefusesANameWithoutRecords() throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(zone -> zone.record("www A 127.0.0.1"));

        DaneLookupException refused = Refused.with(
                DaneLookupException.class, () -> Client.SOCKET.get(mandatory(), "www.example.test", server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.NO_TLSA);
        assertThat(server.connections()).isZero();
    }

    @Test
    void mandatoryRefusesUnusableRecords() throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(tlsa(server, "3 1 7 00ff"));

        DaneLookupException refused = Refused.with(
                DaneLookupException.class, () -> Client.SOCKET.get(mandatory(), "www.example.test", server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.NO_USABLE_RECORDS);
        assertThat(refused).hasMessageContaining("3 1 7 00ff").hasMessageContaining("matching type is unknown");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "MANDATORY, HTTP_CLIENT", "OPPORTUNISTIC, HTTP_CLIENT",
        "MANDATORY, HTTPS_URL_CONNECTION", "OPPORTUNISTIC, HTTPS_URL_CONNECTION",
        "MANDATORY, SOCKET", "OPPORTUNISTIC, SOCKET",
        "MANDATORY, LAYERED_SOCKET", "OPPORTUNISTIC, LAYERED_SOCKET"
    })
    void aFailedLookupIsARefusalInBothModes(DaneMode mode, Client client) throws Exception {
        TestCertificate good = issued("www.example.test");
        TlsServer server = serve(good);
        DnsTree dns = dns(tlsa(server, good.tlsa(3, 1, 1)));
        dns.fault("_" + server.port() + "._tcp.www.example.test", "TLSA", Fault.CORRUPT_SIGNATURES);

        DaneLookupException refused = Refused.with(
                DaneLookupException.class, () -> client.get(context(mode), "www.example.test", server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(server.serverNames()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSilentResolverIsARefusalInTime(Client client) throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        DnsTree dns = dns(zone -> zone.record("www A 127.0.0.1"));
        dns.fault("*", "*", Fault.NO_REPLY);
        SwitchedResolver impatient = new SwitchedResolver(Duration.ofMillis(500)).on(dns);

        DaneLookupException refused = Refused.with(
                DaneLookupException.class,
                () -> client.get(DaneSslContext.mandatory(impatient), "www.example.test", server.port()));

        // The client's own limit is half a minute, and would come with another exception.
        assertThat(refused.reason()).isEqualTo(Reason.DNS_TIMEOUT);
        impatient.close();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, ADDRESS_LITERAL", "::1, ADDRESS_LITERAL", "not a name, INVALID_NAME", "'', INVALID_NAME"})
    void mandatoryRefusesWhatIsNoName(String host, Reason reason) throws Exception {
        TlsServer server = serve(SELF_SIGNED);
        dns(zone -> {});

        DaneLookupException refused = Refused.with(
                DaneLookupException.class, () -> Client.LAYERED_SOCKET.get(mandatory(), host, server.port()));

        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(server.serverNames()).isEmpty();
    }

    @Test
    void mandatoryRefusesAnInetAddress() throws Exception {
        TlsServer server = serve(SELF_SIGNED);
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});

        DaneLookupException refused = Refused.with(
                DaneLookupException.class, () -> mandatory().getSocketFactory().createSocket(address, server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_LITERAL);
    }

    // What names no service is refused in both modes: PKIX alone would be DANE switched off.

    @ParameterizedTest
    @EnumSource
    void refusesAnEngineThatKnowsNoHost(DaneMode mode) throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));
        SSLEngine engine = context(mode).createSSLEngine();
        SSLParameters own = engine.getSSLParameters();
        own.setServerNames(List.of(new SNIHostName("www.example.test")));
        engine.setSSLParameters(own);

        DaneLookupException refused = Refused.with(DaneLookupException.class, () -> hello(engine));

        assertThat(refused.reason()).isEqualTo(Reason.INVALID_NAME);
        assertThat(refused).hasMessageContaining("createSSLEngine(host, port)");
    }

    @ParameterizedTest
    @CsvSource({
        "MANDATORY, -1", "MANDATORY, 0", "MANDATORY, 65536",
        "OPPORTUNISTIC, -1", "OPPORTUNISTIC, 0", "OPPORTUNISTIC, 65536"
    })
    void refusesANameWithoutPort(DaneMode mode, int port) throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));

        DaneLookupException engine = Refused.with(
                DaneLookupException.class, () -> hello(context(mode).createSSLEngine("www.example.test", port)));
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            DaneLookupException layered = Refused.with(
                    DaneLookupException.class,
                    () -> context(mode).getSocketFactory().createSocket(plain, "www.example.test", port, true));
            assertThat(layered.reason()).isEqualTo(Reason.INVALID_PORT);
            assertThat(layered)
                    .hasMessageContaining("the port given is " + port)
                    .hasMessageContaining("URL.getPort()");
        }
        DaneLookupException connecting = Refused.with(
                DaneLookupException.class,
                () -> context(mode).getSocketFactory().createSocket("www.example.test", port));

        assertThat(engine.reason()).isEqualTo(Reason.INVALID_PORT);
        assertThat(connecting.reason()).isEqualTo(Reason.INVALID_PORT);
        assertThat(server.serverNames()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway")
    void refusesASocketThatKnowsNoHost(DaneMode mode) throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));

        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            DaneLookupException refused = Refused.with(
                    DaneLookupException.class,
                    () -> context(mode).getSocketFactory().createSocket(plain, null, server.port(), true));
            assertThat(refused.reason()).isEqualTo(Reason.INVALID_NAME);
        }
        assertThat(server.serverNames()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MANDATORY, not a name", "OPPORTUNISTIC, not a name", "OPPORTUNISTIC, a..b", "OPPORTUNISTIC, ''"})
    void refusesATextThatIsNotAName(DaneMode mode, String host) throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(zone -> {});

        DaneLookupException refused = Refused.with(
                DaneLookupException.class, () -> Client.LAYERED_SOCKET.get(context(mode), host, server.port()));

        assertThat(refused.reason()).isEqualTo(Reason.INVALID_NAME);
        assertThat(server.serverNames()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnInetAddressThatCarriesAName(DaneMode mode) throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));
        InetAddress named = InetAddress.getByAddress("www.example.test", new byte[] {127, 0, 0, 1});

        DaneLookupException refused = Refused.with(
                DaneLookupException.class,
                () -> context(mode).getSocketFactory().createSocket(named, server.port()));
        DaneLookupException alsoRefused = Refused.with(
                DaneLookupException.class,
                () -> context(mode)
                        .getSocketFactory()
                        .createSocket(named, server.port(), InetAddress.getLoopbackAddress(), 0));

        assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_LITERAL);
        assertThat(refused).hasMessageContaining("createSocket(host, port)");
        assertThat(alsoRefused.reason()).isEqualTo(Reason.ADDRESS_LITERAL);
        assertThat(server.connections()).isZero();
    }

    private static void hello(SSLEngine engine) throws SSLException {
        engine.beginHandshake();
        engine.getDelegatedTask().run();
        engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(32768));
    }

    @Test
    void aSecondNameCheckOfTheClientDoesNotSpoilTheFirst() throws Exception {
        TlsServer server = serve(SELF_SIGNED);
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));
        HttpsURLConnection strict = (HttpsURLConnection)
                URI.create("https://www.example.test:" + server.port()).toURL().openConnection();
        strict.setSSLSocketFactory(mandatory().getSocketFactory());
        strict.setHostnameVerifier((host, session) -> false);

        assertThat(strict.getResponseCode()).isEqualTo(200);
    }

    @Test
    void namesTheLimitOfTheJvmThatEndedAHandshakeOfAnEngine() throws Exception {
        TestCertificate certificate = issued("www.example.test");
        TlsServer server = network.start(
                TlsServer.builder().certificate(certificate).chain(Collections.nCopies(11, certificate.certificate())));
        dns(tlsa(server, certificate.tlsa(3, 1, 1)));

        SSLHandshakeException failed = Refused.with(
                SSLHandshakeException.class,
                () -> Client.HTTP_CLIENT.get(mandatory(), "www.example.test", server.port()));

        assertThat(failed).hasMessageContaining("jdk.tls.maxCertificateChainLength");
    }

    @Test
    void tenCertificatesAreNotTooMany() throws Exception {
        TestCertificate certificate = issued("www.example.test");
        TlsServer server = network.start(
                TlsServer.builder().certificate(certificate).chain(Collections.nCopies(10, certificate.certificate())));
        dns(tlsa(server, certificate.tlsa(3, 1, 1)));

        assertThat(Client.HTTP_CLIENT.get(mandatory(), "www.example.test", server.port()))
                .isEqualTo("ok");
    }

    // Without DANE.

    @ParameterizedTest
    @EnumSource
    void daneOrPkixLetsPkixDecideAboutUnsignedNames(Client client) throws Exception {
        TlsServer server = serve(issued("plain.unsigned.test"));
        dns(zone -> {});

        assertThat(client.get(daneOrPkix(), "plain.unsigned.test", server.port()))
                .isEqualTo("ok");
        assertThat(server.serverNames()).containsExactly("plain.unsigned.test");
    }

    @ParameterizedTest
    @EnumSource
    void daneOrPkixRefusesAWrongNameWithoutDane(Client client) throws Exception {
        TlsServer server = serve(issued("other.invalid"));
        dns(zone -> {});

        Refused.with(SSLHandshakeException.class, () -> client.get(daneOrPkix(), "plain.unsigned.test", server.port()));
        assertThat(server.handshakes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void daneOrPkixRefusesAnUnknownRootWithoutDane(Client client) throws Exception {
        TlsServer server =
                serve(TestCertificate.builder().dnsNames("plain.unsigned.test").build());
        dns(zone -> {});

        Refused.with(SSLHandshakeException.class, () -> client.get(daneOrPkix(), "plain.unsigned.test", server.port()));
    }

    @Test
    void daneOrPkixFallsBackFromUnusableRecordsAndFromNone() throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        DnsTree dns = dns(tlsa(server, "3 1 7 00ff"));

        assertThat(Client.SOCKET.get(daneOrPkix(), "www.example.test", server.port()))
                .isEqualTo("ok");

        dns.replaceZone("example.test", zone -> zone.record("www A 127.0.0.1"));
        resolver.forget();

        assertThat(Client.SOCKET.get(daneOrPkix(), "www.example.test", server.port()))
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @EnumSource
    void daneOrPkixDoesNotFallBackFromRecordsThatDoNotMatch(Client client) throws Exception {
        TlsServer server = serve(issued("www.example.test"));
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));

        Refused.with(DaneCertificateException.class, () -> client.get(daneOrPkix(), "www.example.test", server.port()));
    }

    @Test
    void daneOrPkixTrustsTheRootsOfThisJvmByDefault() throws Exception {
        TlsServer server = serve(issued("plain.unsigned.test"));
        dns(zone -> {});

        Refused.with(
                SSLHandshakeException.class,
                () -> Client.SOCKET.get(DaneSslContext.daneOrPkix(resolver), "plain.unsigned.test", server.port()));
    }

    @Test
    void withoutDaneTheNameIsCheckedEvenIfTheClientWouldLeaveItOut() throws Exception {
        TlsServer server = serve(issued("other.invalid"));
        dns(zone -> {});
        HttpsURLConnection lax = (HttpsURLConnection) URI.create("https://plain.unsigned.test:" + server.port())
                .toURL()
                .openConnection();
        lax.setSSLSocketFactory(daneOrPkix().getSocketFactory());
        lax.setHostnameVerifier((host, session) -> true);

        Refused.with(SSLHandshakeException.class, lax::getInputStream);
        Refused.with(
                SSLHandshakeException.class,
                () -> changed(server.port(), parameters -> parameters.setEndpointIdentificationAlgorithm("")));
        Refused.with(
                SSLHandshakeException.class,
                () -> changed(
                        server.port(),
                        parameters -> parameters.setServerNames(List.of(new SNIHostName("other.invalid")))));
        assertThat(server.handshakes()).isEmpty();
    }

    private void changed(int port, Consumer<SSLParameters> change) throws Exception {
        try (SSLSocket socket = (SSLSocket) daneOrPkix().getSocketFactory().createSocket("plain.unsigned.test", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            change.accept(parameters);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }

    @Test
    void withoutDaneAnAddressMustBeInTheCertificate() throws Exception {
        TlsServer server = serve(issued("other.invalid"));
        dns(zone -> {});

        Refused.with(SSLHandshakeException.class, () -> Client.SOCKET.get(daneOrPkix(), "127.0.0.1", server.port()));
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (SSLSocket socket = (SSLSocket) daneOrPkix().getSocketFactory().createSocket(address, server.port())) {
            Refused.with(SSLHandshakeException.class, socket::startHandshake);
        }
        assertThat(server.serverNames()).isEmpty();
    }

    // The context itself.

    @Test
    void connectsFromTheLocalAddressThatIsAskedFor() throws Exception {
        TlsServer server = serve(SELF_SIGNED);
        dns(tlsa(server, SELF_SIGNED.tlsa(3, 1, 1)));

        try (Socket socket = mandatory()
                .getSocketFactory()
                .createSocket("www.example.test", server.port(), InetAddress.getLoopbackAddress(), 0)) {
            assertThat(socket.getLocalAddress()).isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(Client.get((SSLSocket) socket, "www.example.test")).isEqualTo("ok");
        }
    }

    @Test
    void anUnconnectedSocketIsRefusedInTheWayThatClientsUnderstand() {
        assertThatThrownBy(() -> mandatory().getSocketFactory().createSocket())
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("createSocket(socket, host, port, true)");
    }

    @Test
    void isForClientsAndCannotBeSetUpAgain() {
        SSLContext context = mandatory();

        assertThatThrownBy(context::getServerSocketFactory).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> context.init(null, null, null)).isInstanceOf(KeyManagementException.class);
    }

    @Test
    void showsWhatItsConnectionsCanDo() {
        SSLContext context = mandatory();

        assertThat(context.getProtocol()).isEqualTo("TLS");
        assertThat(context.getProvider()).isNotNull();
        assertThat(context.getDefaultSSLParameters().getProtocols()).contains("TLSv1.3");
        assertThat(context.getSupportedSSLParameters().getProtocols()).contains("TLSv1.3");
        assertThat(context.getSocketFactory().getDefaultCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        assertThat(context.getSocketFactory().getSupportedCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        assertThat(context.getClientSessionContext().getIds().hasMoreElements()).isFalse();
        assertThat(context.getServerSessionContext().getIds().hasMoreElements()).isFalse();
    }

    @Test
    void whereDaneIsMandatoryThereIsNothingForPkixToSay() throws Exception {
        KeyStore empty = KeyStore.getInstance(KeyStore.getDefaultType());
        empty.load(null, null);

        DaneSslContext.Builder builder = DaneSslContext.builder(resolver).pkixRoots(empty);

        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }
}
