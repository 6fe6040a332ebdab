package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Level;
import javax.net.ssl.KeyManager;
import org.eclipse.angus.mail.util.MailConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedHostTest extends MailTest {
    @ParameterizedTest
    @ValueSource(strings = {"opportunistic", "mandatory"})
    void propertiesAloneSendMailOverAuthenticatedStartTls(String mode) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.dane", mode);

        send(properties);

        assertThat(server.received()).singleElement().satisfies(mail -> {
            assertThat(mail.encrypted()).isTrue();
            assertThat(mail.serverName()).contains(HOST);
            assertThat(mail.recipients()).containsExactly("bob@example.org");
            assertThat(mail.content()).contains("for nobody else");
        });
    }

    @ParameterizedTest
    @CsvSource({"smtp, jvm, true", "smtp, recommended, false", "smtp-mx, jvm, true", "smtp-mx, recommended, false"})
    void smallestKeyIsASetting(String protocol, String strength, boolean accepted) {
        TestCertificate weak = TestCertificate.builder()
                .dnsNames(HOST)
                .keyAlgorithm(KeyAlgorithm.RSA_1024)
                .build();
        SmtpServer server = network.start(mx().certificate(weak));
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, weak));
        Properties properties = protocol.equals("smtp") ? dropIn(dns, server) : byMx(dns, server);
        properties.setProperty("mail." + protocol + ".dane.keystrength", strength);

        MessagingException failure = failure(properties);

        if (accepted) {
            assertThat(failure).isNull();
            assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
        } else {
            assertThat(DaneRefusal.allIn(failure))
                    .first()
                    .satisfies(refused -> assertThat(refused.explain()).contains("key of 1024 bits (RSA)"));
            assertNothingGivenAway(server);
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA_1024, INFO", "RSA_2048, FINE"})
    void weakKeyIsInTheLog(KeyAlgorithm algorithm, String level) throws MessagingException {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames(HOST).keyAlgorithm(algorithm).build();
        SmtpServer server = network.start(mx().certificate(certificate));
        LogWatch log = new LogWatch();
        try (log) {
            send(dropIn(hostWith(server, certificate), server));
        }

        assertThat(log.records())
                .filteredOn(each -> LogWatch.text(each).contains("authenticated by TLSA"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.getLevel()).isEqualTo(Level.parse(level));
                    assertThat(LogWatch.text(each).contains("with a weak key")).isEqualTo(level.equals("INFO"));
                });
    }

    @Test
    void ownProtocolReadsItsOwnProperties() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = properties(hostWith(server, CERTIFICATE), "smtp-dane");
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-dane");
        properties.setProperty("mail.smtp-dane.host", HOST);
        properties.setProperty("mail.smtp-dane.port", String.valueOf(server.port()));

        send(properties);

        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtps-dane", "smtps"})
    void implicitTlsIsAuthenticatedToo(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(hostWith(server, CERTIFICATE), server, protocol);

        send(properties);

        assertThat(server.received()).singleElement().satisfies(mail -> {
            assertThat(mail.encrypted()).isTrue();
            assertThat(mail.serverName()).contains(HOST);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtps-dane", "smtps"})
    void implicitTlsWithAnotherCertificateIsRefused(String protocol) {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(hostWith(server, OTHER), server, protocol);

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertNothingGivenAway(server);
    }

    private Properties implicitTls(DnsTree dns, SmtpServer server, String protocol) {
        Properties properties = properties(dns, protocol);
        properties.setProperty("mail.smtps.class", SMTPSSLTransport.class.getName());
        properties.setProperty("mail.transport.protocol.rfc822", protocol);
        properties.setProperty("mail." + protocol + ".host", HOST);
        properties.setProperty("mail." + protocol + ".port", String.valueOf(server.port()));
        return properties;
    }

    @Test
    void refusalExplainsItselfAndNestsAnIOException() {
        SmtpServer server = network.start(mx());

        MessagingException failure = failure(dropIn(hostWith(server, OTHER), server));

        assertThat(failure)
                .hasMessage("4.7.323 mx.example.org:" + server.port() + ": " + Reason.LEAF_MISMATCH.description());
        assertThat(failure.getNextException()).isInstanceOf(IOException.class);
        DaneRefusedException refusal = refusal(failure);
        assertThat(refusal.reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(refusal.statusCode()).isEqualTo("4.7.323");
        assertThat(refusal.getMessage())
                .startsWith("DANE refused mx.example.org:" + server.port())
                .contains("3 1 1")
                .contains("_" + server.port() + "._tcp.mx.example.org");
    }

    @Test
    void certificateOfATrustAnchorNeedsTheHostName() throws MessagingException {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root")
                .certificateAuthority()
                .build();
        TestCertificate good =
                TestCertificate.builder().dnsNames(HOST).issuedBy(root).build();
        TestCertificate bad = TestCertificate.builder()
                .dnsNames("other.example.org")
                .issuedBy(root)
                .build();
        SmtpServer server = network.start(mx().chain(good, good.chain()));
        Properties properties = dropIn(
                exampleOrg("mx A 127.0.0.1", "_" + server.port() + "._tcp.mx TLSA " + root.tlsa(2, 0, 1)), server);

        send(properties);
        server.certificate(bad);
        assertThat(refusal(failure(properties)).reason()).isIn(Reason.NAME_MISMATCH, Reason.ANCHOR_NOT_IN_CHAIN);

        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aliasIsFollowedToItsBaseDomain() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties =
                dropIn(exampleOrg("mail CNAME mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);
        properties.setProperty("mail.smtp.host", "mail.example.org");

        send(properties);

        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.serverName()).contains(HOST));
    }

    /** RFC 7646: until somebody else has repaired his zone. */
    @Test
    void negativeTrustAnchorSwitchesDaneOffForTheNameAlone() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = hostWith(server, CERTIFICATE);
        dns.fault("example.org.", "DNSKEY", Fault.CORRUPT_SIGNATURES);
        Properties properties = dropIn(dns, server);
        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.DNSSEC_BOGUS);

        properties.setProperty("mail.smtp.dane.negativetrustanchors", "example.net");
        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertNothingGivenAway(server);

        properties.setProperty("mail.smtp.dane.negativetrustanchors", "example.org");
        send(properties);
        assertThat(server.received()).hasSize(1);

        properties.setProperty("mail.smtp.dane", "mandatory");
        refusal(failure(properties));
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void resumedSessionDoesNotOutliveItsTlsaRecord() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("mx 0 A 127.0.0.1", tlsa(server, CERTIFICATE).replace(" TLSA", " 0 TLSA"));
        Properties properties = dropIn(dns, server);
        Session session = Session.getInstance(properties);

        Transport.send(message(session, "bob@example.org"));
        dns.replaceZone(
                "example.org", records("mx 0 A 127.0.0.1", tlsa(server, OTHER).replace(" TLSA", " 0 TLSA")));
        MessagingException failure = failure(properties);

        assertThat(refusal(failure).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(server.received()).hasSize(1);
        assertThat(server.handshakes()).extracting(Handshake::resumed).containsOnly(false);
    }

    @Test
    void oneTransportIsJudgedAnewAtEachConnection() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(dropIn(hostWith(server, CERTIFICATE), server));
        Transport transport = session.getTransport("smtp");

        transport.connect();
        transport.sendMessage(message(session, "bob@example.org"), addresses("bob@example.org"));
        transport.close();
        server.certificate(OTHER);
        assertThat(refusal(connectFailure(transport)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        server.certificate(CERTIFICATE);
        transport.connect();
        transport.sendMessage(message(session, "bob@example.org"), addresses("bob@example.org"));
        transport.close();

        assertThat(server.received()).hasSize(2);
    }

    @Test
    void credentialsAreSentOnlyToTheServerThatProvedItself() throws MessagingException {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.auth", "true");
        Session session = Session.getInstance(properties);

        Transport.send(message(session, "bob@example.org"), "alice", "password");
        server.certificate(OTHER);
        MessagingException failure = catchThrowableOfType(
                MessagingException.class,
                () -> Transport.send(message(session, "bob@example.org"), "alice", "password"));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(server.credentials()).containsExactly(new SmtpServer.Credentials("alice", "password", true));
    }

    @Test
    void authenticatorOfTheApplicationIsAsked() throws MessagingException {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.auth", "true");
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("alice", "asked");
            }
        });

        Transport.send(message(session, "bob@example.org"));

        assertThat(server.credentials()).containsExactly(new SmtpServer.Credentials("alice", "asked", true));
    }

    @Test
    void passwordKeptInTheApplicationsSessionIsFound() throws MessagingException {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.user", "alice");
        Session session = Session.getInstance(properties);
        session.setPasswordAuthentication(
                new URLName("smtp", HOST, -1, null, "alice", null), new PasswordAuthentication("alice", "kept"));

        Transport.send(message(session, "bob@example.org"));

        assertThat(server.credentials()).containsExactly(new SmtpServer.Credentials("alice", "kept", true));
    }

    @Test
    void connectionGoesToTheAddressThatDnsProved() throws MessagingException {
        SmtpServer server = network.start(mx().address(loopback(2)));
        // A name of the machine itself, which another lookup would find at 127.0.0.1.
        DnsTree dns = network.start(DnsTree.builder()
                .zone(
                        "localhost.localdomain",
                        records("@ A 127.0.0.2", "_" + server.port() + "._tcp TLSA " + CERTIFICATE.tlsa(3, 1, 1))));
        Properties properties = dropIn(dns, server);
        properties.setProperty("mail.smtp.host", "localhost.localdomain");

        send(properties);

        assertThat(server.received()).hasSize(1);
    }

    @Test
    void nextAddressIsTriedIfOneIsDead() throws MessagingException {
        SmtpServer server = network.start(mx().address(loopback(3)));
        Properties properties =
                dropIn(exampleOrg("mx A 127.0.0.2", "mx A 127.0.0.3", tlsa(server, CERTIFICATE)), server);

        send(properties);

        assertThat(server.received()).hasSize(1);
    }

    @Test
    void hostWhereNobodyListensIsAFailureOfTheConnection() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        server.close();

        MessagingException failure = failure(properties);

        assertThat(failure).isInstanceOf(MailConnectException.class);
        assertThat(failure).hasMessageContaining(HOST).hasMessageContaining("127.0.0.1");
        assertThat(failure.getNextException()).isInstanceOf(IOException.class);
    }

    @Test
    void silentServerIsGivenUpAfterTheTimeout() {
        SmtpServer server = network.start(mx().silent());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.timeout", "300");

        long begin = System.nanoTime();
        MessagingException failure = failure(properties);

        assertThat(failure).hasRootCauseInstanceOf(SocketTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        assertNothingGivenAway(server);
    }

    @Test
    void silentNameServerIsGivenUpAfterTheTimeout() {
        SmtpServer server = network.start(mx());
        DnsTree dns = hostWith(server, CERTIFICATE);
        dns.fault("*", "*", Fault.NO_REPLY);
        Properties properties = dropIn(dns, server);
        properties.setProperty("mail.smtp.dane.timeout", "600");

        long begin = System.nanoTime();
        MessagingException failure = failure(properties);

        assertThat(refusal(failure).statusCode()).isEqualTo("4.4.312");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        assertThat(server.connections()).isZero();
    }

    @Test
    void missingHostIsNamedAndNothingIsSentToThisMachine() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.remove("mail.smtp.host");

        assertThat(failure(properties)).hasMessage("no host to connect to: mail.smtp.host is not set");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[127.0.0.1]", "localhost"})
    void addressLiteralIsNotCoveredByDane(String host) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.host", host);

        send(properties);
        properties.setProperty("mail.smtp.dane", "mandatory");
        MessagingException failure = failure(properties);

        assertThat(refusal(failure).reason()).isEqualTo(Reason.ADDRESS_LITERAL);
        assertThat(server.received()).singleElement().matches(mail -> !mail.encrypted());
    }

    @Test
    void addressIsWarnedOfOnceInTheLogAndANameNever() throws MessagingException {
        SmtpServer server = network.start(mx().address(loopback(77)));
        Properties properties = dropIn(exampleOrg("mx A 127.0.0.77"), server);
        LogWatch log = new LogWatch();
        try (log) {
            send(properties);
            properties.setProperty("mail.smtp.host", "127.0.0.77");
            send(properties);
            send(properties);
        }

        assertThat(log.records())
                .filteredOn(each -> each.getLevel().equals(Level.WARNING))
                .singleElement()
                .satisfies(each -> assertThat(LogWatch.text(each))
                        .startsWith("127.0.0.77 is an IP address and has no TLSA records")
                        .endsWith("mail.smtp.dane = mandatory refuses addresses"));
        assertThat(server.received()).hasSize(3);
    }

    /** Before anything is looked up or connected. */
    @ParameterizedTest
    @CsvSource({"dane, ''", "dane, mandatroy", "dane.mode, mandatory", "auth, ''", "auth, yes", "host, ''"})
    void settingThatIsNotUnderstoodIsAnErrorAtConnect(String key, String value) {
        SmtpServer server = network.start(mx());
        DnsTree dns = hostWith(server, CERTIFICATE);
        Properties properties = dropIn(dns, server);
        properties.setProperty("mail.smtp." + key, value);

        assertThat(failure(properties)).hasMessageContaining("mail.smtp." + key);
        assertThat(server.connections()).isZero();
        assertThat(dns.queries()).isEmpty();
    }

    @Test
    void settingThatIsNotUnderstoodComesBeforeAMissingPassword() {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.dane", "");

        assertThat(failure(properties)).hasMessageStartingWith("mail.smtp.dane is empty");
    }

    @Test
    void hostWithAPortIsAnErrorThatSaysWhatToSet() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.host", HOST + ":587");

        assertThat(failure(properties))
                .hasMessage(
                        "mail.smtp.host has a port in it, \"mx.example.org:587\": set mail.smtp.host to mx.example.org"
                                + " and mail.smtp.port to 587");
    }

    @Test
    void hostNotCoveredByDaneKeepsTheTlsOfTheApplication() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(exampleOrg("mx A 127.0.0.1"), server);
        properties.setProperty("mail.smtp.starttls.required", "true");

        // The certificate is self-signed, and Angus asks the JVM about it.
        MessagingException failure = failure(properties);
        properties.setProperty("mail.smtp.ssl.trust", "*");

        assertThat(failure).hasMessage("Could not convert socket to TLS");
        assertThat(failure(properties)).isNull();
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void implicitTlsOfAHostNotCoveredByDaneIsThatOfTheApplication() {
        SmtpServer server = network.start(mx().implicitTls());
        Properties properties = implicitTls(exampleOrg("mx A 127.0.0.1"), server, "smtps");

        MessagingException failure = failure(properties);
        properties.setProperty("mail.smtps.ssl.trust", "*");

        assertThat(failure).hasMessageStartingWith("Could not connect to SMTP host");
        assertThat(failure(properties)).isNull();
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void flagsOfTheApplicationAreAsBeforeAfterAConnection() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(dropIn(hostWith(server, CERTIFICATE), server));
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            transport.connect();

            assertThat(transport.isSSL()).isTrue();
            assertThat(transport.getStartTLS()).isFalse();
            assertThat(transport.getRequireStartTLS()).isFalse();
            assertThat(transport.getURLName().getHost()).isEqualTo(HOST);
        }
    }

    @Test
    void clientCertificateIsOffered() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.dane.keymanagers", new KeyManager[0]);

        send(properties);

        assertThat(server.received()).hasSize(1);
    }

    @Test
    void resolverOfTheApplicationIsUsed() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.dane.resolver", new FailingResolver(Reason.DNSSEC_BOGUS));

        MessagingException failure = failure(properties);

        assertThat(refusal(failure).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(failure.getMessage()).startsWith("4.7.324 ");
        assertThat(server.connections()).isZero();
    }

    @Test
    void resolverThatThrowsDelaysTheMail() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.dane.resolver", new ThrowingResolver());

        assertThat(failure(properties)).hasMessageStartingWith("4.4.312 ");
        assertThat(server.connections()).isZero();
    }

    static Address[] addresses(String... recipients) throws MessagingException {
        return InternetAddress.parse(String.join(",", recipients));
    }

    private static MessagingException connectFailure(Transport transport) {
        return catchThrowableOfType(MessagingException.class, transport::connect);
    }
}
