package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is responsible for a message once its data has ended (RFC 5321 sections 4.2.1, 4.3.2 and 6.1). */
class EndOfDataTest extends MailTest {
    private Properties fixed(int port) {
        Properties properties = properties(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), "smtp");
        properties.setProperty("mail.smtp.class", SMTPTransport.class.getName());
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", String.valueOf(port));
        return properties;
    }

    private Properties direct(int port) {
        Properties properties = properties(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), "smtp-mx");
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.smtp-mx.port", String.valueOf(port));
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        return properties;
    }

    private static SendFailedException sendFailure(Properties properties, String... recipients) {
        return catchThrowableOfType(SendFailedException.class, () -> send(properties, recipients));
    }

    private static List<Exception> chain(MessagingException failure) {
        List<Exception> chain = new ArrayList<>();
        for (Exception link = failure; link != null; ) {
            chain.add(link);
            link = link instanceof MessagingException messaging ? messaging.getNextException() : null;
        }
        return chain;
    }

    @ParameterizedTest
    @CsvSource({
        "., 250 ok",
        "., 251 will forward",
        "., 252 will try",
        "., 299 fine",
        "MAIL, 251 fine",
        "RCPT, 252 will try"
    })
    void everyPositiveReplyIsAcceptance(String verb, String reply) throws MessagingException {
        try (ScriptedServer server =
                new ScriptedServer(loopback(1), 0).reply(verb, reply).start()) {
            send(fixed(server.port()));
            send(direct(server.port()));

            assertThat(server.commands()).filteredOn("."::equals).hasSize(2);
            assertThat(server.commands()).doesNotContain("RSET");
        }
    }

    @Test
    void recipientsThatWereRefusedStayRefusedAfterAnOddAcceptance() {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply(".", "251 will forward")
                .reply("RCPT", "250 ok")
                .start()) {
            Properties properties = direct(server.port());

            SendFailedException failure = sendFailure(properties, "bob@example.org", "eve@missing.example.org");

            assertThat(failure.getValidSentAddresses()).hasSize(1);
            assertThat(failure.getInvalidAddresses()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedServer.HANG_UP, "354 what", "hello", "1", "150 wait"})
    void whatMayHaveBeenAcceptedIsToldApart(String reply) {
        try (ScriptedServer server =
                new ScriptedServer(loopback(1), 0).reply(".", reply).start()) {
            SendFailedException fixed = sendFailure(fixed(server.port()), "bob@example.org");
            SendFailedException direct = sendFailure(direct(server.port()), "bob@example.org");

            assertThat(fixed).isInstanceOf(UncertainDeliveryException.class);
            assertThat(direct.getNextException()).isInstanceOf(UncertainDeliveryException.class);
            for (SendFailedException failure : List.of(fixed, direct)) {
                assertThat(failure).hasMessageContaining("4.4.2 ").hasMessageContaining("may have been accepted");
                assertThat(failure.getValidSentAddresses()).isEmpty();
                assertThat(failure.getValidUnsentAddresses()).hasSize(1);
                assertThat(failure.getInvalidAddresses()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"450 later", "550 never"})
    void whatWasRefusedIsCertain(String reply) {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply(".", reply)
                .reply("RSET", ScriptedServer.HANG_UP)
                .start()) {
            MessagingException fixed = failure(fixed(server.port()));
            MessagingException direct = failure(direct(server.port()));

            for (MessagingException failure : List.of(fixed, direct)) {
                assertThat(failure).hasMessageContaining(reply);
                assertThat(chain(failure)).noneMatch(UncertainDeliveryException.class::isInstance);
            }
        }
    }

    @Test
    void recipientsAreNamedAlsoWhereAReplyMakesNoSense() {
        try (ScriptedServer server =
                new ScriptedServer(loopback(1), 0).reply("RCPT", "354 what").start()) {
            for (Properties properties : List.of(fixed(server.port()), direct(server.port()))) {
                SendFailedException failure = sendFailure(properties, "bob@example.org");

                assertThat(failure.getValidUnsentAddresses()).hasSize(1);
                assertThat(failure).hasMessageContaining("354 what");
            }
        }
    }

    @Test
    void connectionIsNotUsedAgainWhenTheReplyIsUnknown() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(loopback(1), 0).reply(".", "hello").start()) {
            Session session = Session.getInstance(fixed(server.port()));
            MimeMessage message = message(session, "bob@example.org");
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();

                assertThat(catchThrowableOfType(
                                UncertainDeliveryException.class,
                                () -> transport.sendMessage(message, message.getAllRecipients())))
                        .isNotNull();

                assertThat(transport.isConnected()).isFalse();
            }
        }
    }

    @Test
    void listenersThatCannotBeToldDoNotMakeADeliveryFail() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        Executor full = task -> {
            throw new RejectedExecutionException("no thread is free");
        };
        properties.put("mail.event.executor", full);
        Session session = Session.getInstance(properties);
        MimeMessage message = message(session, "bob@example.org");
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            transport.addTransportListener(new TransportAdapter() {});

            transport.sendMessage(message, message.getAllRecipients());
        }
        assertThat(server.received()).hasSize(1);
    }

    /** RFC 3030 section 2 has no doubled dots; RFC 5321 section 4.5.2 has them in DATA alone. */
    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    void messageArrivesUnalteredWhereChunksAreAskedFor(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx().offerChunking());
        Properties properties = protocol.equals("smtp")
                ? dropIn(hostWith(server, CERTIFICATE), server)
                : byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);
        properties.setProperty("mail." + protocol + ".chunksize", "8");
        MimeMessage message = message(Session.getInstance(properties), "bob@example.org");
        message.setText(".\r\n..\r\n.end\r\n");

        Transport.send(message);

        assertThat(server.commands()).noneMatch(command -> command.startsWith("BDAT"));
        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.content()).endsWith("\r\n\r\n.\r\n..\r\n.end\r\n"));
    }
}
