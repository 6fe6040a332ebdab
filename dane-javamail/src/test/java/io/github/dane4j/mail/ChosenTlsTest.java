package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Reason;
import io.github.dane4j.jsse.JudgedConnection;
import io.github.dane4j.jsse.JudgedConnectionFactory;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.verify.DaneResult;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TLS implementation that the application chooses for connections which DANE authenticates: {@code dane.tls}. */
class ChosenTlsTest extends MailTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** The JDK's, which notes whom it is asked to authenticate. */
    private final JudgedConnectionFactory noting = (verifier, records, names, baseDomain, clock) -> {
        asked.add(baseDomain + " " + records);
        return SingleConnectionTls.authenticated(verifier, records, names, baseDomain, clock);
    };

    @Test
    void aFixedHostWithRecordsIsAuthenticatedByIt() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.dane.tls", noting);

        send(properties);

        assertThat(asked).containsExactly(HOST + " [" + CERTIFICATE.tlsa(3, 1, 1) + "]");
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void anMxHostWithRecordsIsAuthenticatedByIt() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE));
        Properties properties = byMx(dns, server);
        properties.put("mail.smtp-mx.dane.tls", noting);

        send(properties);

        assertThat(asked).hasSize(1);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void itsRefusalIsExplained() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, OTHER), server);
        properties.put("mail.smtp.dane.tls", noting);

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);

        // The JDK's makes no offer that another connection would leave out.
        assertThat(asked).hasSize(1);
        assertThat(server.serverNames()).hasSize(1);
        assertNothingGivenAway(server);
    }

    /** Without usable records there is nothing to authenticate by: TLS is what it is without the property. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "unusable"})
    void itIsNotAskedWhereNoRecordIsUsable(String records) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = records.equals("none")
                ? exampleOrg("mx A 127.0.0.1")
                : exampleOrg("mx A 127.0.0.1", "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(1, 1, 1));
        Properties properties = dropIn(dns, server);
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());
        properties.put("mail.smtp.dane.tls", noting);

        send(properties);

        assertThat(asked).isEmpty();
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    /** Whatever the implementation lets pass: a server that it has not accepted hears nothing. */
    @Test
    void aServerThatItDoesNotAcceptHearsNothing() {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.dane.tls", (JudgedConnectionFactory)
                (verifier, records, names, baseDomain, clock) -> new Careless());

        assertThat(failure(properties)).hasStackTraceContaining("the server was not judged in this connection");

        assertNothingGivenAway(server);
    }

    /** Shakes hands with everyone and judges nobody. */
    private static final class Careless implements JudgedConnection {
        @Override
        public SSLSocketFactory socketFactory() {
            return AcceptAll.socketFactory();
        }

        @Override
        public Optional<DaneResult> result() {
            return Optional.empty();
        }

        @Override
        public boolean accepted() {
            return false;
        }

        @Override
        public Optional<String> hint(IOException failure) {
            return Optional.empty();
        }
    }

    @Test
    void clientCertificatesAreRefusedWithIt() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.dane.tls", noting);
        properties.put("mail.smtp.dane.keymanagers", new KeyManager[0]);

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp"))
                .isInstanceOf(MessagingException.class)
                .hasMessage("mail.smtp.dane.keymanagers has no effect together with mail.smtp.dane.tls, which presents"
                        + " no client certificate: remove one of them");
        assertThat(failure(properties)).hasMessageContaining("mail.smtp.dane.keymanagers has no effect");
        assertNothingGivenAway(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bctls", "io.github.dane4j.bctls.BouncyCastleTls"})
    void aTextIsNotAnImplementation(String text) {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.setProperty("mail.smtp.dane.tls", text);

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp"))
                .isInstanceOf(MessagingException.class)
                .hasMessage("mail.smtp.dane.tls must be a JudgedConnectionFactory, set with Properties.put, but is \""
                        + text + "\"");
        assertThat(failure(properties)).hasMessageContaining("must be a JudgedConnectionFactory");
        assertNothingGivenAway(server);
    }
}
