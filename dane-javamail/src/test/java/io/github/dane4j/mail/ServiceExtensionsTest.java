package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extensions of SMTP, with servers that offer them and servers that do not; by MX, and to a fixed host. */
class ServiceExtensionsTest extends MailTest {
    private Properties to(String protocol, SmtpServer server) {
        return protocol.equals("smtp")
                ? dropIn(exampleOrg("mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server)
                : byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);
    }

    private static MimeMessage toUtf8(Session session) throws MessagingException {
        MimeMessage message = message(session);
        message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress("b\u00f6b@example.org", false));
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("RFC 6531 section 3.4: an address that is not ASCII goes as UTF-8 to a server with SMTPUTF8")
    void smtputf8(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx().offer("SMTPUTF8", false, true));
        Properties properties = to(protocol, server);
        properties.setProperty("mail.mime.allowutf8", "true");

        Transport.send(toUtf8(Session.getInstance(properties)));

        assertThat(server.commands())
                .contains("MAIL FROM:<alice@example.net> SMTPUTF8", "RCPT TO:<b\u00f6b@example.org>");
        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.recipients()).containsExactly("b\u00f6b@example.org"));
    }

    @ParameterizedTest
    @CsvSource({"smtp, 5.6.7", "smtp-mx, 4.6.7"})
    @DisplayName(
            "RFC 6531 section 3.5: a server without SMTPUTF8, or that offers it in the clear alone, gets no such address")
    void noSmtputf8(String protocol, String code) {
        SmtpServer server = network.start(mx().offer("SMTPUTF8", true, false));
        Properties properties = to(protocol, server);
        properties.setProperty("mail.mime.allowutf8", "true");

        SendFailedException failure = catchThrowableOfType(
                SendFailedException.class, () -> Transport.send(toUtf8(Session.getInstance(properties))));

        assertThat(RecipientOutcome.allIn(failure))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.statusCode()).isEqualTo(code));
        assertNothingGivenAway(server);
    }

    private static SMTPMessage withDsn(Session session) throws MessagingException {
        SMTPMessage message = new SMTPMessage(message(session, "bob@example.org"));
        message.setReturnOption(SMTPMessage.RETURN_HDRS);
        message.setNotifyOptions(SMTPMessage.NOTIFY_FAILURE | SMTPMessage.NOTIFY_DELAY);
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("RFC 3461 section 4: what a message asks of delivery reports goes to a server with DSN")
    void dsn(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx().offer("DSN", false, true));

        Transport.send(withDsn(Session.getInstance(to(protocol, server))));

        assertThat(server.commands())
                .contains("MAIL FROM:<alice@example.net> RET=HDRS", "RCPT TO:<bob@example.org> NOTIFY=FAILURE,DELAY");
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName(
            "RFC 3461 section 4: a server without DSN, or that offers it in the clear alone, gets the message without it")
    void noDsn(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx().offer("DSN", true, false));

        Transport.send(withDsn(Session.getInstance(to(protocol, server))));

        assertThat(server.commands()).contains("MAIL FROM:<alice@example.net>", "RCPT TO:<bob@example.org>");
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "RFC 7672 section 2.2: mail to an address literal goes over TLS where it is offered, and in the clear elsewhere")
    void addressLiteral(boolean offered) throws MessagingException {
        SmtpServer server = network.start(offered ? mx() : mx().withoutStartTls());

        send(to("smtp-mx", server), "bob@[127.0.0.1]");

        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted() == offered);
        assertThat(server.serverNames()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("RFC 7505 section 3: a domain with a null MX takes no mail, though a server is at its address")
    void nullMx(boolean secure) {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(
                network.start(DnsTree.builder().zone("example.org", zone -> {
                    if (!secure) {
                        zone.unsigned();
                    }
                    records("@ MX 0 .", "@ A 127.0.0.1").accept(zone);
                })),
                server);

        MessagingException failure = failure(properties);

        List<RecipientOutcome> outcomes = RecipientOutcome.allIn(failure);
        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(RecipientOutcome.Kind.FAILED);
            assertThat(outcome.statusCode()).isEqualTo("5.1.10");
        });
        assertThat(server.connections()).isZero();
    }
}
