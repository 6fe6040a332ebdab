package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.simplejavamail.MailException;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

class SimpleJavaMailTest extends MailStackTest {
    private static Email email() {
        return EmailBuilder.startingBlank()
                .from("alice@example.net")
                .to("bob@example.org")
                .withSubject("secret")
                .withPlainText("for nobody else")
                .buildEmail();
    }

    private static Mailer relay(String host, int port) throws MessagingException {
        Mailer mailer = MailerBuilder.withSMTPServer(host, port)
                .withTransportStrategy(TransportStrategy.SMTP_TLS)
                .withProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport")
                .withProperty("mail.smtp.dane", "mandatory")
                .buildMailer();
        DaneMail.check(mailer.getSession(), "smtp");
        return mailer;
    }

    private static Mailer mxHosts() throws MessagingException {
        Mailer mailer = MailerBuilder.withSMTPServerHost("by-mx")
                .withTransportStrategy(TransportStrategy.SMTP)
                .withProperty("mail.smtp.class", "io.github.dane4j.mail.MxTransport")
                .withProperty("mail.smtp.dane", "opportunistic")
                .buildMailer();
        DaneMail.check(mailer.getSession(), "smtp");
        return mailer;
    }

    private void sendsAndRefuses(Mailer mailer, SmtpServer server, Properties test) {
        mailer.getSession().getProperties().putAll(test);

        mailer.sendMail(email()).join();
        server.certificate(OTHER);
        Throwable failure = catchThrowable(() -> mailer.sendMail(email()).join());

        assertThat(failure).isInstanceOf(MailException.class);
        assertMismatch(failure);
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void relay() throws MessagingException {
        SmtpServer server = network.start(mx());

        sendsAndRefuses(relay(HOST, server.port()), server, to(server, "smtp"));
    }

    @Test
    void mxHostsOfTheRecipients() throws MessagingException {
        SmtpServer server = network.start(mx());

        sendsAndRefuses(mxHosts(), server, onThisMachine(to(server, "smtp"), "smtp"));
    }
}
