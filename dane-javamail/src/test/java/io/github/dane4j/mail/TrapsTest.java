package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ways in which Angus sends mail, or connects, although DANE forbids it: each is closed, or ends in a refusal. In all of
 * them plain Angus with the same properties goes on.
 */
class TrapsTest extends MailTest {
    /** Trusts every certificate and checks no name: what an application may have configured, or a fallback ends in. */
    private static SSLSocketFactory trustingAll() {
        return AcceptAll.socketFactory();
    }

    private Properties implicitTls(DnsTree dns, SmtpServer server) {
        Properties properties = properties(dns, "smtps");
        properties.setProperty("mail.transport.protocol.rfc822", "smtps");
        properties.setProperty("mail.smtps.class", SMTPSSLTransport.class.getName());
        properties.setProperty("mail.smtps.host", HOST);
        properties.setProperty("mail.smtps.port", String.valueOf(server.port()));
        return properties;
    }

    private static void assertMismatch(Properties properties, SmtpServer server) {
        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertNothingGivenAway(server);
    }

    @Test
    void trap01NoSecondConnectionWithTheDefaultFactory() {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(hostWith(server, OTHER), server);
        properties.put("mail.smtps.ssl.socketFactory", trustingAll());
        properties.setProperty("mail.smtps.socketFactory.fallback", "true");
        properties.setProperty("mail.smtps.ssl.trust", "*");

        assertMismatch(properties, server);

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void trap02TrustOfTheApplicationDoesNotReplaceTheTlsaRecords() {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(hostWith(server, OTHER), server);
        properties.setProperty("mail.smtps.ssl.trust", "*");

        assertMismatch(properties, server);
    }

    @Test
    void trap02TrustOfTheApplicationDoesNotReplaceTheTlsaRecordsWithStartTlsEither() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, OTHER), server);
        properties.setProperty("mail.smtp.ssl.trust", "*");

        assertMismatch(properties, server);
    }

    @Test
    void trap03FactoryClassOfTheApplicationIsNotUsed() {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(hostWith(server, OTHER), server);
        properties.setProperty("mail.smtps.ssl.socketFactory.class", AcceptAll.class.getName());

        assertMismatch(properties, server);
    }

    @Test
    void trap04FactoryClassThatDoesNotExistChangesNothing() {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(hostWith(server, OTHER), server);
        properties.setProperty("mail.smtps.ssl.socketFactory.class", "org.example.Missing");
        properties.setProperty("mail.smtps.ssl.trust", "*");

        assertMismatch(properties, server);
    }

    @Test
    void trap05ObjectsInTheDefaultsChainChangeNothing() {
        SmtpServer server = network.start(mx());
        Properties defaults = dropIn(hostWith(server, OTHER), server);
        defaults.put("mail.smtp.ssl.socketFactory", trustingAll());

        assertMismatch(new Properties(defaults), server);
    }

    @Test
    void trap06MistypedClassNameIsFoundBySelfCheck() {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SmtpTransport");
        Session session = Session.getInstance(properties);

        assertThatThrownBy(() -> DaneMail.check(session))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("org.eclipse.angus.mail.smtp.SMTPTransport")
                .hasMessageContaining("set mail.smtp.class to io.github.dane4j.mail.SMTPTransport (it is"
                        + " \"io.github.dane4j.mail.SmtpTransport\", which is not a registered transport)");
    }

    @Test
    void trap07StrippedStartTlsIsRefused() {
        SmtpServer server = network.start(mx().withoutStartTls());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.starttls.enable", "true");

        MessagingException failure = failure(properties);

        assertThat(refusal(failure).reason()).isEqualTo(Reason.STARTTLS_NOT_OFFERED);
        assertThat(failure).hasMessageStartingWith("4.7.321 ");
        assertNothingGivenAway(server);
    }

    @Test
    void trap07StrippedStartTlsIsRefusedWithoutEhloToo() {
        SmtpServer server = network.start(mx().withoutStartTls());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.ehlo", "false");

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.STARTTLS_NOT_OFFERED);
        assertNothingGivenAway(server);
    }

    @Test
    void trap08OldRecipeForImplicitTlsIsAuthenticated() throws MessagingException {
        SmtpServer server = network.start(mx().implicitTls());
        DnsTree dns = hostWith(server, CERTIFICATE);
        Properties byObject = dropIn(dns, server);
        byObject.put("mail.smtp.socketFactory", trustingAll());
        Properties byClass = dropIn(dns, server);
        byClass.remove("mail.smtp.port");
        byClass.setProperty("mail.smtp.socketFactory.class", "javax.net.ssl.SSLSocketFactory");
        byClass.setProperty("mail.smtp.socketFactory.port", String.valueOf(server.port()));

        send(byObject);
        send(byClass);
        server.certificate(OTHER);

        assertThat(refusal(failure(byObject)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(refusal(failure(byClass)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(server.received()).hasSize(2);
    }

    @Test
    void trap08SocketFactoryThatIsNotForTlsIsRefused() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.socketFactory", SocketFactory.getDefault());

        assertThat(failure(properties)).hasMessageStartingWith("mail.smtp.socketFactory must be unset");
        properties.remove("mail.smtp.socketFactory");
        properties.setProperty("mail.smtp.socketFactory.class", "javax.net.SocketFactory");
        assertThat(failure(properties)).hasMessageStartingWith("mail.smtp.socketFactory.class must be unset");
        properties.setProperty("mail.smtp.socketFactory.class", "org.example.Missing");
        assertThat(failure(properties)).hasMessageContaining("class that can be loaded");
        assertThat(server.connections()).isZero();
    }

    @Test
    void trap09ConnectedTlsSocketIsRefused() throws Exception {
        SmtpServer server = network.start(mx().implicitTls());
        Session session = Session.getInstance(dropIn(hostWith(server, CERTIFICATE), server));
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp");
                Socket socket = trustingAll().createSocket(server.address(), server.port())) {
            assertThatThrownBy(() -> transport.connect(socket)).hasMessageContaining("DANE needs the name of the host");
            assertThat(transport.isConnected()).isFalse();
        }
        assertNothingGivenAway(server);
    }

    @Test
    void trap10ConnectedSocketIsRefusedAndTheNextConnectionIsSound() throws Exception {
        SmtpServer server = network.start(mx());
        SmtpServer elsewhere = network.start(mx());
        Session session = Session.getInstance(dropIn(hostWith(server, CERTIFICATE), server));
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp");
                Socket socket = new Socket(elsewhere.address(), elsewhere.port())) {
            assertThatThrownBy(() -> transport.connect(socket)).hasMessageContaining("DANE needs the name of the host");
            transport.connect();
            transport.sendMessage(message(session, "bob@example.org"), FixedHostTest.addresses("bob@example.org"));
        }
        assertThat(server.received()).hasSize(1);
        assertNothingGivenAway(elsewhere);
    }

    @Test
    void trap11TrailingDotAndUpperCaseAreTheSameName() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.host", "MX.Example.org.");

        send(properties);
        server.certificate(OTHER);

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.serverName()).contains(HOST));
    }

    @Test
    void trap12NoSessionIsResumedAcrossConnections() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(dropIn(hostWith(server, CERTIFICATE), server));

        Transport.send(message(session, "bob@example.org"));
        Transport.send(message(session, "bob@example.org"));

        assertThat(server.handshakes()).hasSize(2).noneMatch(handshake -> handshake.resumed());
    }

    @Test
    void trap13TlsaRecordsAreThoseOfTheServersPortNotOfTheProxys() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        try (ConnectProxy proxy = new ConnectProxy()) {
            properties.setProperty("mail.smtp.proxy.host", "127.0.0.1");
            properties.setProperty("mail.smtp.proxy.port", String.valueOf(proxy.port()));

            send(properties);
            server.certificate(OTHER);

            assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
            assertThat(proxy.requests()).containsOnly("CONNECT 127.0.0.1:" + server.port() + " HTTP/1.1");
        }
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap13SocksProxyIsToldTheValidatedAddress(boolean portApart) throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        try (SocksProxy proxy = new SocksProxy()) {
            properties.setProperty("mail.smtp.socks.host", "127.0.0.1" + (portApart ? "" : ":" + proxy.port()));
            properties.setProperty("mail.smtp.socks.port", String.valueOf(portApart ? proxy.port() : 1));

            send(properties);
            server.certificate(OTHER);

            assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
            assertThat(proxy.targets()).containsOnly("127.0.0.1:" + server.port());
        }
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void trap13PortOfTheSocksProxyThatIsNoneIsAnError() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.socks.host", "127.0.0.1");
        properties.setProperty("mail.smtp.socks.port", "socks");

        assertThat(failure(properties))
                .hasRootCauseInstanceOf(NumberFormatException.class)
                .hasStackTraceContaining("mail.smtp.socks.port must be a port, but is \"socks\"");
        assertThat(server.connections()).isZero();
    }

    @Test
    void trap14NameCheckOfTheApplicationDoesNotBreakDaneEe() throws MessagingException {
        SmtpServer server = network.start(mx().certificate(FOREIGN));
        Properties properties = dropIn(hostWith(server, FOREIGN), server);
        properties.setProperty("mail.smtp.ssl.hostnameverifier.class", "legacy");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");

        send(properties);

        assertThat(server.received()).hasSize(1);
    }

    @Test
    void trap15ClassForStartTlsUnderTheProtocolForImplicitTlsMeansImplicitTls() throws MessagingException {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtps.class", SMTPTransport.class.getName());

        send(properties);

        assertThat(server.received()).hasSize(1);
    }

    @Test
    void trap16CredentialsAreNotSentToAServerThatHidesStartTls() {
        SmtpServer server = network.start(mx().withoutStartTls().offerAuth());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.auth", "true");
        Session session = Session.getInstance(properties);

        MessagingException failure = catchThrowableOfType(
                MessagingException.class,
                () -> Transport.send(message(session, "bob@example.org"), "alice", "password"));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.STARTTLS_NOT_OFFERED);
        assertNothingGivenAway(server);
    }

    @Test
    void trap17ValueThatIsNoFactoryChangesNothing() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, OTHER), server);
        properties.put("mail.smtp.ssl.socketFactory", "javax.net.ssl.SSLSocketFactory");

        assertMismatch(properties, server);
    }

    @Test
    void unknownProtocolIsNoTransportOfOurs() {
        Session session = Session.getInstance(new Properties());

        assertThatThrownBy(() -> DaneMail.check(session, "smtp-dnae")).isInstanceOf(NoSuchProviderException.class);
    }
}
