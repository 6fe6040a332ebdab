package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Properties;
import org.apache.commons.mail2.core.EmailException;
import org.apache.commons.mail2.jakarta.Email;
import org.apache.commons.mail2.jakarta.SimpleEmail;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonsEmailTest extends MailStackTest {
    private static void send(Properties properties) throws MessagingException, EmailException {
        Session session = Session.getInstance(properties);
        DaneMail.check(session);
        Email email = new SimpleEmail();
        email.setMailSession(session);
        email.setFrom("alice@example.net");
        email.addTo("bob@example.org");
        email.setSubject("secret");
        email.setMsg("for nobody else");
        email.send();
    }

    @ParameterizedTest
    @CsvSource({"0, smtp", "1, smtp-mx"})
    void sendsAndRefuses(int block, String protocol) throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = MailDocument.MAIL.properties("Jakarta Mail", block);
        properties.putAll(to(server, protocol));

        send(properties);
        server.certificate(OTHER);
        EmailException failure = catchThrowableOfType(EmailException.class, () -> send(properties));

        assertMismatch(failure);
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }
}
