package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class JakartaMailTest extends MailStackTest {
    private static final String SECTION = "Jakarta Mail";

    private Session session(int block, SmtpServer server, String protocol) throws MessagingException {
        Properties properties = MailDocument.MAIL.properties(SECTION, block);
        properties.putAll(to(server, protocol));
        return checked(properties);
    }

    private static Session checked(Properties properties) throws MessagingException {
        Session session = Session.getInstance(properties);
        DaneMail.check(session);
        return session;
    }

    @Test
    void relay() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = session(0, server, "smtp");
        DaneMail.check(session, "smtp");

        Transport.send(message(session));
        server.certificate(OTHER);
        MessagingException failure =
                catchThrowableOfType(MessagingException.class, () -> Transport.send(message(session)));

        assertThat(failure).hasMessageStartingWith("4.7.323 " + HOST + ":" + server.port() + ": ");
        assertMismatch(failure);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void mxHosts() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = session(1, server, "smtp-mx");

        Transport.send(message(session));
        try (Transport transport = session.getTransport()) {
            transport.connect();
            transport.sendMessage(message(session), message(session).getAllRecipients());
        }
        server.certificate(OTHER);
        SendFailedException failure =
                catchThrowableOfType(SendFailedException.class, () -> Transport.send(message(session)));

        assertMismatch(failure);
        assertThat(failure.getValidUnsentAddresses()).hasSize(1);
        assertThat(server.received()).hasSize(2).allMatch(mail -> mail.encrypted());
    }

    @Test
    void severalMessagesByOneTransport() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = session(1, server, "smtp-mx");
        List<MimeMessage> messages = List.of(message(session), message(session), message(session));

        try (Transport transport = session.getTransport("smtp-mx")) {
            transport.connect();
            for (MimeMessage message : messages) {
                transport.sendMessage(message, message.getAllRecipients());
            }
        }

        assertThat(server.received()).hasSize(3);
        assertThat(server.connections()).isOne();
    }

    @Test
    void refusalsBehindAnExceptionAreFoundOnceEach() {
        Exception cycle = new Exception("first");
        Exception second = new Exception("second", cycle);
        cycle.initCause(second);

        assertThat(DaneRefusal.allIn(cycle)).isEmpty();
    }
}
