package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TrustedRoot;
import jakarta.mail.Authenticator;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.pop3.POP3Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that cannot fall back: DANE for IMAP and POP3 by properties alone. */
class StoreTest extends MailTest {
    /** The four protocols; the class under Angus's own names is {@link #classUnderTheProtocolOfAngus}. */
    enum Protocol {
        IMAP_DANE,
        IMAPS_DANE,
        POP3_DANE,
        POP3S_DANE;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        boolean implicitTls() {
            return this == IMAPS_DANE || this == POP3S_DANE;
        }

        boolean imap() {
            return this == IMAP_DANE || this == IMAPS_DANE;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private StoreServer server(Protocol protocol, StoreServer.Trait... more) {
        return server(protocol, CERTIFICATE, more);
    }

    private StoreServer server(Protocol protocol, TestCertificate certificate, StoreServer.Trait... more) {
        Stream<StoreServer.Trait> implicit =
                protocol.implicitTls() ? Stream.of(StoreServer.Trait.IMPLICIT_TLS) : Stream.empty();
        StoreServer.Trait[] traits = Stream.concat(implicit, Stream.of(more)).toArray(StoreServer.Trait[]::new);
        StoreServer server =
                protocol.imap() ? StoreServer.imap(certificate, traits) : StoreServer.pop3(certificate, traits);
        open.add(server);
        return server;
    }

    private DnsTree records(StoreServer server, String tlsa) {
        return exampleOrg("mx A 127.0.0.1", "_" + server.port() + "._tcp.mx TLSA " + tlsa);
    }

    private Properties to(Protocol protocol, StoreServer server, DnsTree dns) {
        return to(protocol.text(), server, dns);
    }

    private Properties to(String protocol, StoreServer server, DnsTree dns) {
        Properties properties = properties(dns, protocol);
        properties.setProperty("mail.store.protocol", protocol);
        properties.setProperty("mail." + protocol + ".host", HOST);
        properties.setProperty("mail." + protocol + ".port", String.valueOf(server.port()));
        return properties;
    }

    /** Reads mail as an application does that has never heard of DANE. */
    private Store read(Properties properties) throws MessagingException {
        Store store = Session.getInstance(properties).getStore();
        store.connect("alice", "secret");
        open.add(0, store);
        try (Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            assertThat(inbox.getMessageCount()).isEqualTo(1);
        }
        return store;
    }

    private MessagingException storeFailure(Properties properties) {
        return catchThrowableOfType(MessagingException.class, () -> read(properties));
    }

    private void assertRefused(Reason reason, Properties properties, StoreServer server) {
        assertThat(refusal(storeFailure(properties)).reason()).isEqualTo(reason);
        assertThat(server.logins()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void passwordAndMailGoOverAuthenticatedTls(Protocol protocol) throws MessagingException {
        StoreServer server = server(protocol);
        Properties properties = to(protocol, server, records(server, CERTIFICATE.tlsa(3, 1, 1)));
        properties.setProperty("mail." + protocol + ".dane", "mandatory");

        Store store = read(properties);

        assertThat(server.logins()).isNotEmpty().allMatch(StoreServer.Command::secured);
        assertThat(store.getURLName().getHost()).isEqualTo(HOST);
        assertThat(store instanceof IMAPStore imap ? imap.isSSL() : ((POP3Store) store).isSSL())
                .isTrue();
        assertThat(store.isConnected()).isTrue();
    }

    /** Angus alone would connect once more, with the JVM's default factory, and log in. */
    @ParameterizedTest
    @EnumSource
    void anotherCertificateIsRefusedAndThereIsNoSecondTry(Protocol protocol) {
        StoreServer server = server(protocol, OTHER);
        Properties properties = to(protocol, server, records(server, CERTIFICATE.tlsa(3, 1, 1)));
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "ssl.socketFactory", AcceptAll.socketFactory());
        properties.setProperty(prefix + "socketFactory.fallback", "true");
        properties.setProperty(prefix + "ssl.trust", "*");
        properties.setProperty(prefix + "ssl.checkserveridentity", "false");

        assertRefused(Reason.LEAF_MISMATCH, properties, server);
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAP_DANE", "POP3_DANE"})
    void strippedStartTlsIsRefused(Protocol protocol) {
        StoreServer server = server(protocol, StoreServer.Trait.NO_STARTTLS);

        assertRefused(
                Reason.STARTTLS_NOT_OFFERED, to(protocol, server, records(server, CERTIFICATE.tlsa(3, 1, 1))), server);
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAP_DANE", "POP3_DANE"})
    void refusedStartTlsIsRefused(Protocol protocol) {
        StoreServer server = server(protocol, StoreServer.Trait.REFUSES_STARTTLS);

        assertRefused(
                Reason.STARTTLS_REFUSED, to(protocol, server, records(server, CERTIFICATE.tlsa(3, 1, 1))), server);
    }

    /** RFC 2595 section 2.1: a man in the middle can log the client in ahead of STARTTLS, so that it never comes. */
    @Test
    void preauthenticatedGreetingInTheClearIsRefused() {
        StoreServer server = server(Protocol.IMAP_DANE, StoreServer.Trait.PREAUTH);

        assertRefused(
                Reason.STARTTLS_NOT_OFFERED,
                to(Protocol.IMAP_DANE, server, records(server, CERTIFICATE.tlsa(3, 1, 1))),
                server);
        assertThat(server.commands()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAP_DANE", "POP3_DANE"})
    void whatComesInTheClearBehindStartTlsIsNeverTakenForAReply(Protocol protocol) {
        StoreServer server = server(protocol, StoreServer.Trait.INJECTS);

        assertRefused(
                Reason.HANDSHAKE_FAILED, to(protocol, server, records(server, CERTIFICATE.tlsa(3, 1, 1))), server);
    }

    @ParameterizedTest
    @EnumSource
    void unusableRecordsDoNotLowerTheApplicationsOwnCheck(Protocol protocol) {
        StoreServer server = server(protocol);
        Properties properties = to(protocol, server, records(server, CERTIFICATE.tlsa(1, 1, 1)));
        String prefix = "mail." + protocol + ".";

        assertThat(refusal(storeFailure(properties))).hasMessageContaining(Reason.NO_USABLE_RECORDS.description());
        properties.setProperty(prefix + "ssl.trust", "*");
        properties.setProperty(prefix + "ssl.checkserveridentity", "false");

        assertRefused(Reason.NO_USABLE_RECORDS, properties, server);
    }

    @ParameterizedTest
    @EnumSource
    void whereRecordsAreUnusablePkixWithTheNameAuthenticates(Protocol protocol) throws Exception {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root")
                .certificateAuthority()
                .build();
        TestCertificate good =
                TestCertificate.builder().dnsNames(HOST).issuedBy(root).build();
        StoreServer server = server(protocol, good);
        Properties properties = to(protocol, server, records(server, good.tlsa(1, 1, 1)));
        try (TrustedRoot trusted = new TrustedRoot(root, directory)) {
            properties.put(
                    "mail." + protocol + ".ssl.socketFactory", trusted.context().getSocketFactory());

            read(properties);
            server.certificate(TestCertificate.builder()
                    .dnsNames("other.example.org")
                    .issuedBy(root)
                    .build());
            int logins = server.logins().size();

            // Even where the application has switched its check of the name off.
            assertThat(storeFailure(properties)).isNotNull();
            properties.setProperty("mail." + protocol + ".ssl.checkserveridentity", "false");
            assertThat(refusal(storeFailure(properties)).reason()).isEqualTo(Reason.NO_USABLE_RECORDS);
            assertThat(server.logins()).hasSize(logins).allMatch(StoreServer.Command::secured);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAP_DANE", "POP3_DANE"})
    void unusableRecordsRequireTls(Protocol protocol) {
        StoreServer server = server(protocol, StoreServer.Trait.NO_STARTTLS);

        assertRefused(
                Reason.STARTTLS_NOT_OFFERED, to(protocol, server, records(server, CERTIFICATE.tlsa(1, 1, 1))), server);
    }

    @ParameterizedTest
    @EnumSource
    void hostWithoutRecordsKeepsTheTlsOfTheApplication(Protocol protocol) throws MessagingException {
        StoreServer server = server(protocol);
        Properties properties = to(protocol, server, exampleOrg("mx A 127.0.0.1"));
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "starttls.required", "true");

        // The certificate is self-signed, and the JVM's trust store does not know it.
        assertThat(storeFailure(properties)).hasMessageContaining("no TLS connection to " + HOST);
        assertThat(server.logins()).isEmpty();
        properties.setProperty(prefix + "ssl.trust", "*");

        read(properties);
        assertThat(server.logins()).isNotEmpty().allMatch(StoreServer.Command::secured);
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAP_DANE", "POP3_DANE"})
    void hostWithoutRecordsNeedsNoTlsIfTheApplicationAsksForNone(Protocol protocol) throws MessagingException {
        StoreServer server = server(protocol);
        Properties properties = to(protocol, server, exampleOrg("mx A 127.0.0.1"));

        read(properties);

        assertThat(server.logins()).isNotEmpty().noneMatch(StoreServer.Command::secured);
    }

    @ParameterizedTest
    @CsvSource({
        "IMAP_DANE, starttls.enable, true",
        "IMAP_DANE, starttls.required, false",
        "POP3_DANE, starttls.enable, true",
        "POP3_DANE, starttls.required, false"
    })
    void hostWithoutRecordsAndWithoutStartTlsIsAsWithoutDane(Protocol protocol, String key, boolean connects) {
        StoreServer server = server(protocol, StoreServer.Trait.NO_STARTTLS);
        Properties properties = to(protocol, server, exampleOrg("mx A 127.0.0.1"));
        properties.setProperty("mail." + protocol + "." + key, "true");

        MessagingException failure = storeFailure(properties);

        assertThat(failure == null).isEqualTo(connects);
        assertThat(server.logins().isEmpty()).isNotEqualTo(connects);
        if (!connects) {
            assertThat(failure).hasMessageContaining("mail." + protocol + ".starttls.required is set");
        }
    }

    @ParameterizedTest
    @EnumSource
    void mandatoryMeansNoConnectionWithoutRecords(Protocol protocol) {
        StoreServer server = server(protocol);
        Properties properties = to(protocol, server, exampleOrg("mx A 127.0.0.1"));
        properties.setProperty("mail." + protocol + ".dane", "mandatory");

        assertRefused(Reason.NO_TLSA, properties, server);
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void failedLookupMeansNoConnection(Protocol protocol) {
        StoreServer server = server(protocol);
        DnsTree dns = records(server, CERTIFICATE.tlsa(3, 1, 1));
        dns.fault("_" + server.port() + "._tcp.mx.example.org", "TLSA", Fault.SERVFAIL);

        DaneRefusedException refusal = refusal(storeFailure(to(protocol, server, dns)));

        assertThat(refusal.reason()).isIn(Reason.DNS_ERROR, Reason.DNSSEC_BOGUS, Reason.DNSSEC_INDETERMINATE);
        assertThat(server.connections()).isZero();
    }

    /** A connection that a folder opens later is looked up and judged on its own. */
    @Test
    void everyConnectionOfAnImapStoreIsJudged() throws MessagingException {
        StoreServer server = server(Protocol.IMAPS_DANE);
        Store store = read(to(Protocol.IMAPS_DANE, server, records(server, CERTIFICATE.tlsa(3, 1, 1))));
        Folder first = store.getFolder("INBOX");
        first.open(Folder.READ_ONLY);
        int logins = server.logins().size();
        server.certificate(OTHER);

        assertThatThrownBy(() -> store.getFolder("other").open(Folder.READ_ONLY))
                .isInstanceOf(MessagingException.class);

        assertThat(server.logins()).hasSize(logins);
        server.certificate(CERTIFICATE);
        Folder second = store.getFolder("other");
        second.open(Folder.READ_ONLY);
        assertThat(server.logins()).hasSize(logins + 1).allMatch(StoreServer.Command::secured);
    }

    @Test
    void everyConnectionOfAPop3StoreIsJudged() throws MessagingException {
        StoreServer server = server(Protocol.POP3S_DANE);
        Store store = read(to(Protocol.POP3S_DANE, server, records(server, CERTIFICATE.tlsa(3, 1, 1))));
        int logins = server.logins().size();
        server.certificate(OTHER);

        MessagingException failure = catchThrowableOfType(
                MessagingException.class, () -> store.getFolder("INBOX").open(Folder.READ_ONLY));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(store.isConnected()).isFalse();
        assertThat(server.logins()).hasSize(logins);
    }

    @ParameterizedTest
    @CsvSource({"imap, IMAP_DANE", "imaps, IMAPS_DANE", "pop3, POP3_DANE", "pop3s, POP3S_DANE"})
    void classUnderTheProtocolOfAngus(String name, Protocol like) throws MessagingException {
        StoreServer server = server(like);
        Properties properties = to(name, server, records(server, CERTIFICATE.tlsa(3, 1, 1)));
        properties.setProperty(
                "mail." + name + ".class", (like.imap() ? DaneImapStore.class : DanePop3Store.class).getName());

        DaneMail.check(Session.getInstance(properties), name);
        read(properties);
        server.certificate(OTHER);

        assertThat(refusal(storeFailure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(server.logins()).allMatch(StoreServer.Command::secured);
    }

    @ParameterizedTest
    @CsvSource({
        "imap-dane, 143",
        "imaps-dane, 993",
        "pop3-dane, 110",
        "pop3s-dane, 995",
        "imap, 143",
        "imaps, 993",
        "pop3, 110",
        "pop3s, 995"
    })
    void portIsThatOfTheProtocol(String protocol, int port) throws MessagingException {
        StoreConnections connections = new StoreConnections(
                Session.getInstance(new Properties()),
                protocol,
                protocol.startsWith("imap") ? StoreConnections.Kind.IMAP : StoreConnections.Kind.POP3);

        Endpoint endpoint = connections.endpoint(HOST, -1);

        assertThat(endpoint.port()).isEqualTo(port);
        assertThat(endpoint.implicitTls()).isEqualTo(port > 900);
        assertThat(connections.endpoint(HOST, 4711).port()).isEqualTo(4711);
    }

    @Test
    void sslEnableMeansImplicitTlsAndItsPort() throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.imap-dane.ssl.enable", "true");
        StoreConnections connections =
                new StoreConnections(Session.getInstance(properties), "imap-dane", StoreConnections.Kind.IMAP);

        assertThat(connections.endpoint(HOST, -1).port()).isEqualTo(993);
        assertThat(connections.endpoint(HOST, -1).implicitTls()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void wrongSettingIsAnErrorAtConnectAndInTheCheck(Protocol protocol) {
        StoreServer server = server(protocol);
        Properties properties = to(protocol, server, records(server, CERTIFICATE.tlsa(3, 1, 1)));
        properties.setProperty("mail." + protocol + ".dane", "mandatroy");

        assertThat(storeFailure(properties)).hasMessageContaining("mail." + protocol + ".dane must be");
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), protocol.text()))
                .hasMessageContaining("mail." + protocol + ".dane must be");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAP_DANE", "POP3_DANE"})
    void authenticatorOfTheApplicationIsAsked(Protocol protocol) throws MessagingException {
        StoreServer server = server(protocol);
        Properties properties = to(protocol, server, records(server, CERTIFICATE.tlsa(3, 1, 1)));
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("alice", "asked");
            }
        });
        try (Store store = session.getStore()) {
            store.connect();
        }
        assertThat(server.logins())
                .singleElement()
                .satisfies(login -> assertThat(login.line()).contains("asked"));
    }

    @Test
    void silentServerIsGivenUpAfterTheTimeout() {
        StoreServer server = server(Protocol.IMAPS_DANE);
        // It waits for a handshake, and the client for a greeting.
        Properties properties = to(Protocol.IMAP_DANE, server, records(server, CERTIFICATE.tlsa(3, 1, 1)));
        properties.setProperty("mail.imap-dane.timeout", "300");

        assertThat(storeFailure(properties)).hasRootCauseInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void connectionGoesThroughTheProxyOfTheApplication() throws Exception {
        StoreServer server = server(Protocol.IMAPS_DANE);
        Properties properties = to(Protocol.IMAPS_DANE, server, records(server, CERTIFICATE.tlsa(3, 1, 1)));
        try (SocksProxy proxy = new SocksProxy()) {
            properties.setProperty("mail.imaps-dane.socks.host", "127.0.0.1");
            properties.setProperty("mail.imaps-dane.socks.port", String.valueOf(proxy.port()));

            read(properties);

            assertThat(proxy.targets()).containsOnly("127.0.0.1:" + server.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "imaps", "pop3", "pop3s"})
    void checkTellsAStoreOfAngusFromOurs(String protocol) {
        Session session = Session.getInstance(new Properties());

        assertThatThrownBy(() -> DaneMail.check(session, protocol))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("served by org.eclipse.angus.mail.")
                .hasMessageEndingWith("use the protocol " + protocol + "-dane");
    }

    static Stream<String> protocolsOfAngus() {
        return Stream.of("imap", "imaps", "pop3", "pop3s", "smtp", "smtps");
    }

    @ParameterizedTest
    @MethodSource("protocolsOfAngus")
    void checkFindsAFactoryThatAngusReplaces(String protocol) {
        Properties properties = new Properties();
        properties.put(
                "mail." + protocol + ".ssl.socketFactory",
                io.github.dane4j.jsse.DaneSslContext.mandatory(new FailingResolver(Reason.DNS_TIMEOUT))
                        .getSocketFactory());
        Session session = Session.getInstance(properties);

        assertThatThrownBy(() -> DaneMail.check(session, "imaps-dane"))
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith("mail." + protocol + ".ssl.socketFactory is a factory of DaneSslContext")
                .hasMessageEndingWith("use the protocol " + protocol + "-dane");
    }

    @Test
    void checkLetsAFactoryOfTheApplicationPass() throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.imaps.ssl.socketFactory", AcceptAll.socketFactory());

        DaneMail.check(Session.getInstance(properties), "imaps-dane");
    }
}
