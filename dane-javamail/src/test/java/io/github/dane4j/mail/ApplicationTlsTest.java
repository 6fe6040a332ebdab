package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.security.KeyStore;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The application's own TLS settings at a host that DANE does not authenticate. {@link FixedHostTableTest} has the rule;
 * here are the settings that Angus reads in its own way.
 */
class ApplicationTlsTest extends MailTest {
    private static final TestCertificate FOR_LOCALHOST =
            TestCertificate.builder().dnsNames("localhost").build();

    private Properties startTls(DnsTree dns, SmtpServer server) {
        Properties properties = dropIn(dns, server);
        properties.setProperty("mail.smtp.starttls.required", "true");
        return properties;
    }

    private Properties implicitTls(DnsTree dns, SmtpServer server) {
        Properties properties = properties(dns, "smtps");
        properties.setProperty("mail.transport.protocol.rfc822", "smtps");
        properties.setProperty("mail.smtps.class", SMTPSSLTransport.class.getName());
        properties.setProperty("mail.smtps.host", HOST);
        properties.setProperty("mail.smtps.port", String.valueOf(server.port()));
        return properties;
    }

    private DnsTree withoutRecords() {
        return exampleOrg("mx A 127.0.0.1");
    }

    private DnsTree unusable(SmtpServer server) {
        return exampleOrg("mx A 127.0.0.1", "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(1, 1, 1));
    }

    private static MessagingException failureWithLogin(Properties properties) {
        Session session = Session.getInstance(properties);
        return catchThrowableOfType(
                MessagingException.class,
                () -> Transport.send(message(session, "bob@example.org"), "alice", "password"));
    }

    @Test
    void withheldPasswordIsExplainedAndIsNoFailureOfTheLogin() {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = startTls(unusable(server), server);
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());

        MessagingException failure = failureWithLogin(properties);

        assertThat(failure).isNotInstanceOf(AuthenticationFailedException.class);
        assertThat(failure.getNextException()).isInstanceOf(IOException.class);
        assertThat(refusal(failure).reason()).isEqualTo(Reason.NO_USABLE_RECORDS);
        assertThat(refusal(failure))
                .hasMessageContaining("no user name or password is sent")
                .hasMessageContaining("unable to find valid certification path")
                .hasMessageContaining("3 1 1")
                .hasMessageContaining("a certificate for mx.example.org from a CA that this JVM trusts");
        assertNothingGivenAway(server);
    }

    @Test
    void serverThatOffersNoLoginGetsTheMailThoughThereIsAPassword() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = startTls(unusable(server), server);
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());

        assertThat(failureWithLogin(properties)).isNull();

        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hostNameVerifierOfTheApplicationIsAskedWhereRecordsAreUnusable(boolean accepts) {
        SmtpServer server = network.start(mx());
        Properties properties = startTls(unusable(server), server);
        List<String> asked = new CopyOnWriteArrayList<>();
        HostnameVerifier verifier = (host, session) -> {
            asked.add(host);
            return accepts;
        };
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());
        properties.put("mail.smtp.ssl.hostnameverifier", verifier);

        MessagingException failure = failure(properties);

        assertThat(asked).containsExactly(HOST);
        assertThat(failure == null).isEqualTo(accepts);
        assertThat(server.received()).hasSize(accepts ? 1 : 0);
    }

    /** Angus's factory, which shows whom it trusts. */
    private static MailSSLSocketFactory trusting(TestCertificate authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("private", authority.certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        MailSSLSocketFactory factory = new MailSSLSocketFactory();
        factory.setTrustManagers(managers.getTrustManagers());
        return factory;
    }

    @ParameterizedTest
    @CsvSource({
        // The CA of the application authenticates the server, in implicit TLS too.
        "trusts the CA, right, true, false",
        "trusts the CA, right, true, true",
        "trusts the CA, wrong, false, false",
        "trusts the CA and no name, wrong, false, false",
        "trusts another CA, right, false, false",
        "trusts all hosts, right, false, false",
        "trusts this host, right, false, false",
        "accepts all, right, false, false"
    })
    void privateAuthorityCountsIfTheApplicationShowsThatItTrustsIt(
            String application, String name, boolean sent, boolean implicit) throws Exception {
        TestCertificate authority =
                TestCertificate.builder().certificateAuthority().build();
        TestCertificate certificate = TestCertificate.builder()
                .dnsNames(name.equals("right") ? HOST : "other.example.net")
                .issuedBy(authority)
                .build();
        SmtpServer.Builder mx = mx().certificate(certificate).offerAuth();
        SmtpServer server = network.start(implicit ? mx.implicitTls() : mx);
        Properties properties = implicit ? implicitTls(unusable(server), server) : startTls(unusable(server), server);
        String prefix = implicit ? "mail.smtps." : "mail.smtp.";
        MailSSLSocketFactory factory = switch (application) {
            case "trusts the CA", "trusts the CA and no name" -> trusting(authority);
            case "trusts another CA" -> trusting(OTHER);
            default -> new MailSSLSocketFactory();
        };
        switch (application) {
            case "trusts the CA and no name" -> properties.setProperty(prefix + "ssl.checkserveridentity", "false");
            case "trusts all hosts" -> factory.setTrustAllHosts(true);
            case "trusts this host" -> factory.setTrustedHosts(HOST);
            case "accepts all" -> factory.setTrustManagers(AcceptAll.trustManager());
            default -> {}
        }
        properties.put(prefix + "ssl.socketFactory", factory);

        MessagingException failure = failureWithLogin(properties);

        assertThat(failure == null).isEqualTo(sent);
        assertThat(server.credentials()).hasSize(sent ? 1 : 0);
        assertThat(server.received()).hasSize(sent ? 1 : 0);
    }

    @Test
    void hostNameVerifierThatAngusMakesIsKeptAndPasswordsAreWithheld() {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = startTls(unusable(server), server);
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());
        properties.setProperty("mail.smtp.ssl.hostnameverifier.class", "legacy");

        assertThat(failure(properties)).isNull();
        MessagingException failure = failureWithLogin(properties);

        assertThat(refusal(failure)).hasMessageContaining("its certificate could not be seen");
        assertThat(server.received()).hasSize(1);
        assertThat(server.credentials()).isEmpty();
    }

    @Test
    void refusalByTheApplicationsOwnSettingsSaysSo() {
        SmtpServer server = network.start(mx());

        MessagingException failure = failure(startTls(unusable(server), server));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.HANDSHAKE_FAILED);
        assertThat(refusal(failure))
                .hasMessageContaining("TLS with the application's own settings failed")
                .hasMessageContaining("unable to find valid certification path");
        assertNothingGivenAway(server);
    }

    @ParameterizedTest
    @CsvSource({"false, NONE", "true, NONE", "false, UNUSABLE", "true, UNUSABLE"})
    void trustBySettingComesBeforeAFactoryInImplicitTlsAndAfterItInStartTls(boolean implicit, String records) {
        SmtpServer server =
                network.start(implicit ? mx().certificate(FOREIGN).implicitTls() : mx().certificate(FOREIGN));
        DnsTree dns = records.equals("UNUSABLE") ? unusable(server) : withoutRecords();
        Properties properties = implicit ? implicitTls(dns, server) : startTls(dns, server);
        String prefix = implicit ? "mail.smtps." : "mail.smtp.";
        // The one accepts every server, the other checks the name.
        properties.put(prefix + "ssl.socketFactory", AcceptAll.socketFactory());
        properties.setProperty(prefix + "ssl.trust", "*");

        assertThat(failure(properties) == null).isEqualTo(!implicit);
    }

    @Test
    void factoryForImplicitTlsDoesNotCountInTheOldRecipe() {
        SmtpServer server = network.start(mx().certificate(FOREIGN).implicitTls());
        Properties properties = dropIn(withoutRecords(), server);
        properties.put("mail.smtp.socketFactory", javax.net.ssl.SSLSocketFactory.getDefault());
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());

        assertThat(failure(properties)).hasStackTraceContaining("SSLHandshakeException");
        assertNothingGivenAway(server);
    }

    @Test
    void hostInTheListOfTrustedOnesIsComparedAsWritten() {
        SmtpServer server = network.start(mx());
        Properties properties = startTls(withoutRecords(), server);
        properties.setProperty("mail.smtp.host", "MX.example.org");
        properties.setProperty("mail.smtp.ssl.trust", "MX.example.org");

        assertThat(failure(properties)).isNull();
    }

    @Test
    void localhostIsCheckedByItsName() {
        SmtpServer server = network.start(mx().certificate(FOR_LOCALHOST));
        Properties properties = startTls(withoutRecords(), server);
        properties.setProperty("mail.smtp.host", "localhost");
        properties.setProperty("mail.smtp.ssl.trust", "*");

        assertThat(failure(properties)).isNull();
        server.certificate(CERTIFICATE);
        assertThat(failure(properties)).hasStackTraceContaining("localhost");
    }
}
